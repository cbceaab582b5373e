import { sql } from "kysely";
import { findInstancesByIsbn, getInstances, resolveInstance } from "../../catalogue/index.ts";
import type { Tx } from "../../kernel/database.ts";
import { publish } from "../../kernel/outbox.ts";
import { titleTopics } from "../titles/title-topics.ts";
import { linkOffers, wordingOf } from "../titles/titles.ts";

/**
 * A title becomes part of another: copies, offers and readers' voices go with it, and whoever knows the old one is led to
 * the other. Rooms above that name titles hear of it.
 */
async function joinTitles(tx: Tx, from: number, into: number): Promise<void> {
  await sql`update shelves.copy set title_id = ${into} where title_id = ${from}`.execute(tx);
  await sql`update shelves.offer set title_id = ${into} where title_id = ${from}`.execute(tx);
  await sql`insert into shelves.title_wording (title_id, person_id, main, author, main_key, at)
    select ${into}, w.person_id, w.main, w.author, w.main_key, w.at from shelves.title_wording w
    where w.title_id = ${from} on conflict (title_id, person_id) do nothing`.execute(tx);
  await sql`delete from shelves.title_wording where title_id = ${from}`.execute(tx);
  await sql`update shelves.title set merged_into = ${into} where merged_into = ${from}`.execute(tx);
  await sql`update shelves.title set merged_into = ${into}, isbn = null where id = ${from}`.execute(tx);
  await publish(tx, titleTopics.joined, { from, into });
}

/** The book has this ISBN: it is one title with others of it, and with the library's record where there is one. */
export async function giveIsbn(tx: Tx, titleId: number, isbn: string): Promise<number> {
  const { rows } = await sql<{ id: number }>`select t.id from shelves.title t
    where t.isbn = ${isbn} and t.id <> ${titleId} for update`.execute(tx);
  const other = rows[0]?.id;
  if (other !== undefined) {
    await joinTitles(tx, titleId, other);
    await linkOffers(tx, [other]);
    return other;
  }
  await sql`update shelves.title set isbn = ${isbn}, folded = null where id = ${titleId}`.execute(tx);
  const instanceId = (await findInstancesByIsbn(tx, [isbn])).get(isbn);
  if (instanceId !== undefined) await giveInstance(tx, titleId, instanceId);
  return titleId;
}

/** The book is the one of a library's record, and is called as that calls it. False: there is no such record now. */
export async function giveInstance(tx: Tx, titleId: number, instanceId: number): Promise<boolean> {
  const now = await resolveInstance(tx, instanceId);
  const [instance] = now === undefined ? [] : await getInstances(tx, [now]);
  if (!instance) return false;
  const { main, author } = wordingOf(instance.brief);
  await sql`update shelves.title set instance_id = ${instance.id}, main = ${main}, author = ${author}
    where id = ${titleId}`.execute(tx);
  await linkOffers(tx, [titleId]);
  return true;
}
