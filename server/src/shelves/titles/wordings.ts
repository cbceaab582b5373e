import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import type { Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { countAct, doubtfulAmong } from "../../moderation/index.ts";
import { homeMember, mayDo } from "../../people/index.ts";
import { lockCopy } from "../copies/copies.ts";
import { holdCopies } from "../public-texts.ts";
import { refuse } from "../refusals.ts";
import { publishOffers } from "./titles.ts";

/** Wordings one reader may give in a day. */
export const WORDINGS_PER_DAY = 50;

export type Wording = { main: string; author: string };

/**
 * Notes how a reader says titles are called that no library has; the wording most readers give is shown, the earlier one
 * of two as many. Wordings of one person count once. Returns the titles that are called otherwise now.
 */
export async function noteWordings(
  tx: Tx,
  personId: string,
  at: Date,
  wordings: readonly (Wording & { titleId: number })[],
): Promise<number[]> {
  const given = wordings.filter((one) => one.main !== "");
  if (given.length === 0) return [];
  await sql`insert into shelves.title_wording (title_id, person_id, main, author, main_key, at)
    select t.id, ${personId}, w.main, w.author, w.main_key, ${at}
    from unnest(${given.map((one) => one.titleId)}::bigint[], ${given.map((one) => one.main)}::text[],
      ${given.map((one) => one.author)}::text[], ${given.map((one) => keyOf(one.main))}::text[])
      w(title_id, main, author, main_key)
    join shelves.title t on t.id = w.title_id and t.isbn is not null and t.instance_id is null
    order by t.id
    on conflict (title_id, person_id) do update set main = excluded.main, author = excluded.author,
      main_key = excluded.main_key, at = excluded.at`.execute(tx);
  return await countVoices(
    tx,
    given.map((one) => one.titleId),
  );
}

function keyOf(main: string): string {
  return foldKey(main) || main.toLowerCase();
}

async function countVoices(tx: Tx, titleIds: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{ id: number }>`
    with voice as (
      select w.title_id, w.main_key, count(*) as voices, min(w.at) as first_at,
        (array_agg(w.main order by w.at, w.person_id))[1] as main,
        (array_agg(w.author order by w.author = '', w.at, w.person_id))[1] as author
      from shelves.title_wording w where w.title_id = any(${[...titleIds]}::bigint[]) group by w.title_id, w.main_key),
    best as (
      select distinct on (v.title_id) v.title_id, v.main, v.author from voice v
      order by v.title_id, v.voices desc, v.first_at, v.main_key)
    update shelves.title t set main = b.main, author = b.author from best b
    where t.id = b.title_id and t.instance_id is null and t.fixed_at is null
      and (t.main, t.author) is distinct from (b.main, b.author)
    returning t.id`.execute(tx);
  return rows.map((row) => row.id);
}

/**
 * Says how the book of a copy is called: its owner for a book without an ISBN, whose doubted wording waits; its owner as
 * one voice of several for a book whose ISBN no library has; a moderator of the owner's library, or the office, for
 * good. Refuses in this order: `copy-unknown` 404, `title-catalogued` 409 (a library's record says it), `acts-exhausted`
 * 429, `text-refused` 422, `text-doubted` 422 (a voice that the rules doubt is not counted).
 */
export async function wordTitle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copyId: string,
  wording: Wording,
): Promise<Wording & { isFinal: boolean }> {
  const copy = await lockCopy(tx, copyId);
  const isOwner = copy.ownerId === actor.personId;
  if (!isOwner && !(await mayCorrect(tx, actor, copy.ownerId))) throw refuse("copy-unknown");
  const { rows } = await sql<{ isbn: string | null; instance_id: number | null }>`
    select t.isbn, t.instance_id from shelves.title t where t.id = ${copy.titleId} for update`.execute(tx);
  const title = rows[0]!;
  if (title.instance_id !== null) throw refuse("title-catalogued");
  await countAct(tx, clock, { who: actor.personId, act: "title-wording" }, WORDINGS_PER_DAY);
  const { main, author } = wording;
  const isDoubted = (await doubtfulAmong(tx, [`${main}\n${author}`])).length > 0;
  const isFinal = !isOwner || title.isbn === null;
  if (!isFinal) {
    if (isDoubted) throw refuse("text-doubted");
    await noteWordings(tx, actor.personId, clock.now(), [{ ...wording, titleId: copy.titleId }]);
  } else
    await sql`update shelves.title set main = ${main}, author = ${author},
        fixed_at = case when ${isOwner} then fixed_at else ${clock.now()}::timestamptz end
      where id = ${copy.titleId}`.execute(tx);
  if (isOwner && isFinal) await holdOwn(tx, actor, clock, copy.titleId, { ...wording, isDoubted });
  await publishOffers(tx, [copy.titleId]);
  const now =
    await sql<Wording>`select t.main, t.author from shelves.title t where t.id = ${copy.titleId}`.execute(tx);
  return { ...now.rows[0]!, isFinal };
}

async function mayCorrect(tx: Tx, actor: Actor, ownerId: string | null): Promise<boolean> {
  const memberId = ownerId === null ? null : await homeMember(tx, ownerId);
  return mayDo(actor, "community.moderate", memberId);
}

/** Copies under a doubted wording wait for a moderator; so do hidden ones under any new wording, which nobody has read. */
async function holdOwn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  titleId: number,
  wording: Wording & { isDoubted: boolean },
): Promise<void> {
  const { rows } = await sql<{ id: string; note: string }>`select c.id, c.note from shelves.copy c
    join shelves.offer o on o.copy_id = c.id
      and (o.state = 'hidden' or ${wording.isDoubted} and o.state in ('open', 'paused'))
    where c.title_id = ${titleId} and c.owner_id = ${actor.personId} order by c.id`.execute(tx);
  await holdCopies(
    tx,
    actor,
    clock,
    rows.map((row) => ({ ...row, title: wording })),
  );
}
