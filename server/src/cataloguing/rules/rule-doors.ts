import { z } from "zod";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { enqueue } from "../../kernel/jobs.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { protectedFieldSchema, survivorshipPreviewSchema, survivorshipRulesSchema } from "../schema.ts";
import { keepProtectedFields, protectedFields } from "./protection.ts";
import { previewSurvivorship, setSurvivorship, survivorshipRules } from "./survivorship.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const office = staff("consortium.manage", "everywhere");
const everyCataloguer = staff("catalogue.edit", "somewhere");
const nothing = z.object({});
const rulesShape = z.strictObject({ rules: survivorshipRulesSchema }).meta({ id: "SetSurvivorshipRules" });
const fieldsShape = z
  .strictObject({ fields: z.array(protectedFieldSchema).max(50) })
  .meta({ id: "SetProtectedFields" });

const rules = query({
  name: "cataloguing.survivorship-rules",
  summary: "Whose record counts, field by field, in what readers see of a title",
  path: "/survivorship-rules",
  who: everyCataloguer,
  params: nothing,
  filter: z.strictObject({}),
  output: rulesShape,
  refusals: [],
  run: async ({ db }) => ({ rules: await survivorshipRules(db) }),
});

const preview = command({
  name: "cataloguing.preview-survivorship",
  summary: "Try rules of whose record counts on titles with several records; nothing is changed",
  path: "/survivorship-rules/preview",
  status: 200,
  who: office,
  params: nothing,
  input: rulesShape
    .extend({
      instanceIds: z.array(z.number().int().positive()).max(50).default([]).describe("Empty: the newest"),
    })
    .meta({ id: "PreviewSurvivorship" }),
  output: survivorshipPreviewSchema,
  refusals: ["member-unknown"],
  audit: "events",
  run: async (tx, _actor, _clock, _params, input) =>
    await previewSurvivorship(tx, input.rules, input.instanceIds),
});

const setRules = command({
  name: "cataloguing.set-survivorship-rules",
  summary: "Set whose record counts, field by field; what readers see of all titles is written anew",
  method: "PUT",
  path: "/survivorship-rules",
  status: 200,
  who: office,
  params: nothing,
  input: rulesShape,
  output: rulesShape,
  refusals: ["member-unknown"],
  audit: ({ input }) => ({
    subject: { kind: "region", id: "survivorship" },
    scope: null,
    detail: { fields: input.rules.map((rule) => rule.field) },
  }),
  run: async (tx, _actor, _clock, _params, input) => {
    await setSurvivorship(tx, input.rules);
    await enqueue(tx, "apply-survivorship", {}, { key: "apply-survivorship" });
    return { rules: await survivorshipRules(tx) };
  },
});

const fields = query({
  name: "cataloguing.protected-fields",
  summary: "Fields of records that only some may change",
  path: "/protected-fields",
  who: everyCataloguer,
  params: nothing,
  filter: z.strictObject({}),
  output: fieldsShape,
  refusals: [],
  run: async ({ db }) => ({ fields: await protectedFields(db) }),
});

const setFields = command({
  name: "cataloguing.set-protected-fields",
  summary: "Set which fields of records only an administrator or the consortium's office may change",
  method: "PUT",
  path: "/protected-fields",
  status: 200,
  who: office,
  params: nothing,
  input: fieldsShape,
  output: fieldsShape,
  refusals: [],
  audit: ({ input }) => ({
    subject: { kind: "region", id: "protected-fields" },
    scope: null,
    detail: { fields: input.fields.map((one) => one.tags) },
  }),
  run: async (tx, _actor, _clock, _params, input) => {
    await keepProtectedFields(tx, input.fields);
    return input;
  },
});

/** What the office says of whose record counts, and who may change what. */
export const ruleCommands: readonly AnyCommand[] = [preview, setRules, setFields];
export const ruleQueries: readonly AnyQuery[] = [rules, fields];
