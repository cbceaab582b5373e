import { z } from "zod";
import { findMemberByCode, listMembers, type Member } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { explain, type LoanRule } from "./decide.ts";
import { demandRules, removeLoanRule, rulesOf, setLoanRule } from "./loan-rules.ts";
import { refusalTable } from "./refusals.ts";
import {
  loanRuleSchema,
  newLoanRuleSchema,
  ruleFilterSchema,
  termsFilterSchema,
  termsSchema,
} from "./schema.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** Whose rules they are, the rules look at: it stands in what is sent. */
const who = staff("circulation.manage", "somewhere");
const nothing = z.object({});

async function memberAt(db: Db, code: string | null): Promise<Member | null> {
  return code === null ? null : await findMemberByCode(db, code);
}

async function withCodes(db: Db, rules: readonly LoanRule[]): Promise<z.output<typeof loanRuleSchema>[]> {
  const codes = new Map((await listMembers(db)).map((one) => [one.id, one.code]));
  return rules.map(({ memberId, ...rule }) => ({
    ...rule,
    member: memberId === null ? null : (codes.get(memberId) ?? null),
  }));
}

/** What holds for a group and a class. */
const setRule = command({
  name: "policies.set-loan-rule",
  summary:
    "Set what holds for loans by patron group and item class, at a library or as the consortium's default",
  method: "PUT",
  path: "/loan-rules",
  status: 200,
  who,
  params: nothing,
  input: newLoanRuleSchema,
  output: loanRuleSchema,
  refusals: [
    "member-unknown",
    "loan-rule-invalid",
    "loan-rule-empty",
    "loan-rule-lock",
    "loan-rule-holds-class",
    "loan-rule-locked",
  ],
  audit: "events",
  run: async (tx, actor, _clock, _params, { member, ...rule }) => {
    const memberId = (await memberAt(tx, member))?.id ?? null;
    return (await withCodes(tx, [await setLoanRule(tx, actor, { memberId, ...rule })]))[0]!;
  },
});

/** A rule that holds no longer. */
const removeRule = command({
  name: "policies.remove-loan-rule",
  summary: "Take a loan rule away; loans made under it keep what it said",
  method: "DELETE",
  path: "/loan-rules/:id",
  status: 204,
  who,
  params: z.object({ id: z.coerce.number().int().positive().max(2_147_483_647) }),
  input: nothing,
  output: nothing,
  refusals: ["loan-rule-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await removeLoanRule(tx, actor, id);
    return {};
  },
});

async function demandedMember(db: Db, actor: Actor, code: string | null): Promise<Member | null> {
  const member = await memberAt(db, code);
  demandRules(actor, member?.id ?? null);
  return member;
}

/** Rules of a library, with the consortium's. */
const loanRules = query({
  name: "policies.loan-rules",
  summary: "Loan rules of a library and of the consortium; without a library, the consortium's",
  path: "/loan-rules",
  who,
  params: nothing,
  filter: ruleFilterSchema,
  output: z.object({ items: z.array(loanRuleSchema) }),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, _params, { member }) => {
    const one = await demandedMember(db, actor, member ?? null);
    return { items: await withCodes(db, await rulesOf(db, one?.id ?? null)) };
  },
});

/** Why a value holds. */
const loanTermsFor = query({
  name: "policies.loan-terms",
  summary:
    "What holds when a library's book of a class goes to a reader of a group: each value, whose rule, and which came next",
  path: "/loan-terms",
  who,
  params: nothing,
  filter: termsFilterSchema,
  output: termsSchema,
  refusals: ["member-unknown"],
  run: async ({ db }, actor, _params, { member, patronGroup, itemClass }) => {
    const one = (await demandedMember(db, actor, member))!;
    const about = { memberId: one.id, patronGroup: patronGroup || null, itemClass: itemClass || null };
    return explain(await rulesOf(db, one.id), one, about);
  },
});

/** What administrators do with rules. */
export const policyCommands: readonly AnyCommand[] = [setRule, removeRule];
/** What they ask about them. */
export const policyQueries: readonly AnyQuery[] = [loanRules, loanTermsFor];
