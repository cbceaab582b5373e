import { z } from "zod";
import { itemProfiles } from "../../catalogue/index.ts";
import { listOf } from "../../contracts/shapes.ts";
import type { Actor } from "../../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { Problem } from "../../kernel/problem.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { staff } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";

const { itemProfileSchema, listProfiles, removeProfile, setProfile } = itemProfiles;
const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const nameParams = z.object({ name: itemProfileSchema.shape.name });

/** The member somebody works at; who works for all has to choose one first. */
function memberOf(actor: Actor): number {
  if (actor.scope === null) throw new Problem("choose-branch", 409);
  return actor.scope;
}

const list = query({
  name: "loads.item-profiles",
  summary: "Ways to read items out of our records: our own and the built-in ones",
  path: "/item-profiles",
  who: staff("catalogue.import"),
  params: z.object({}),
  filter: z.object({}),
  output: listOf(z.object({ profile: itemProfileSchema, own: z.boolean() }).meta({ id: "KnownItemProfile" })),
  refusals: [],
  run: async ({ db }, actor) => ({ items: await listProfiles(db, actor.scope) }),
});

const set = command({
  name: "loads.set-item-profile",
  summary: "Keep a way to read items out of our records, new or changed",
  method: "PUT",
  path: "/item-profiles/:name",
  status: 200,
  who: staff("member.manage"),
  params: nameParams,
  input: itemProfileSchema.omit({ name: true }).meta({ id: "SetItemProfile" }),
  output: itemProfileSchema,
  refusals: ["profile-name", "profiles-too-many", "choose-branch"],
  audit: "events",
  run: async (tx, actor, _clock, { name }, input) => {
    const profile = { ...input, name };
    await setProfile(tx, actor, memberOf(actor), profile);
    return profile;
  },
});

const remove = command({
  name: "loads.remove-item-profile",
  summary: "Forget one of our ways to read items; a built-in one of the same name is there again",
  method: "DELETE",
  path: "/item-profiles/:name",
  status: 204,
  who: staff("member.manage"),
  params: nameParams,
  input: z.object({}),
  output: z.null(),
  refusals: ["unknown-profile", "choose-branch"],
  audit: "events",
  run: async (tx, actor, _clock, { name }) => {
    await removeProfile(tx, actor, memberOf(actor), name);
    return null;
  },
});

/** Writes of this room, as the list of rooms mounts them. */
export const itemProfileCommands: AnyCommand[] = [set, remove];

/** Reads of this room, as the list of rooms mounts them. */
export const itemProfileQueries: AnyQuery[] = [list];
