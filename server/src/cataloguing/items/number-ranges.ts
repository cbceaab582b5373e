import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { demandPermission } from "../../people/index.ts";
import { refuse } from "../refusals.ts";
import type { newNumberRangeSchema, numberRangeSchema } from "../schema.ts";

type NumberRange = z.output<typeof numberRangeSchema>;

const MOST_RANGES = 100;
/** Numbers looked at in one statement: a range may be much longer than what is free at its beginning. */
const WINDOW = 5000;
const COLUMNS = sql`g.id, m.code as member, g.name, g.prefix, g.digits, g.next_number as "nextNumber",
  g.last_number as "lastNumber"`;

/** A member's ranges of labels. Refuses `member-unknown` 404, `forbidden` 403. */
export async function rangesOf(db: Db, actor: Actor, memberCode: string): Promise<NumberRange[]> {
  const member = await findMemberByCode(db, memberCode);
  demandPermission(actor, "catalogue.edit", member.id);
  const { rows } = await sql<NumberRange>`select ${COLUMNS}
    from cataloguing.number_range g join consortium.member_fact m on m.id = g.member_id
    where g.member_id = ${member.id} order by g.name limit ${MOST_RANGES}`.execute(db);
  return rows;
}

/** Sets a range, new or by its name. Refuses `member-unknown` 404, `forbidden` 403, `range-invalid` 400. */
export async function setRange(
  tx: Tx,
  actor: Actor,
  range: z.output<typeof newNumberRangeSchema>,
): Promise<NumberRange> {
  const member = await findMemberByCode(tx, range.member);
  demandPermission(actor, "catalogue.edit", member.id);
  if (range.lastNumber < range.nextNumber || String(range.lastNumber).length > range.digits)
    throw refuse("range-invalid");
  const { rows } = await sql<{ id: number }>`
    insert into cataloguing.number_range (member_id, name, prefix, digits, next_number, last_number)
    values (${member.id}, ${range.name}, ${range.prefix}, ${range.digits}, ${range.nextNumber}, ${range.lastNumber})
    on conflict on constraint number_range_name do update set prefix = excluded.prefix, digits = excluded.digits,
      next_number = excluded.next_number, last_number = excluded.last_number returning id`.execute(tx);
  return { id: rows[0]!.id, ...range };
}

/**
 * The next numbers of a range that no copy of the library bears; nobody else is given them. Refuses `range-unknown` 404,
 * `forbidden` 403, `range-exhausted` 409.
 */
export async function takeNumbers(tx: Tx, actor: Actor, id: number, count: number): Promise<string[]> {
  const { rows } = await sql<{
    member_id: number;
    prefix: string;
    digits: number;
    next_number: number;
    last_number: number;
  }>`select g.member_id, g.prefix, g.digits, g.next_number, g.last_number from cataloguing.number_range g
    where g.id = ${id} for update`.execute(tx);
  const range = rows[0];
  if (!range) throw refuse("range-unknown");
  demandPermission(actor, "catalogue.edit", range.member_id);
  const free: { number: number; label: string }[] = [];
  for (let from = range.next_number; from <= range.last_number && free.length < count; from += WINDOW) {
    const to = Math.min(range.last_number, from + WINDOW - 1);
    const { rows: found } = await sql<{ number: number; label: string }>`
      select n.number, n.label
      from (select s.number, ${range.prefix} || lpad(s.number::text, ${range.digits}, '0') as label
        from generate_series(${from}::bigint, ${to}::bigint) s(number)) n
      where not exists (select 1 from catalogue.held_item i where i.member_id = ${range.member_id}
        and i.barcode is not null and i.barcode_key = kernel.folded_code(n.label))
      order by n.number limit ${count - free.length}`.execute(tx);
    free.push(...found);
  }
  if (free.length < count) throw refuse("range-exhausted", { left: free.length });
  await sql`update cataloguing.number_range set next_number = ${free.at(-1)!.number + 1}
    where id = ${id}`.execute(tx);
  return free.map((row) => row.label);
}
