import { z } from "zod";
import { listOf } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { macroRunSchema, macroSchema } from "../schema.ts";
import { keepMacro, listMacros, removeMacro, runMacro } from "./macros.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
/** At which library, the rules look at: it stands in the address. */
const who = staff("catalogue.edit", "somewhere");
const nothing = z.object({});
const ofMember = z.object({ code: z.string().max(16) });
const ofMacro = ofMember.extend({ name: macroSchema.shape.name });

const list = query({
  name: "loads.macros",
  summary: "A library's macros: rules kept under a name",
  path: "/members/:code/macros",
  who,
  params: ofMember,
  filter: z.strictObject({}),
  output: listOf(macroSchema),
  refusals: ["member-unknown"],
  run: async ({ db }, actor, { code }) => ({ items: await listMacros(db, actor, code) }),
});

const keep = command({
  name: "loads.keep-macro",
  summary: "Keep rules under a name, new or in the place of the old ones",
  method: "PUT",
  path: "/members/:code/macros/:name",
  status: 200,
  who,
  params: ofMacro,
  input: macroSchema.omit({ name: true }).meta({ id: "KeepMacro" }),
  output: macroSchema,
  refusals: ["member-unknown", "macros-too-many"],
  audit: ({ params, input }) => ({
    subject: { kind: "macro", id: params.name },
    scope: "worked-at",
    detail: { rules: input.rules.length },
  }),
  run: async (tx, actor, _clock, { code, name }, { rules }) => {
    await keepMacro(tx, actor, code, { name, rules });
    return { name, rules };
  },
});

const remove = command({
  name: "loads.remove-macro",
  summary: "Forget a macro",
  method: "DELETE",
  path: "/members/:code/macros/:name",
  status: 204,
  who,
  params: ofMacro,
  input: nothing,
  output: nothing,
  refusals: ["member-unknown", "macro-unknown"],
  audit: ({ params }) => ({ subject: { kind: "macro", id: params.name }, scope: "worked-at" }),
  run: async (tx, actor, _clock, { code, name }) => {
    await removeMacro(tx, actor, code, name);
    return {};
  },
});

/** A read with a record for its question. */
const run = command({
  name: "loads.run-macro",
  summary: "What a macro makes of a record that is being written; nothing is saved",
  path: "/members/:code/macro-runs",
  status: 200,
  who,
  params: ofMember,
  input: macroRunSchema,
  output: z.object({ marc: macroRunSchema.shape.marc, changed: z.boolean() }).meta({ id: "MacroResult" }),
  refusals: ["member-unknown", "macro-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { code }, input) => await runMacro(tx, actor, code, input),
});

/** What is done with macros, and what is asked of them. */
export const macroCommands: readonly AnyCommand[] = [keep, remove, run];
export const macroQueries: readonly AnyQuery[] = [list];
