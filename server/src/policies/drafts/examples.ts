import { sql } from "kysely";
import { getMember, regionZone } from "../../consortium/index.ts";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { dateIn, type PlainDate } from "../../kernel/time.ts";
import { demandRules } from "../access.ts";
import { refuse } from "../refusals.ts";
import { currentBook, RuleBook, readRules } from "../rules/book.ts";
import { bareCase, decide, type Figures, type LoanRule, type Says, valueIn } from "../rules/decide.ts";
import { type RuleValue, ruleValues } from "../words.ts";

/** A case of an example; what is absent is not known. */
type ExampleCase = {
  home?: string;
  pickup?: string;
  patronGroup?: string;
  location?: string;
  itemClass?: string;
  format?: string;
  ageDays?: number;
  day?: PlainDate;
};

/** What must come out in a case. */
export type RuleExample = {
  id: number;
  memberId: number | null;
  name: string;
  facts: ExampleCase;
  says: Says;
};

/** What came out otherwise; none: the example passes. */
type Otherwise = {
  value: RuleValue;
  expected: string | number | boolean;
  got: string | number | boolean;
};

const MOST_EXAMPLES = 500;

/** Adds an example, or changes one. Refuses `forbidden` 403, `rule-example-unknown` 404, `loan-rule-empty` 400. */
export async function setExample(
  tx: Tx,
  actor: Actor,
  input: Omit<RuleExample, "id"> & { id: number | null },
): Promise<RuleExample> {
  demandRules(actor, input.memberId);
  if (Object.keys(input.says).length === 0) throw refuse("loan-rule-empty");
  const facts = JSON.stringify(input.facts);
  const says = JSON.stringify(input.says);
  const { rows } =
    input.id === null
      ? await sql<{ id: number }>`insert into policies.rule_example (member_id, name, facts, says)
          values (${input.memberId}, ${input.name}, ${facts}::jsonb, ${says}::jsonb) returning id`.execute(tx)
      : await sql<{ id: number }>`update policies.rule_example e
          set name = ${input.name}, facts = ${facts}::jsonb, says = ${says}::jsonb
          where e.id = ${input.id} and e.member_id is not distinct from ${input.memberId}::smallint returning e.id`.execute(
          tx,
        );
  const id = rows[0]?.id;
  if (id === undefined) throw refuse("rule-example-unknown");
  await writeAudit(tx, actor, "rule-example.set", { kind: "rule-example", id: String(id) }, input.memberId);
  return { ...input, id };
}

/** Takes an example away. Refuses `rule-example-unknown` 404, `forbidden` 403. */
export async function removeExample(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { rows } = await sql<{ member_id: number | null }>`
    select e.member_id from policies.rule_example e where e.id = ${id} for update`.execute(tx);
  if (!rows[0]) throw refuse("rule-example-unknown");
  const memberId = rows[0].member_id;
  demandRules(actor, memberId);
  await sql`delete from policies.rule_example where id = ${id}`.execute(tx);
  await writeAudit(tx, actor, "rule-example.remove", { kind: "rule-example", id: String(id) }, memberId);
}

/** The examples of a library; null: of the consortium. */
async function examplesOf(db: Db, memberId: number | null): Promise<RuleExample[]> {
  const { rows } = await sql<RuleExample>`
    select e.id, e.member_id as "memberId", e.name, e.facts, e.says from policies.rule_example e
    where e.member_id is not distinct from ${memberId}::smallint order by e.id limit ${MOST_EXAMPLES}`.execute(
    db,
  );
  return rows;
}

/** An example with what came out otherwise. */
export type Tried = RuleExample & { otherwise: Otherwise[] };

/** What comes out of examples under these rules at a moment, with the terms and agreements that stand. */
export async function tryExamples(
  db: Db,
  memberId: number | null,
  rules: readonly LoanRule[],
  at: Date,
): Promise<Tried[]> {
  const examples = await examplesOf(db, memberId);
  if (examples.length === 0) return [];
  const member = memberId === null ? null : await getMember(db, memberId);
  const book = await currentBook(db);
  const tried = new RuleBook("", rules, book);
  const today = dateIn(member?.timeZone ?? (await regionZone(db)), at);
  return examples.map((one) => ({ ...one, otherwise: otherwise(one, tried, member, { at, today }) }));
}

function otherwise(
  one: RuleExample,
  book: RuleBook,
  figures: Figures | null,
  { at, today }: { at: Date; today: PlainDate },
): Otherwise[] {
  const owner = one.memberId ?? 0;
  const day = one.facts.day ?? today;
  const about = {
    ...bareCase(owner, day, at.getTime()),
    ...one.facts,
    day,
    inTerm: book.termOn(owner, day) !== undefined,
  };
  const rules = book.candidates(about);
  return ruleValues.flatMap((value) => {
    const expected = one.says[value];
    if (expected === undefined) return [];
    const got = valueIn(decide(rules, figures, about, value), value);
    return got === expected ? [] : [{ value, expected, got }];
  });
}

/** Refuses `rule-examples-fail` 409 (`names`) when a library's examples do not come out under these rules. */
export async function demandExamples(
  tx: Tx,
  memberId: number | null,
  rules: readonly LoanRule[],
  at: Date,
): Promise<void> {
  const failed = (await tryExamples(tx, memberId, rules, at)).filter((one) => one.otherwise.length > 0);
  if (failed.length > 0)
    throw refuse("rule-examples-fail", { names: failed.map((one) => one.name).join("\n") });
}

/** The examples of a library under the rules that hold. */
export async function examplesNow(db: Db, memberId: number | null, at: Date): Promise<Tried[]> {
  return await tryExamples(db, memberId, await readRules(db, memberId), at);
}
