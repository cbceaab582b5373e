import { sql } from "kysely";
import type { z } from "zod";
import { listBranches } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { lockByName, type Tx } from "../../kernel/database.ts";
import type { Clock } from "../../kernel/time.ts";
import { demandPermission } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import type { allotmentSchema, newAllotmentSchema } from "../schema.ts";
import { authorMark } from "./author-mark.ts";

type Wanted = z.output<typeof newAllotmentSchema>;
type Allotment = z.output<typeof allotmentSchema>;

/** Between class and mark, as Chinese libraries write it: `I247.5/123`. */
const BETWEEN = "/";

/**
 * Allots a call number to a record: the class with the next free 种次号, or the author's mark, told apart where two titles
 * share it. What stands on the shelf counts as taken, whoever wrote it there; a record asked for twice gets the same
 * number. Two cataloguers of one class take turns. Refuses `record-unknown` 404, `forbidden` 403, `author-missing` 400.
 */
export async function allotCallNumber(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  wanted: Wanted,
): Promise<Allotment> {
  const { rows } = await sql<{ member_id: number }>`select r.member_id from catalogue.record_line r
    where r.id = ${wanted.recordId} and r.deleted_at is null`.execute(tx);
  const memberId = rows[0]?.member_id;
  if (memberId === undefined) throw refuse("record-unknown");
  demandPermission(actor, "catalogue.edit", memberId);
  const base = wanted.kind === "author" ? authorMark(wanted.author ?? "") : undefined;
  if (wanted.kind === "author" && base === undefined) throw refuse("author-missing");
  await lockByName(tx, `cataloguing.call-number ${memberId} ${wanted.shelf} ${wanted.class}`);
  const { own, taken } = await marksOf(tx, memberId, wanted);
  const mark = own ?? (base === undefined ? smallestFree(taken) : freeOf(base, taken));
  await sql`insert into cataloguing.call_number (member_id, shelf, class, mark, record_id, allotted_at)
    values (${memberId}, ${wanted.shelf}, ${wanted.class}, ${mark}, ${wanted.recordId}, ${clock.now()})
    on conflict on constraint call_number_once do nothing`.execute(tx);
  return {
    callNumber: wanted.class + BETWEEN + mark,
    recordId: wanted.recordId,
    shelf: wanted.shelf,
    class: wanted.class,
    mark,
  };
}

/** Marks of the class that are taken, and the record's own. What a withdrawn record had is free again. */
async function marksOf(
  tx: Tx,
  memberId: number,
  wanted: Wanted,
): Promise<{ own: string | undefined; taken: Set<string> }> {
  const branches = (await listBranches(tx, { memberId })).map((branch) => branch.id);
  await sql`delete from cataloguing.call_number c using catalogue.record_line r
    where c.member_id = ${memberId} and c.shelf = ${wanted.shelf} and c.class = ${wanted.class}
      and r.id = c.record_id and r.deleted_at is not null`.execute(tx);
  const start = wanted.class + BETWEEN;
  const { rows } = await sql<{ mark: string; record_id: number }>`
    select c.mark, c.record_id from cataloguing.call_number c
    where c.member_id = ${memberId} and c.shelf = ${wanted.shelf} and c.class = ${wanted.class}
    union all
    select substr(h.call_number, ${start.length + 1}), h.record_id
    from catalogue.call_number_line h join catalogue.record_fact r on r.id = h.record_id
    where h.branch_id = any(${branches}::int[]) and (${wanted.shelf} = '' or h.location = ${wanted.shelf})
      and h.call_number like ${`${start.replace(/[\\%_]/g, "\\$&")}%`}`.execute(tx);
  return {
    own: rows.find((row) => row.record_id === wanted.recordId)?.mark,
    taken: new Set(rows.map((row) => row.mark)),
  };
}

/** The smallest number no title of the class has: a gap is filled before the row grows. `12=2` and `12:3` take 12. */
function smallestFree(taken: ReadonlySet<string>): string {
  const numbers = new Set([...taken].map((mark) => Number.parseInt(mark, 10)));
  let number = 1;
  while (numbers.has(number)) number++;
  return String(number);
}

function freeOf(base: string, taken: ReadonlySet<string>): string {
  if (!taken.has(base)) return base;
  let number = 2;
  while (taken.has(`${base}-${number}`)) number++;
  return `${base}-${number}`;
}

/** A number that is not wanted after all is free for the next title. Refuses `call-number-unknown` 404, `forbidden` 403. */
export async function releaseCallNumber(
  tx: Tx,
  actor: Actor,
  given: { recordId: number; shelf: string; class: string },
): Promise<void> {
  const { rows } = await sql<{ member_id: number }>`select c.member_id from cataloguing.call_number c
    where c.record_id = ${given.recordId} and c.shelf = ${given.shelf} and c.class = ${given.class}
    for update`.execute(tx);
  if (!rows[0]) throw refuse("call-number-unknown");
  demandPermission(actor, "catalogue.edit", rows[0].member_id);
  await sql`delete from cataloguing.call_number c
    where c.record_id = ${given.recordId} and c.shelf = ${given.shelf} and c.class = ${given.class}`.execute(
    tx,
  );
}
