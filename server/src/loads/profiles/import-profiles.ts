import { z } from "zod";
import { listOf } from "../../contracts/shapes.ts";
import { memberWorkedAt } from "../../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { importProfileSchema } from "../schema.ts";
import { listImportProfiles, removeImportProfile, setImportProfile } from "./rules.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const nameParams = z.object({ name: importProfileSchema.shape.name });

const list = query({
  name: "loads.import-profiles",
  summary:
    "How files of the library worked at are loaded: what holds, and what becomes of records that are here",
  path: "/import-profiles",
  who: staff("catalogue.import"),
  params: z.object({}),
  filter: z.object({}),
  output: listOf(importProfileSchema),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await listImportProfiles(db, memberWorkedAt(actor)) }),
});

const set = command({
  name: "loads.set-import-profile",
  summary: "Keep a way to load files of the library worked at, new or changed",
  method: "PUT",
  path: "/import-profiles/:name",
  status: 200,
  who: staff("member.manage"),
  params: nameParams,
  input: importProfileSchema.omit({ name: true }).meta({ id: "SetImportProfile" }),
  output: importProfileSchema,
  refusals: ["profile-name", "unknown-profile", "profiles-too-many"],
  audit: "events",
  run: async (tx, actor, _clock, { name }, input) => {
    const profile = { ...input, name };
    await setImportProfile(tx, actor, memberWorkedAt(actor), profile);
    return profile;
  },
});

const remove = command({
  name: "loads.remove-import-profile",
  summary: "Forget a way to load files",
  method: "DELETE",
  path: "/import-profiles/:name",
  status: 204,
  who: staff("member.manage"),
  params: nameParams,
  input: z.object({}),
  output: z.null(),
  refusals: ["unknown-profile"],
  audit: "events",
  run: async (tx, actor, _clock, { name }) => {
    await removeImportProfile(tx, actor, memberWorkedAt(actor), name);
    return null;
  },
});

/** What administrators do with import profiles. */
export const importProfileCommands: readonly AnyCommand[] = [set, remove];
/** What is asked about them. */
export const importProfileQueries: readonly AnyQuery[] = [list];
