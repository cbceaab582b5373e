import { fromCompact, toCompact } from "@commonshelf/marc";
import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { mayDo } from "../../people/index.ts";
import { applyRules } from "../bulk/rules.ts";
import { refuse } from "../refusals.ts";
import type { Macro, macroRunSchema } from "../schema.ts";

/** A library keeps so many. */
export const MOST_MACROS = 100;

type Run = z.output<typeof macroRunSchema>;

/** The member of this code. Refuses `member-unknown` 404, also for a library the actor does no cataloguing at. */
async function ownMember(db: Db, actor: Actor, code: string): Promise<number> {
  const { id } = await findMemberByCode(db, code);
  if (!mayDo(actor, "catalogue.edit", id)) throw refuse("member-unknown");
  return id;
}

/** A library's macros by name. Refuses `member-unknown` 404. */
export async function listMacros(db: Db, actor: Actor, code: string): Promise<Macro[]> {
  const memberId = await ownMember(db, actor, code);
  const { rows } = await sql<Macro>`select m.name, m.rules from loads.macro m
    where m.member_id = ${memberId} order by m.name limit ${MOST_MACROS}`.execute(db);
  return rows;
}

/** Keeps rules under a name, new or in the place of the old ones. Refuses `member-unknown` 404, `macros-too-many` 409. */
export async function keepMacro(tx: Tx, actor: Actor, code: string, { name, rules }: Macro): Promise<void> {
  const memberId = await ownMember(tx, actor, code);
  await sql`select pg_advisory_xact_lock(hashtextextended('loads.macro ' || ${memberId}::text, 0))`.execute(
    tx,
  );
  await sql`insert into loads.macro as m (member_id, name, rules)
    values (${memberId}, ${name}, ${JSON.stringify(rules)}::jsonb)
    on conflict (member_id, name) do update set rules = excluded.rules`.execute(tx);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from loads.macro m
    where m.member_id = ${memberId}`.execute(tx);
  if (rows[0]!.n > MOST_MACROS) throw refuse("macros-too-many", { limit: MOST_MACROS });
}

/** Forgets a macro. Refuses `member-unknown` 404, `macro-unknown` 404. */
export async function removeMacro(tx: Tx, actor: Actor, code: string, name: string): Promise<void> {
  const memberId = await ownMember(tx, actor, code);
  const { numAffectedRows } = await sql`delete from loads.macro
    where member_id = ${memberId} and name = ${name}`.execute(tx);
  if (numAffectedRows === 0n) throw refuse("macro-unknown");
}

/**
 * What a macro makes of a record that somebody is writing; nothing is saved. Refuses `member-unknown` 404,
 * `macro-unknown` 404.
 */
export async function runMacro(
  db: Db,
  actor: Actor,
  code: string,
  { name, marc }: Run,
): Promise<{ marc: Run["marc"]; changed: boolean }> {
  const memberId = await ownMember(db, actor, code);
  const { rows } = await sql<Macro>`select m.name, m.rules from loads.macro m
    where m.member_id = ${memberId} and m.name = ${name}`.execute(db);
  if (!rows[0]) throw refuse("macro-unknown");
  const record = fromCompact(marc);
  const made = applyRules(record, rows[0].rules, []);
  return { marc: toCompact(made) as Run["marc"], changed: made !== record };
}
