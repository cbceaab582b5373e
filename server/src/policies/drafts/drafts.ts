import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import type { Clock, PlainDate } from "../../kernel/time.ts";
import { demandRules } from "../access.ts";
import { refuse } from "../refusals.ts";
import { readRules } from "../rules/book.ts";
import { changed, keyOf, type RuleChange } from "../rules/changes.ts";
import type { LoanRule } from "../rules/decide.ts";
import { changeRules, momentOf } from "../rules/loan-rules.ts";
import { refuseLocked, validRule } from "../rules/valid-rules.ts";
import { type Tried, tryExamples } from "./examples.ts";

/** Changes of rules that are being prepared. */
export type RuleDraft = {
  id: number;
  memberId: number | null;
  name: string;
  changes: RuleChange[];
  madeAt: string;
};

const MOST_DRAFTS = 100;
const MOST_CHANGES = 500;

/** Begins a draft. Refuses `forbidden` 403. */
export async function beginDraft(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  memberId: number | null,
  name: string,
): Promise<RuleDraft> {
  demandRules(actor, memberId);
  const { rows } = await sql<{ id: number }>`
    insert into policies.rule_draft (member_id, name, by_id, made_at)
    values (${memberId}, ${name}, ${actor.personId}, ${clock.now()}) returning id`.execute(tx);
  const { id } = rows[0]!;
  await writeAudit(tx, actor, "rule-draft.begin", { kind: "rule-draft", id: String(id) }, memberId);
  return { id, memberId, name, changes: [], madeAt: clock.now().toISOString() };
}

async function readDrafts(db: Db, condition: ReturnType<typeof sql>): Promise<RuleDraft[]> {
  const { rows } = await sql<{
    id: number;
    member_id: number | null;
    name: string;
    changes: RuleChange[];
    made_at: Date;
  }>`select d.id, d.member_id, d.name, d.changes, d.made_at from policies.rule_draft d
    where ${condition} order by d.id limit ${MOST_DRAFTS}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    name: row.name,
    changes: row.changes,
    madeAt: row.made_at.toISOString(),
  }));
}

/** The drafts of a library; null: of the consortium. */
export async function draftsOf(db: Db, memberId: number | null): Promise<RuleDraft[]> {
  return await readDrafts(db, sql`d.member_id is not distinct from ${memberId}::smallint`);
}

/** One draft. Refuses `rule-draft-unknown` 404, `forbidden` 403. */
export async function draftOf(db: Db, actor: Actor, id: number): Promise<RuleDraft> {
  const one = (await readDrafts(db, sql`d.id = ${id}`))[0];
  if (!one) throw refuse("rule-draft-unknown");
  demandRules(actor, one.memberId);
  return one;
}

async function lockDraft(tx: Tx, actor: Actor, id: number): Promise<RuleDraft> {
  await sql`select 1 from policies.rule_draft d where d.id = ${id} for update`.execute(tx);
  return await draftOf(tx, actor, id);
}

/**
 * Adds a change to a draft; a second one for the same facts, or of the same rule, takes the place of the first. Refuses
 * `rule-draft-unknown` 404, `rule-draft-full` 409, what `changeRules` refuses of a rule.
 */
export async function addToDraft(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  change: RuleChange,
): Promise<RuleDraft> {
  const draft = await lockDraft(tx, actor, id);
  const rules = await readRules(tx, draft.memberId);
  const one = "set" in change ? { set: validRule({ ...change.set, memberId: draft.memberId }) } : change;
  if ("set" in one) refuseLocked(rules, one.set, clock.now().getTime());
  else if (!rules.some((rule) => rule.id === one.removed && rule.memberId === draft.memberId))
    throw refuse("loan-rule-unknown");
  const isSame = (other: RuleChange): boolean =>
    "set" in one
      ? "set" in other && keyOf(other.set) === keyOf(one.set)
      : "removed" in other && other.removed === one.removed;
  const changes = [...draft.changes.filter((other) => !isSame(other)), one];
  if (changes.length > MOST_CHANGES) throw refuse("rule-draft-full", { limit: MOST_CHANGES });
  await sql`update policies.rule_draft set changes = ${JSON.stringify(changes)}::jsonb where id = ${id}`.execute(
    tx,
  );
  await writeAudit(tx, actor, "rule-draft.change", { kind: "rule-draft", id: String(id) }, draft.memberId);
  return { ...draft, changes };
}

/** Takes a draft away. Refuses `rule-draft-unknown` 404, `forbidden` 403. */
export async function dropDraft(tx: Tx, actor: Actor, id: number): Promise<void> {
  const draft = await lockDraft(tx, actor, id);
  await sql`delete from policies.rule_draft where id = ${id}`.execute(tx);
  await writeAudit(tx, actor, "rule-draft.drop", { kind: "rule-draft", id: String(id) }, draft.memberId);
}

/**
 * The draft's rules hold from a day on (null: from now on). Refuses as `changeRules`, `rule-draft-unknown` 404,
 * `rule-draft-empty` 409, `rule-date-past` 409.
 */
export async function publishDraft(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: number,
  from: PlainDate | null,
): Promise<LoanRule[]> {
  const draft = await lockDraft(tx, actor, id);
  if (draft.changes.length === 0) throw refuse("rule-draft-empty");
  const at = await momentOf(tx, clock, draft.memberId, from);
  const { memberId, changes, name } = draft;
  const set = await changeRules(tx, actor, clock, { memberId, changes, at, name });
  await sql`delete from policies.rule_draft where id = ${id}`.execute(tx);
  return set;
}

/** The rules as they would be with a draft. */
export async function draftedRules(db: Db, draft: RuleDraft, at: Date): Promise<LoanRule[]> {
  return changed(await readRules(db, draft.memberId), draft.changes, at.getTime());
}

/** What a draft's examples come to. */
export async function tryDraft(db: Db, draft: RuleDraft, at: Date): Promise<Tried[]> {
  return await tryExamples(db, draft.memberId, await draftedRules(db, draft, at), at);
}
