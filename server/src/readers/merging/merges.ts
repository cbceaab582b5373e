import { sql } from "kysely";
import type { z } from "zod";
import { fold } from "../../../../packages/cjk/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { auditInsert } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid, newId } from "../../kernel/ids.ts";
import { type ConstraintProblems, refuseOn } from "../../kernel/problem.ts";
import { type Clock, DAY_MS } from "../../kernel/time.ts";
import { isReaderOf, personMerging } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import type { mergeSchema } from "../schema.ts";
import { firstWith, type Namer, type Place, placesOf } from "./places.ts";

export type Merge = z.output<typeof mergeSchema>;

/** So long a merge can be undone. */
export const UNDO_DAYS = 90;

const constraintProblems: ConstraintProblems = {
  credential_pkey: () => refuse("merge-both-sign-in"),
  hold_live_per_person: () => refuse("merge-same-hold"),
};

type Person = { id: string; name: string; email: string | null };

/** Both records, locked in one order whichever desk asks, so that two desks wait for each other and never for ever. */
async function lockBoth(tx: Tx, ids: readonly [string, string]): Promise<[Person, Person] | undefined> {
  if (!ids.every(isUuid)) return undefined;
  const { rows } = await sql<Person>`select p.id, p.name, p.email from people.person_fact p
    where p.id = any(${[...ids]}::uuid[]) and p.erased_at is null order by p.id for update`.execute(tx);
  const found = ids.map((id) => rows.find((row) => row.id === id));
  return found[0] && found[1] && [found[0], found[1]];
}

/**
 * Whether this library may join the two: it has one of them as its reader, and the other too, or under the same name.
 * The office may always.
 */
async function demandOwn(tx: Tx, actor: Actor, keep: Person, away: Person): Promise<void> {
  const { scope } = actor;
  if (scope === null) return;
  const own = await Promise.all([isReaderOf(tx, keep.id, scope), isReaderOf(tx, away.id, scope)]);
  if (!own[0] && !own[1]) throw refuse("patron-unknown");
  if ((!own[0] || !own[1]) && fold(keep.name) !== fold(away.name)) throw refuse("merge-names-differ");
}

/** A record that was emptied is nobody's any more. */
async function demandUnjoined(tx: Tx, ids: readonly string[]): Promise<void> {
  const { rows } = await sql`select 1 from readers.merge m
    where m.away_id = any(${[...ids]}::uuid[]) and m.undone_at is null`.execute(tx);
  if (rows.length > 0) throw refuse("patron-unknown");
}

/**
 * Two records of one reader become one: cards, affiliations, blocks, loans, requests, history and the way to sign in of
 * `awayId` go to `keepId`; each row that went is kept, so that `undoMerge` brings exactly these back. Refuses `merge-same`
 * 400, `patron-unknown` 404 (also one that has been joined already), `patron-is-staff` 403, `merge-names-differ`,
 * `merge-both-sign-in`, `merge-same-hold` (both wait for one title), `merge-own-things` 409.
 */
export async function mergeReaders(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  rooms: readonly Namer[],
  { keepId, awayId }: { keepId: string; awayId: string },
): Promise<Merge> {
  if (keepId === awayId) throw refuse("merge-same");
  const both = await lockBoth(tx, [keepId, awayId]);
  if (!both) throw refuse("patron-unknown");
  const [keep, away] = both;
  await demandUnjoined(tx, [keep.id, away.id]);
  await demandOwn(tx, actor, keep, away);
  const { follow, hinder } = await placesOf(tx, rooms);
  const place = await firstWith(tx, hinder, away.id);
  if (place) throw refuse(place.table === "people.role_grant" ? "patron-is-staff" : "merge-own-things");
  const others = await membersOf(tx, away.id);
  const id = newId<"merge">();
  await sql`insert into readers.merge (id, keep_id, away_id, member_id, by_id, merged_at)
    values (${id}, ${keep.id}, ${away.id}, ${actor.scope}, ${actor.personId}, ${clock.now()})`.execute(tx);
  await refuseOn(constraintProblems, async () => {
    for (const place of follow) await move(tx, place, id, away.id, keep.id);
  });
  await personMerging.hideFromSearch(tx, away.id);
  await personMerging.holdCards(tx, clock, [keep.id]);
  await tellOthers(tx, actor, clock, "readers.merge", { id, keepId: keep.id, others });
  return (await listMerges(tx, clock, keep.id)).find((merge) => merge.id === id)!;
}

/** Libraries that know this record, which read in their audit what another one did with it. */
async function membersOf(tx: Tx, personId: string): Promise<number[]> {
  const { rows } = await sql<{ member_id: number }>`select distinct a.member_id from people.affiliation_fact a
    where a.person_id = ${personId}`.execute(tx);
  return rows.map((row) => row.member_id);
}

async function tellOthers(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  action: string,
  merge: { id: string; keepId: string; others: readonly number[] },
): Promise<void> {
  for (const scope of merge.others.filter((one) => one !== actor.scope)) {
    const subject = { kind: "reader-merge", id: merge.id };
    await auditInsert({ actor, action, subject, scope, personId: merge.keepId }, clock.now()).execute(tx);
  }
}

const keyOf = (place: Place) =>
  sql`jsonb_build_object(${sql.join(place.key.flatMap((column) => [sql.lit(column), sql`t.${sql.ref(column)}`]))})`;

