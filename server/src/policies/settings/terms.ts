import { sql } from "kysely";
import type { Actor } from "../../kernel/actor.ts";
import { writeAudit } from "../../kernel/audit.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { type ConstraintProblems, refuseOn } from "../../kernel/problem.ts";
import { demandRules } from "../access.ts";
import { refuse } from "../refusals.ts";
import type { Term } from "../rules/book.ts";

const constraintProblems: ConstraintProblems = {
  term_name_given: () => refuse("name-missing"),
  term_days_order: () => refuse("term-invalid"),
};
const MOST_TERMS = 500;

/**
 * Enters a term; the same first day again is a change. Loans that last to the end of the term keep the day they were
 * given. Refuses `forbidden` 403, `name-missing`, `term-invalid` 400.
 */
export async function setTerm(tx: Tx, actor: Actor, term: Omit<Term, "id">): Promise<Term> {
  demandRules(actor, term.memberId);
  const { rows } = await refuseOn(constraintProblems, () =>
    sql<{ id: number }>`insert into policies.term (member_id, name, first_on, last_on)
      values (${term.memberId}, ${JSON.stringify(term.name)}::jsonb, ${term.firstOn}::date, ${term.lastOn}::date)
      on conflict (coalesce(member_id, 0), first_on) do update set name = excluded.name, last_on = excluded.last_on
      returning id`.execute(tx),
  );
  const id = rows[0]!.id;
  const { firstOn, lastOn } = term;
  await writeAudit(tx, actor, "term.set", { kind: "term", id: String(id) }, term.memberId, {
    firstOn,
    lastOn,
  });
  return { id, ...term };
}

/** Takes a term away. Refuses `term-unknown` 404, `forbidden` 403. */
export async function removeTerm(tx: Tx, actor: Actor, id: number): Promise<void> {
  const { rows } = await sql<{ member_id: number | null }>`
    select t.member_id from policies.term t where t.id = ${id} for update`.execute(tx);
  if (!rows[0]) throw refuse("term-unknown");
  demandRules(actor, rows[0].member_id);
  await sql`delete from policies.term where id = ${id}`.execute(tx);
  await writeAudit(tx, actor, "term.remove", { kind: "term", id: String(id) }, rows[0].member_id);
}

/** Terms of a library and of the consortium (null: these alone), the latest first. */
export async function termsOf(db: Db, memberId: number | null): Promise<Term[]> {
  const { rows } = await sql<Term>`
    select t.id, t.member_id as "memberId", t.name, t.first_on::text as "firstOn", t.last_on::text as "lastOn"
    from policies.term t where t.member_id is null or t.member_id = ${memberId}::smallint
    order by t.first_on desc, t.id limit ${MOST_TERMS}`.execute(db);
  return rows;
}
