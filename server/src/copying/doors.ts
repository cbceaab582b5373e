import { z } from "zod";
import { viewerOf } from "../audience/index.ts";
import { memberWorkedAt } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { staff } from "../people/index.ts";
import { askTarget } from "./ask.ts";
import { presentFound } from "./found.ts";
import { ownFlavour, ownRecord } from "./own-record.ts";
import { presets } from "./presets.ts";
import { refusalTable } from "./refusals.ts";
import {
  foundSchema,
  questionSchema,
  takenSchema,
  takeOverSchema,
  targetParams,
  targetSchema,
} from "./schema.ts";
import { takeOver } from "./take-over.ts";
import { checkTarget, getTarget, keepTarget, listTargets, removeTarget } from "./targets.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const cataloguer = staff("catalogue.edit");
const office = staff("consortium.manage", "everywhere");
const nothing = z.object({});

const targets = query({
  name: "copying.targets",
  summary: "Catalogues outside that records may be copied from, and well-known ones the office may take in",
  path: "/copy-targets",
  who: cataloguer,
  params: nothing,
  filter: nothing,
  output: z
    .object({ items: z.array(targetSchema), presets: z.array(targetSchema) })
    .meta({ id: "CopyTargets" }),
  refusals: [],
  run: async ({ db }) => ({ items: await listTargets(db), presets: [...presets] }),
});

const set = command({
  name: "copying.set-target",
  summary: "Take a catalogue into the list of those that may be asked, new or changed",
  method: "PUT",
  path: "/copy-targets/:code",
  status: 200,
  who: office,
  params: targetParams,
  input: targetSchema.omit({ code: true }).meta({ id: "SetTarget" }),
  output: targetSchema,
  refusals: ["target-private"],
  audit: "events",
  prepare: async ({ config }, _actor, { code }, input) => checkTarget({ ...input, code }, config.environment),
  run: async (tx, actor, _clock, { code }, input) => {
    const target = { ...input, code };
    await keepTarget(tx, actor, target);
    return target;
  },
});

const remove = command({
  name: "copying.remove-target",
  summary: "Take a catalogue from the list",
  method: "DELETE",
  path: "/copy-targets/:code",
  status: 204,
  who: office,
  params: targetParams,
  input: nothing,
  output: nothing,
  refusals: ["target-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { code }) => {
    await removeTarget(tx, actor, code);
    return {};
  },
});

const records = query({
  name: "copying.records",
  summary: "Look for records in a catalogue outside, and compare them with one of ours",
  path: "/copy-records",
  who: cataloguer,
  params: nothing,
  filter: questionSchema,
  output: foundSchema,
  refusals: [
    "target-unknown",
    "target-private",
    "target-unreachable",
    "target-diagnostic",
    "target-program-missing",
    "copy-question-empty",
    "copy-index-missing",
    "copy-onto-unknown",
    "choose-branch",
  ],
  run: async ({ db, config }, actor, _params, { target: code, from, onto, as, ...question }) => {
    const target = await getTarget(db, code);
    const own = onto === undefined ? null : await ownRecord(db, memberWorkedAt(actor), onto);
    const answer = await askTarget(target, question, from, config.environment);
    const flavour = as === "own" ? await ownFlavour(db, actor, own) : as === "source" ? null : as;
    const looking = { viewer: viewerOf(actor), memberId: actor.scope };
    return await presentFound(db, answer, code, looking, own, flavour);
  },
});

const take = command({
  name: "copying.take-over",
  summary: "Take a record found outside over among ours: new, or over one that is here",
  path: "/copied-records",
  status: 201,
  who: cataloguer,
  params: nothing,
  input: takeOverSchema,
  output: takenSchema,
  refusals: ["target-unknown", "copy-refused", "copy-onto-unknown", "choose-branch", "field-protected"],
  audit: ({ output, input }) => ({
    subject: { kind: "record", id: String(output.recordId) },
    scope: "worked-at",
    detail: { target: input.target },
  }),
  run: async (tx, actor, clock, _params, input) => {
    await getTarget(tx, input.target);
    return await takeOver(tx, actor, clock, memberWorkedAt(actor), input);
  },
});

/** Writes of this room. */
export const copyCommands: readonly AnyCommand[] = [set, remove, take];
/** Reads of this room. */
export const copyQueries: readonly AnyQuery[] = [targets, records];