const isWanted = ({ actions }: Place) => (actions ? sql`t.action = any(${[...actions]}::text[])` : sql`true`);

/** Rows of which the other record has its own: a column both follow, a day on which both read. They stay, of no weight. */
const isTwin = (place: Place, to: string) =>
  place.isKey && place.key.length > 0
    ? sql`exists (select 1 from ${sql.table(place.table)} o where o.${sql.ref(place.column)} = ${to}::uuid
        and ${sql.join(
          place.key.map((column) => sql`o.${sql.ref(column)} = t.${sql.ref(column)}`),
          sql` and `,
        )})`
    : sql`false`;

/** The rows of one column go from one record to the other, and which they were is kept. */
async function move(tx: Tx, place: Place, mergeId: string, from: string, to: string): Promise<void> {
  const key = place.key.length === 0 ? sql`'{}'::jsonb` : keyOf(place);
  await sql`with moved as (
      update ${sql.table(place.table)} t set ${sql.ref(place.column)} = ${to}::uuid
      where t.${sql.ref(place.column)} = ${from}::uuid and ${isWanted(place)} and not ${isTwin(place, to)} returning ${key} as key
    )
    insert into readers.merged_row (merge_id, place, key)
    select ${mergeId}::uuid, ${place.name}, m.key from moved m`.execute(tx);
}

/** Exactly the rows that went come back, as far as they are still with the record that was kept. */
async function moveBack(tx: Tx, place: Place, merge: { id: string; keepId: string; awayId: string }) {
  const key = place.key.length === 0 ? sql`'{}'::jsonb` : keyOf(place);
  await sql`update ${sql.table(place.table)} t set ${sql.ref(place.column)} = ${merge.awayId}::uuid
    where t.${sql.ref(place.column)} = ${merge.keepId}::uuid and ${key} in (
      select r.key from readers.merged_row r where r.merge_id = ${merge.id}::uuid and r.place = ${place.name})`.execute(
    tx,
  );
}

/**
 * The two are two again: what went comes back, what happened since stays with the record that was kept. Refuses
 * `merge-unknown` 404 (also another library's, one that is undone, and one of a reader who is forgotten), `merge-later-first` 409 (the record that was kept
 * has itself been joined since), `merge-too-old` 409.
 */
export async function undoMerge(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  rooms: readonly Namer[],
  mergeId: string,
): Promise<Merge> {
  const { rows } = await sql<{ keep_id: string; away_id: string }>`select m.keep_id, m.away_id
    from readers.merge m where m.id::text = ${mergeId} and m.undone_at is null`.execute(tx);
  const one = rows[0];
  if (!one) throw refuse("merge-unknown");
  const both = await lockBoth(tx, [one.keep_id, one.away_id]);
  if (!both) throw refuse("merge-unknown");
  const [keep, away] = both;
  const locked = await sql<{ merged_at: Date; is_last: boolean; is_own: boolean }>`
    select m.merged_at, m.member_id is not distinct from ${actor.scope}::smallint as is_own,
      not exists (select 1 from readers.merge l where l.away_id = m.keep_id and l.undone_at is null) as is_last
    from readers.merge m where m.id = ${mergeId} and m.undone_at is null for update`.execute(tx);
  const merge = locked.rows[0];
  if (!merge || (actor.scope !== null && !merge.is_own)) throw refuse("merge-unknown");
  if (!merge.is_last) throw refuse("merge-later-first");
  if (merge.merged_at.getTime() + UNDO_DAYS * DAY_MS < clock.now().getTime())
    throw refuse("merge-too-old", { days: UNDO_DAYS });
  for (const place of (await placesOf(tx, rooms)).follow)
    await moveBack(tx, place, { id: mergeId, keepId: keep.id, awayId: away.id });
  await sql`update readers.merge set undone_at = ${clock.now()}, undone_by = ${actor.personId}
    where id = ${mergeId}`.execute(tx);
  await personMerging.writeNameKeys(tx, [away]);
  await personMerging.holdCards(tx, clock, [keep.id, away.id]);
  const others = await membersOf(tx, away.id);
  await tellOthers(tx, actor, clock, "readers.undo-merge", { id: mergeId, keepId: keep.id, others });
  return (await listMerges(tx, clock, keep.id)).find(({ id }) => id === mergeId)!;
}

const MOST_MERGES = 50;

/** What was joined into a record, the latest first. */
export async function listMerges(db: Db, clock: Clock, keepId: string): Promise<Merge[]> {
  const oldest = new Date(clock.now().getTime() - UNDO_DAYS * DAY_MS);
  const { rows } = await sql<{
    id: string;
    keep_id: string;
    away_id: string;
    name: string;
    merged_at: Date;
    undone_at: Date | null;
    rows: number;
  }>`select m.id, m.keep_id, m.away_id, p.name, m.merged_at, m.undone_at,
      (select count(*) from readers.merged_row r where r.merge_id = m.id) as rows
    from readers.merge m join people.person_fact p on p.id = m.away_id
    where m.keep_id = ${keepId} order by m.merged_at desc, m.id desc limit ${MOST_MERGES}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    keepId: row.keep_id,
    awayId: row.away_id,
    name: row.name,
    mergedAt: row.merged_at.toISOString(),
    undoneAt: row.undone_at?.toISOString() ?? null,
    mayUndo: row.undone_at === null && row.merged_at >= oldest,
    rows: row.rows,
  }));
}
