import { sql } from "kysely";
import { getMember, regionZone } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import { type Db, lockByName, type Tx } from "../../kernel/database.ts";
import { type Clock, dateIn, type PlainDate } from "../../kernel/time.ts";
import { instantIn } from "../../kernel/zones/zoned-time.ts";
import { demandRules } from "../access.ts";
import { demandExamples } from "../drafts/examples.ts";
import { refuse } from "../refusals.ts";
import { readRules, toRule } from "./book.ts";
import { changed, type NewLoanRule, type RuleChange } from "./changes.ts";
import type { Facts, LoanRule, Says } from "./decide.ts";
import { refuseLocked, validRule } from "./valid-rules.ts";

/** When a day begins at a library (null: in the region); now, for today and without a day. Refuses `rule-date-past` 409. */
export async function momentOf(
  db: Db,
  clock: Clock,
  memberId: number | null,
  from: PlainDate | null,
): Promise<Date> {
  const now = clock.now();
  if (from === null) return now;
  const zone = memberId === null ? await regionZone(db) : (await getMember(db, memberId)).timeZone;
  if (from === dateIn(zone, now)) return now;
  const at = instantIn(zone, from, "00:00")!;
  if (at < now) throw refuse("rule-date-past", { from });
  return at;
}

/**
 * Changes the rules of a library (null: of the consortium) together, from a moment on. Refuses `forbidden` 403, what
 * `validRule` and `refuseLocked` refuse, `loan-rule-unknown` 404, `rule-examples-fail` 409 (`names`) when an example of
 * theirs would not come out as it says. Gives the rules that were set.
 */
export async function changeRules(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { memberId: number | null; changes: readonly RuleChange[]; at: Date; name?: string },
): Promise<LoanRule[]> {
  const { memberId, at } = input;
  demandRules(actor, memberId);
  await lockByName(tx, "policies.rules");
  const rules = await readRules(tx, memberId);
  const changes = input.changes.map((one) => ("set" in one ? { set: validRule(one.set) } : one));
  for (const one of changes) {
    if ("set" in one) refuseLocked(rules, one.set, at.getTime());
    else if (!rules.some((rule) => rule.id === one.removed && rule.memberId === memberId))
      throw refuse("loan-rule-unknown");
  }
  await demandExamples(tx, memberId, changed(rules, changes, at.getTime()), at);
  const set: LoanRule[] = [];
  for (const one of changes) {
    if ("set" in one) set.push(await writeRule(tx, one.set, at));
    else await endRule(tx, one.removed, at);
  }
  const { rows } = await sql<{ id: number }>`
    insert into policies.rule_change (member_id, name, effective_at, made_at, by_id, changes)
    values (${memberId}, ${input.name ?? ""}, ${at}, ${clock.now()}, ${actor.personId}, ${JSON.stringify(changes)}::jsonb)
    returning id`.execute(tx);
  const subject = { kind: "rule-change", id: String(rows[0]!.id) };
  await writeAudit(tx, actor, "loan-rule.change", subject, memberId, { changes, from: at.toISOString() });
  return set;
}

type RuleRow = {
  id: number;
  member_id: number | null;
  facts: Facts;
  says: Says;
  locked: boolean;
  valid_from: Date;
  valid_until: Date | null;
};
const COLUMNS = sql`r.id, r.member_id, r.facts, r.says, r.locked, r.valid_from, r.valid_until`;

/** The rule of these facts says this from `at` on, until the day on which it is to change already. */
async function writeRule(tx: Tx, rule: NewLoanRule, at: Date): Promise<LoanRule> {
  const facts = JSON.stringify(rule.facts);
  const same = sql`coalesce(r.member_id, 0) = ${rule.memberId ?? 0} and lower(r.facts::text) = lower(${facts}::jsonb::text)`;
  const { rows } = await sql<RuleRow>`
    with same as (
      update policies.loan_rule r set says = ${JSON.stringify(rule.says)}::jsonb, locked = ${rule.locked}, facts = ${facts}::jsonb
      where ${same} and r.valid_from = ${at} returning ${COLUMNS}
    ), ended as (
      update policies.loan_rule r set valid_until = ${at}
      where ${same} and r.valid_from < ${at} and (r.valid_until is null or r.valid_until > ${at})
      returning r.id
    ), made as (
      insert into policies.loan_rule as r (member_id, facts, says, locked, valid_from, valid_until)
      select ${rule.memberId}::smallint, ${facts}::jsonb, ${JSON.stringify(rule.says)}::jsonb, ${rule.locked}, ${at},
        (select min(r.valid_from) from policies.loan_rule r where ${same} and r.valid_from > ${at})
      where not exists (select 1 from same)
      returning ${COLUMNS}
    )
    select * from same union all select * from made`.execute(tx);
  return toRule(rows[0]!);
}

/** The rule holds no longer from `at` on; one that had not begun is gone. */
async function endRule(tx: Tx, id: number, at: Date): Promise<void> {
  await sql`delete from policies.loan_rule r where r.id = ${id} and r.valid_from >= ${at}`.execute(tx);
  await sql`update policies.loan_rule r set valid_until = ${at} where r.id = ${id} and r.valid_from < ${at}`.execute(
    tx,
  );
}

/** The library (null: the consortium) whose rule it is. Refuses `loan-rule-unknown` 404. */
export async function ownerOf(db: Db, id: number): Promise<number | null> {
  const { rows } = await sql<{ member_id: number | null }>`
    select r.member_id from policies.loan_rule r where r.id = ${id}`.execute(db);
  if (!rows[0]) throw refuse("loan-rule-unknown");
  return rows[0].member_id;
}

/** What happened to rules: whose, from when, by whom. */
export type ChangeLine = {
  id: number;
  name: string;
  effectiveAt: string;
  madeAt: string;
  by: string;
  changes: RuleChange[];
};

/** Changes of a library's rules (null: the consortium's), the latest first, from before `before`. */
export async function changesOf(
  db: Db,
  memberId: number | null,
  { before, limit }: { before: number | null; limit: number },
): Promise<ChangeLine[]> {
  const { rows } = await sql<ChangeLine & { effective_at: Date; made_at: Date; by_id: string }>`
    select c.id, c.name, c.effective_at, c.made_at, c.by_id, c.changes from policies.rule_change c
    where c.member_id is not distinct from ${memberId}::smallint and (${before}::int is null or c.id < ${before}::int)
    order by c.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    name: row.name,
    effectiveAt: row.effective_at.toISOString(),
    madeAt: row.made_at.toISOString(),
    by: row.by_id,
    changes: row.changes,
  }));
}
