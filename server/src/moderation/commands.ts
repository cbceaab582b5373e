import { z } from "zod";
import { commandsOf } from "../kernel/command.ts";
import { person, staff } from "../people/index.ts";
import { appealPosting, type Decision, decidePosting, decideReport } from "./decisions.ts";
import { moderationRefusals } from "./refusals.ts";
import { appealSchema, decisionSchema, ruleBodySchema, ruleSchema } from "./schema.ts";
import { removeRule, setRule } from "./text-rules.ts";

const command = commandsOf(moderationRefusals);
const nothing = z.object({});
const noInput = z.strictObject({});
const idParams = z.object({ id: z.string().max(60) });
const memberOf = z.object({ memberId: z.number().int().nullable() });
const decides = ["posting-unknown", "own-posting", "posting-decided", "own-report", "own-decision"] as const;

function decisionOf(body: z.output<typeof decisionSchema>): Decision {
  return body.decision === "publish"
    ? { publish: true }
    : { publish: false, reason: body.reason ?? "other", words: body.words };
}

/** A moderator lets a text be shown, or not. */
const decide = command({
  name: "moderation.decide-posting",
  summary: "Let a text be shown, or not, with the reason its writer is told",
  path: "/moderation/postings/:id",
  status: 204,
  who: staff("community.moderate"),
  params: idParams,
  input: decisionSchema,
  output: memberOf,
  refusals: decides,
  audit: ({ params, input, output }) => ({
    subject: { kind: "posting", id: params.id },
    scope: output.memberId,
    detail: { decision: input.decision, reason: input.reason ?? null },
  }),
  run: (tx, actor, clock, { id }, input) => decidePosting(tx, actor, clock, id, decisionOf(input)),
});

/** A moderator agrees with a report, or not. */
const judgeReport = command({
  name: "moderation.decide-report",
  summary: "Agree with a report, which hides its subject, or dismiss it",
  path: "/moderation/reports/:id",
  status: 204,
  who: staff("community.moderate"),
  params: idParams,
  input: z.strictObject({ uphold: z.boolean() }).meta({ id: "DecideReport" }),
  output: memberOf,
  refusals: ["report-unknown", "report-decided", "own-posting", "own-report"],
  audit: ({ params, input, output }) => ({
    subject: { kind: "report", id: params.id },
    scope: output.memberId,
    detail: { uphold: input.uphold },
  }),
  run: (tx, actor, clock, { id }, { uphold }) => decideReport(tx, actor, clock, id, uphold),
});

const appeals = ["posting-unknown", "posting-not-rejected", "appeal-used"] as const;
const account = (): string => "/account/reviews";

/** A writer asks somebody else to look again. */
const appeal = command({
  name: "moderation.appeal",
  summary: "Ask that somebody else looks at a text of mine again",
  path: "/postings/:id/appeal",
  status: 204,
  who: person,
  params: idParams,
  input: appealSchema,
  output: nothing,
  refusals: appeals,
  audit: "events",
  run: async (tx, actor, clock, { id }, { words }) => {
    await appealPosting(tx, actor, clock, id, words);
    return {};
  },
  forms: [
    {
      path: "/account/reviews/:id/appeal",
      after: account,
      failed: account,
      done: () => ({ key: "community.appeal.sent" }),
    },
  ],
});

/** The office adds a rule. */
const addRule = command({
  name: "moderation.set-rule",
  summary: "Add a rule, or change what the same pattern does",
  path: "/moderation/rules",
  status: 201,
  who: staff("consortium.manage", "everywhere"),
  params: nothing,
  input: ruleBodySchema,
  output: ruleSchema,
  refusals: ["rule-empty"],
  audit: ({ output }) => ({
    subject: { kind: "text-rule", id: output.id },
    scope: null,
    detail: { action: output.action },
  }),
  run: (tx, _actor, _clock, _params, input) => setRule(tx, input),
});

/** The office takes a rule away. */
const dropRule = command({
  name: "moderation.remove-rule",
  summary: "Take a rule away",
  method: "DELETE",
  path: "/moderation/rules/:id",
  status: 204,
  who: staff("consortium.manage", "everywhere"),
  params: idParams,
  input: noInput,
  output: nothing,
  refusals: ["rule-unknown"],
  audit: ({ params }) => ({ subject: { kind: "text-rule", id: params.id }, scope: null }),
  run: async (tx, _actor, _clock, { id }) => {
    await removeRule(tx, id);
    return {};
  },
});

/** What moderators, writers and the office do here. */
export const moderationCommands = [decide, judgeReport, appeal, addRule, dropRule];
