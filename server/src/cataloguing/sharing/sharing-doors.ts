import { z } from "zod";
import { keepRules, rulesOf } from "../../audience/index.ts";
import { audienceRulesSchema } from "../../audience/schema.ts";
import { findMemberByCode } from "../../consortium/index.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { enqueue } from "../../kernel/jobs.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { demandPermission, staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { audienceChoiceSchema, changedRecordSchema, heldItemSchema } from "../schema.ts";
import { chooseForItem, chooseForRecord } from "./choose.ts";

const rulesKept = z.object({ rules: audienceRulesSchema }).meta({ id: "AudienceRules" });
const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const who = staff("catalogue.edit", "somewhere");
const id = z.object({ id: z.coerce.number().int().positive() });
const member = z.object({ code: z.string().max(16) });

const record = command({
  name: "cataloguing.choose-record-audience",
  summary:
    "Say for whom a record is: the region, the library's own readers, its staff only, or what its rules say",
  method: "PUT",
  path: "/records/:id/audience",
  status: 200,
  who,
  params: id,
  input: audienceChoiceSchema,
  output: changedRecordSchema,
  refusals: ["record-unknown"],
  audit: ({ params, input }) => ({
    subject: { kind: "record", id: String(params.id) },
    scope: "worked-at",
    detail: { audience: input.audience ?? "rules" },
  }),
  run: async (tx, actor, _clock, params, { audience }) =>
    await chooseForRecord(tx, actor, params.id, audience),
});

const item = command({
  name: "cataloguing.choose-item-audience",
  summary:
    "Say for whom a copy is: the region, the library's own readers, its staff only, or what its rules say",
  method: "PUT",
  path: "/items/:id/audience",
  status: 200,
  who,
  params: id,
  input: audienceChoiceSchema,
  output: heldItemSchema,
  refusals: ["item-unknown"],
  audit: ({ params, input }) => ({
    subject: { kind: "item", id: String(params.id) },
    scope: "worked-at",
    detail: { audience: input.audience ?? "rules" },
  }),
  run: async (tx, actor, _clock, params, { audience }) => await chooseForItem(tx, actor, params.id, audience),
});

const setRules = command({
  name: "cataloguing.set-audience-rules",
  summary: "Set a library's rules of who sees which records and copies; all of them are looked at again",
  method: "PUT",
  path: "/members/:code/audience-rules",
  status: 200,
  who,
  params: member,
  input: z.strictObject({ rules: audienceRulesSchema }).meta({ id: "SetAudienceRules" }),
  output: rulesKept,
  refusals: ["member-unknown"],
  audit: ({ params, input }) => ({
    subject: { kind: "member", id: params.code },
    scope: "worked-at",
    detail: { rules: input.rules.length },
  }),
  run: async (tx, actor, _clock, { code }, { rules }) => {
    const { id: memberId } = await findMemberByCode(tx, code);
    demandPermission(actor, "catalogue.edit", memberId);
    await keepRules(tx, memberId, rules);
    await enqueue(tx, "apply-audience-rules", { memberId }, { key: `apply-audience-rules-${memberId}` });
    return { rules };
  },
});

const rules = query({
  name: "cataloguing.audience-rules",
  summary: "A library's rules of who sees which records and copies, in their order",
  path: "/members/:code/audience-rules",
  who,
  params: member,
  filter: z.strictObject({}),
  output: rulesKept,
  refusals: ["member-unknown"],
  run: async ({ db }, actor, { code }) => {
    const { id: memberId } = await findMemberByCode(db, code);
    demandPermission(actor, "catalogue.edit", memberId);
    return { rules: await rulesOf(db, memberId) };
  },
});

/** What a library says of who sees what it has. */
export const sharingCommands: readonly AnyCommand[] = [record, item, setRules];
export const sharingQueries: readonly AnyQuery[] = [rules];
