import { z } from "zod";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import type { Db } from "../../kernel/database.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { demandedMember, memberAt, memberCodes, ruleStaff } from "../access.ts";
import { refusalTable } from "../refusals.ts";
import { nested } from "../rules/flat.ts";
import { toldChanges } from "../rules/told-changes.ts";
import {
  draftedRuleSchema,
  draftSchema,
  exampleSchema,
  newExampleSchema,
  ruleFilterSchema,
} from "../schema.ts";
import {
  addToDraft,
  beginDraft,
  draftOf,
  draftsOf,
  dropDraft,
  publishDraft,
  type RuleDraft,
  tryDraft,
} from "./drafts.ts";
import { examplesNow, removeExample, setExample, type Tried } from "./examples.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = ruleStaff;
const nothing = z.object({});
const number = z.coerce.number().int().positive().max(2_147_483_647);
const idParams = z.object({ id: number });

type Code = (id: number | null) => string | null;
const toExample = ({ memberId, ...one }: Tried, code: Code): z.output<typeof exampleSchema> => ({
  ...one,
  member: code(memberId),
});

async function shown(db: Db, draft: RuleDraft, at: Date): Promise<z.output<typeof draftSchema>> {
  const code = await memberCodes(db);
  const { memberId, changes, ...rest } = draft;
  const tried = await tryDraft(db, draft, at);
  return {
    ...rest,
    member: code(memberId),
    changes: (await toldChanges(db, [changes]))[0]!,
    examples: tried.map((one) => toExample(one, code)),
  };
}

const setOne = command({
  name: "policies.set-rule-example",
  summary: "Say what must come out in a case: while it does not, rules are not published",
  method: "PUT",
  path: "/rule-examples",
  status: 200,
  who,
  params: nothing,
  input: newExampleSchema,
  output: exampleSchema,
  refusals: ["member-unknown", "loan-rule-empty", "rule-example-unknown"],
  audit: "events",
  run: async (tx, actor, clock, _params, { member, ...example }) => {
    const memberId = (await memberAt(tx, member))?.id ?? null;
    const { id } = await setExample(tx, actor, { ...example, memberId } as Parameters<typeof setExample>[2]);
    const code = await memberCodes(tx);
    const all = await examplesNow(tx, memberId, clock.now());
    return toExample(all.find((one) => one.id === id)!, code);
  },
});

const removeOne = command({
  name: "policies.remove-rule-example",
  summary: "Take an example of rules away",
  method: "DELETE",
  path: "/rule-examples/:id",
  status: 204,
  who,
  params: idParams,
  input: nothing,
  output: nothing,
  refusals: ["rule-example-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await removeExample(tx, actor, id);
    return {};
  },
});

const examples = query({
  name: "policies.rule-examples",
  summary: "A library's examples, and what comes out otherwise under the rules that hold",
  path: "/rule-examples",
  who,
  params: nothing,
  filter: ruleFilterSchema,
  output: listOf(exampleSchema),
  refusals: ["member-unknown"],
  run: async ({ db, clock }, actor, _params, { member }) => {
    const one = await demandedMember(db, actor, member ?? null);
    const code = await memberCodes(db);
    const all = await examplesNow(db, one?.id ?? null, clock.now());
    return { items: all.map((each) => toExample(each, code)) };
  },
});

const begin = command({
  name: "policies.begin-rule-draft",
  summary: "Prepare changes of rules that take effect together",
  path: "/rule-drafts",
  status: 201,
  who,
  params: nothing,
  input: z
    .strictObject({
      member: ruleFilterSchema.shape.member.nullable(),
      name: z.string().trim().min(1).max(200),
    })
    .meta({ id: "BeginRuleDraft" }),
  output: draftSchema,
  refusals: ["member-unknown"],
  audit: "events",
  run: async (tx, actor, clock, _params, { member, name }) => {
    const memberId = (await memberAt(tx, member ?? null))?.id ?? null;
    return await shown(tx, await beginDraft(tx, actor, clock, memberId, name), clock.now());
  },
});

