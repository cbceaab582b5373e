import { z } from "zod";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import type { Db } from "../../kernel/database.ts";
import { cutPage, pageOf, paging, readCursor } from "../../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { dateIn } from "../../kernel/time.ts";
import { demandedMember, memberAt, memberCodes, ruleStaff } from "../access.ts";
import { refusalTable } from "../refusals.ts";
import {
  changeLineSchema,
  loanRuleSchema,
  newLoanRuleSchema,
  ruleFilterSchema,
  termsFilterSchema,
  termsSchema,
} from "../schema.ts";
import { currentBook, readRules } from "./book.ts";
import { bareCase, explain, type LoanRule } from "./decide.ts";
import { flat, nested } from "./flat.ts";
import { changeRules, changesOf, momentOf, ownerOf } from "./loan-rules.ts";
import { toldChanges } from "./told-changes.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = ruleStaff;
const nothing = z.object({});

async function shown(db: Db, rules: readonly LoanRule[]): Promise<z.output<typeof loanRuleSchema>[]> {
  const code = await memberCodes(db);
  return rules.map((rule) => ({
    id: rule.id,
    member: code(rule.memberId),
    ...flat(rule),
    validFrom: new Date(rule.from).toISOString(),
    validUntil: rule.until === null ? null : new Date(rule.until).toISOString(),
  }));
}

/** What holds in the cases a rule names. */
const setRule = command({
  name: "policies.set-loan-rule",
  summary:
    "Set what holds for loans and requests in the cases a rule names, at a library or as the consortium's default, at once or from a day on",
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
    "rule-date-past",
    "rule-examples-fail",
  ],
  audit: "events",
  run: async (tx, actor, clock, _params, { member, from, ...rule }) => {
    const memberId = (await memberAt(tx, member))?.id ?? null;
    const at = await momentOf(tx, clock, memberId, from);
    const changes = [{ set: { memberId, ...nested(rule) } }];
    return (await shown(tx, await changeRules(tx, actor, clock, { memberId, changes, at })))[0]!;
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
  refusals: ["loan-rule-unknown", "rule-examples-fail"],
  audit: "events",
  run: async (tx, actor, clock, { id }) => {
    const memberId = await ownerOf(tx, id);
    await changeRules(tx, actor, clock, { memberId, changes: [{ removed: id }], at: clock.now() });
    return {};
  },
});

/** Rules of a library, with the consortium's. */
const loanRules = query({
  name: "policies.loan-rules",
  summary:
    "Loan rules of a library and of the consortium, those that hold and those to come; without a library, the consortium's",
  path: "/loan-rules",
  who,
  params: nothing,
  filter: ruleFilterSchema,
  output: listOf(loanRuleSchema),
  refusals: ["member-unknown"],
  run: async ({ db, clock }, actor, _params, { member }) => {
    const one = await demandedMember(db, actor, member ?? null);
    const now = clock.now().getTime();
    const rules = await readRules(db, one?.id ?? null);
    return {
      items: await shown(
        db,
        rules.filter((rule) => rule.until === null || rule.until > now),
      ),
    };
  },
});

/** Why a value holds. */
const loanTermsFor = query({
  name: "policies.loan-terms",
  summary:
    "What holds when a library's book goes to a reader in a case: each value, whose rule, and which came next",
  path: "/loan-terms",
  who,
  params: nothing,
  filter: termsFilterSchema,
  output: termsSchema,
  refusals: ["member-unknown"],
  run: async ({ db, clock }, actor, _params, { member, day, ...given }) => {
    const one = (await demandedMember(db, actor, member))!;
    const book = await currentBook(db);
    const on = day ?? dateIn(one.timeZone, clock.now());
    const known = Object.fromEntries(Object.entries(given).filter(([, text]) => text !== ""));
    const about = {
      ...bareCase(one.id, on, clock.now().getTime()),
      ...known,
      inTerm: book.termOn(one.id, on) !== undefined,
    };
    return explain(book.candidates(about), one, about);
  },
});

/** What was changed, when, by whom. */
const ruleChanges = query({
  name: "policies.rule-changes",
  summary: "What was changed in a library's loan rules, from when on and by whom, the latest first",
  path: "/rule-changes",
  who,
  params: nothing,
  filter: z.strictObject({ ...ruleFilterSchema.shape, ...paging }),
  output: pageOf(changeLineSchema),
  refusals: ["member-unknown", "cursor-invalid"],
  run: async ({ db }, actor, _params, { member, limit, cursor }) => {
    const one = await demandedMember(db, actor, member ?? null);
    const before = readCursor(cursor, z.tuple([z.number().int()]))?.[0] ?? null;
    const lines = await changesOf(db, one?.id ?? null, { before, limit: limit + 1 });
    const page = cutPage(lines, limit, (last) => [last.id]);
    const told = await toldChanges(
      db,
      page.items.map((line) => line.changes),
    );
    return { ...page, items: page.items.map((line, at) => ({ ...line, changes: told[at]! })) };
  },
});

/** What administrators do with rules. */
export const policyCommands: readonly AnyCommand[] = [setRule, removeRule];
/** What they ask about them. */
export const policyQueries: readonly AnyQuery[] = [loanRules, loanTermsFor, ruleChanges];
