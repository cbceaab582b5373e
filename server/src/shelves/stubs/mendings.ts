import { fold } from "@commonshelf/cjk";
import { sql } from "kysely";
import { getInstances, resolveInstance } from "../../catalogue/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import { newId } from "../../kernel/ids.ts";
import type { Clock } from "../../kernel/time.ts";
import { countAct, dropPosting, submitToReview } from "../../moderation/index.ts";
import { refuse } from "../refusals.ts";
import { foldWaiting } from "../titles/title-folds.ts";
import { publishOffers, wordingOf } from "../titles/titles.ts";
import { titlePageOf } from "./find-stubs.ts";
import { giveInstance, giveIsbn } from "./merge-titles.ts";

/** Titles one reader may mend in a day. */
export const MENDINGS_PER_DAY = 20;
/** Kind under which a mending comes before the moderators. */
export const MENDING_POSTING = "title-mending" as const;

/** What is said of a title: how it is called, its ISBN, or the record that is the same. */
export type Mending = { main: string; author: string; isbn: string | null; instanceId: number | null };

type Row = Mending & { id: string; title_id: number; state: string };

/**
 * Somebody says how a book is called that no library has, which ISBN it bears, or which record of the catalogue is the same;
 * a moderator decides. Another word of the same reader takes the place of their earlier one. Refuses in this order:
 * `title-unknown` 404 (no copy of it is for them to see), `title-catalogued` 409, `record-unknown` 404,
 * `mending-nothing` 409, `acts-exhausted` 429, `text-refused` 422.
 */
export async function mendTitle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  titleId: number,
  said: Mending,
): Promise<{ id: string }> {
  const seen = await titlePageOf(tx, actor.personId, titleId);
  if (seen.instanceId !== null) throw refuse("title-catalogued");
  const instanceId = said.instanceId === null ? null : ((await resolveInstance(tx, said.instanceId)) ?? null);
  if (said.instanceId !== null && instanceId === null) throw refuse("record-unknown");
  const isSame = said.main === seen.main && said.author === seen.author;
  if (isSame && instanceId === null && (said.isbn === null || said.isbn === seen.isbn))
    throw refuse("mending-nothing");
  await countAct(tx, clock, { who: actor.personId, act: "title-mending" }, MENDINGS_PER_DAY);
  return await submit(tx, clock, actor.personId, seen, { ...said, instanceId });
}

async function submit(
  tx: Tx,
  clock: Clock,
  personId: string | null,
  title: { id: number; main: string; author: string },
  said: Mending,
): Promise<{ id: string }> {
  const id = newId<"mending">() as string;
  const earlier = await sql<{ id: string }>`delete from shelves.title_mending m
    where m.title_id = ${title.id} and m.person_id is not distinct from ${personId}::uuid and m.state = 'waits'
    returning m.id`.execute(tx);
  for (const row of earlier.rows) await dropPosting(tx, MENDING_POSTING, row.id);
  const state = await submitToReview(tx, clock, newId<"posting">() as string, {
    kind: MENDING_POSTING,
    subject: id,
    personId,
    texts: [said.main, said.author, said.isbn ?? ""],
    about: [title.main, title.author].filter(Boolean).join(" / "),
    page: said.instanceId === null ? `/sharing/titles/${title.id}` : `/instance/${said.instanceId}`,
  });
  if (state === "rejected") throw refuse("text-refused");
  await sql`insert into shelves.title_mending (id, title_id, person_id, main, author, isbn, instance_id, state, at)
    values (${id}, ${title.id}, ${personId}, ${said.main}, ${said.author}, ${said.isbn}, ${said.instanceId}, 'waits',
      ${clock.now()})`.execute(tx);
  return { id };
}

/** A moderator has decided: what was let is done, unless a library's record has said it meanwhile. */
export async function judgeMending(tx: Tx, at: Date, id: string, isLet: boolean): Promise<void> {
  const { rows } = await sql<Row & { person_id: string | null }>`
    select m.id, coalesce(t.merged_into, t.id) as title_id, m.main, m.author, m.isbn, m.instance_id as "instanceId", m.state
    from shelves.title_mending m join shelves.title t on t.id = m.title_id where m.id::text = ${id} for update of m`.execute(
    tx,
  );
  const mending = rows[0];
  if (!mending || mending.state === "accepted" || mending.state === "overtaken") return;
  const state = isLet ? ((await doMending(tx, at, mending)) ? "accepted" : "overtaken") : "declined";
  await sql`update shelves.title_mending set state = ${state}, decided_at = ${at} where id = ${mending.id}`.execute(
    tx,
  );
}

/** False: a library's record says it, or the one that was meant is gone. */
async function doMending(tx: Tx, at: Date, { title_id: titleId, ...said }: Row): Promise<boolean> {
  const { rows } = await sql<{ isbn: string | null }>`select t.isbn from shelves.title t
    where t.id = ${titleId} and t.instance_id is null for update`.execute(tx);
  const title = rows[0];
  if (!title) return false;
  if (said.instanceId !== null) return await giveInstance(tx, titleId, said.instanceId);
  await sql`update shelves.title set main = ${said.main}, author = ${said.author}, fixed_at = ${at}
    where id = ${titleId}`.execute(tx);
  const now =
    said.isbn === null || said.isbn === title.isbn ? titleId : await giveIsbn(tx, titleId, said.isbn);
  await publishOffers(tx, [now]);
  return true;
}

/** Titles of records that are looked up among those that readers typed without an ISBN. */
const MOST_LIKE = 50;

/** Records came: where one says title and author as readers typed them for a book without an ISBN, a moderator is asked. */
export async function proposeRecords(tx: Tx, clock: Clock, instanceIds: readonly number[]): Promise<void> {
  const waiting = await sql`select 1 from shelves.title t
    where t.instance_id is null and t.isbn is null and t.merged_into is null and t.author <> '' limit 1`.execute(
    tx,
  );
  if (waiting.rows.length === 0) return;
  // Compared by their folded wording, which a title that was typed a moment ago has not got yet.
  await foldWaiting(tx);
  const instances = await getInstances(tx, [...instanceIds]);
  const keys = instances.flatMap(({ id, brief }) => {
    const { author } = wordingOf(brief);
    return author === "" ? [] : [{ id, ...wordingOf(brief), key: fold(`${brief.title.main} ${author}`) }];
  });
  const { rows } = await sql<{ id: number; main: string; author: string; folded: string }>`
    select t.id, t.main, t.author, t.folded from shelves.title t
    where t.folded = any(${keys.map((one) => one.key)}::text[]) and t.instance_id is null and t.isbn is null
      and t.merged_into is null and t.author <> ''
      and not exists (select 1 from shelves.title_mending m where m.title_id = t.id and m.person_id is null)
    order by t.id limit ${MOST_LIKE}`.execute(tx);
  for (const { folded, ...title } of rows) {
    const { id: instanceId, main, author } = keys.find((one) => one.key === folded)!;
    await submit(tx, clock, null, title, { main, author, isbn: null, instanceId });
  }
}