const setInDraft = command({
  name: "policies.set-drafted-rule",
  summary: "Set a rule in a draft",
  method: "PUT",
  path: "/rule-drafts/:id/rules",
  status: 200,
  who,
  params: idParams,
  input: draftedRuleSchema,
  output: draftSchema,
  refusals: [
    "rule-draft-unknown",
    "rule-draft-full",
    "loan-rule-invalid",
    "loan-rule-empty",
    "loan-rule-lock",
    "loan-rule-holds-class",
    "loan-rule-locked",
  ],
  audit: "events",
  run: async (tx, actor, clock, { id }, rule) => {
    const change = { set: { memberId: null, ...nested(rule) } };
    return await shown(tx, await addToDraft(tx, actor, clock, id, change), clock.now());
  },
});

const removeInDraft = command({
  name: "policies.remove-drafted-rule",
  summary: "Take a rule away with a draft",
  method: "DELETE",
  path: "/rule-drafts/:id/rules/:ruleId",
  status: 200,
  who,
  params: z.object({ id: number, ruleId: number }),
  input: nothing,
  output: draftSchema,
  refusals: ["rule-draft-unknown", "rule-draft-full", "loan-rule-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { id, ruleId }) =>
    await shown(tx, await addToDraft(tx, actor, clock, id, { removed: ruleId }), clock.now()),
});

const publish = command({
  name: "policies.publish-rule-draft",
  summary: "A draft's rules hold, at once or from a day on; its examples must pass",
  path: "/rule-drafts/:id/publication",
  status: 200,
  who,
  params: idParams,
  input: z.strictObject({ from: z.iso.date().nullable().default(null) }).meta({ id: "PublishRuleDraft" }),
  output: z.object({ set: z.number().int() }).meta({ id: "PublishedRules" }),
  refusals: [
    "rule-draft-unknown",
    "rule-draft-empty",
    "rule-date-past",
    "rule-examples-fail",
    "loan-rule-locked",
    "loan-rule-unknown",
  ],
  audit: "events",
  run: async (tx, actor, clock, { id }, { from }) => ({
    set: (await publishDraft(tx, actor, clock, id, from)).length,
  }),
});

const drop = command({
  name: "policies.drop-rule-draft",
  summary: "Take a draft away",
  method: "DELETE",
  path: "/rule-drafts/:id",
  status: 204,
  who,
  params: idParams,
  input: nothing,
  output: nothing,
  refusals: ["rule-draft-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await dropDraft(tx, actor, id);
    return {};
  },
});

const drafts = query({
  name: "policies.rule-drafts",
  summary: "Changes of rules being prepared at a library, each with what its examples come to",
  path: "/rule-drafts",
  who,
  params: nothing,
  filter: ruleFilterSchema,
  output: listOf(draftSchema),
  refusals: ["member-unknown"],
  run: async ({ db, clock }, actor, _params, { member }) => {
    const one = await demandedMember(db, actor, member ?? null);
    const all = await draftsOf(db, one?.id ?? null);
    return { items: await Promise.all(all.map((each) => shown(db, each, clock.now()))) };
  },
});

const draft = query({
  name: "policies.rule-draft",
  summary: "One draft of rules",
  path: "/rule-drafts/:id",
  who,
  params: idParams,
  filter: z.strictObject({}),
  output: draftSchema,
  refusals: ["rule-draft-unknown"],
  run: async ({ db, clock }, actor, { id }) => await shown(db, await draftOf(db, actor, id), clock.now()),
});

/** What administrators prepare. */
export const draftCommands: readonly AnyCommand[] = [
  setOne,
  removeOne,
  begin,
  setInDraft,
  removeInDraft,
  publish,
  drop,
];
/** What they see of it. */
export const draftQueries: readonly AnyQuery[] = [examples, drafts, draft];
