import { z } from "zod";
import { listMembers } from "../consortium/index.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Db } from "../kernel/database.ts";
import { staff } from "../people/index.ts";
import {
  createExhibition,
  type Exhibition,
  publishExhibition,
  restoreEdition,
  saveExhibition,
  withdrawExhibition,
} from "./exhibitions.ts";
import { refusalTable } from "./refusals.ts";
import { exhibitionDraftSchema, newExhibitionSchema, workedExhibitionSchema } from "./schema.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
const bySlug = z.object({ slug: z.string().max(60) });
/** Who makes exhibitions: cataloguers; whether of the right library is looked at where the exhibition is known. */
export const maker = staff("catalogue.edit", "somewhere");

/** An exhibition as those who make it see it. */
export async function workedExhibition(
  db: Db,
  one: Exhibition,
): Promise<z.output<typeof workedExhibitionSchema>> {
  const member = (await listMembers(db)).find((each) => each.id === one.memberId)?.code ?? "";
  return {
    slug: one.slug,
    member,
    version: one.draftVersion,
    content: one.draft,
    live: one.liveNumber,
    withdrawn: one.isWithdrawn,
    changed: JSON.stringify(one.live) !== JSON.stringify(one.draft),
  };
}

const create = command({
  name: "exhibitions.create",
  summary: "Begin an exhibition of a library",
  path: "/exhibitions",
  status: 201,
  who: maker,
  params: nothing,
  input: newExhibitionSchema,
  output: workedExhibitionSchema,
  refusals: ["member-unknown", "exhibition-slug-taken"],
  audit: "events",
  run: async (tx, actor, _clock, _params, input) =>
    await workedExhibition(tx, await createExhibition(tx, actor, input)),
});

const save = command({
  name: "exhibitions.save-draft",
  summary: "Save the draft of an exhibition over the one that was read; readers do not see it yet",
  method: "PUT",
  path: "/exhibitions/:slug/draft",
  status: 200,
  who: maker,
  params: bySlug,
  input: exhibitionDraftSchema,
  output: workedExhibitionSchema,
  refusals: ["exhibition-unknown", "exhibition-changed"],
  audit: ({ params }) => ({ subject: { kind: "exhibition", id: params.slug }, scope: "worked-at" }),
  run: async (tx, actor, _clock, { slug }, input) =>
    await workedExhibition(tx, await saveExhibition(tx, actor, slug, input)),
});

const publish = command({
  name: "exhibitions.publish",
  summary: "Publish the draft of an exhibition as an edition that never changes",
  path: "/exhibitions/:slug/editions",
  status: 201,
  who: maker,
  params: bySlug,
  input: z.strictObject({ version: z.number().int() }).meta({ id: "ExhibitionsPublish" }),
  output: workedExhibitionSchema,
  refusals: ["exhibition-unknown", "exhibition-changed", "exhibition-unchanged", "exhibition-wrong"],
  audit: "events",
  run: async (tx, actor, _clock, { slug }, input) =>
    await workedExhibition(tx, await publishExhibition(tx, actor, slug, input)),
});

const restore = command({
  name: "exhibitions.roll-back",
  summary: "Let readers see an earlier edition of an exhibition again",
  path: "/exhibitions/:slug/editions/:number/restoration",
  status: 200,
  who: maker,
  params: z.object({ slug: z.string().max(60), number: z.coerce.number().int().positive().max(1_000_000) }),
  input: nothing,
  output: workedExhibitionSchema,
  refusals: ["exhibition-unknown", "exhibition-unchanged", "edition-unknown"],
  audit: "events",
  run: async (tx, actor, _clock, { slug, number }) =>
    await workedExhibition(tx, await restoreEdition(tx, actor, slug, number)),
});

const withdraw = command({
  name: "exhibitions.withdraw",
  summary: "Take a published exhibition from readers, or give it back",
  method: "PUT",
  path: "/exhibitions/:slug/withdrawal",
  status: 200,
  who: maker,
  params: bySlug,
  input: z.strictObject({ withdrawn: z.boolean() }).meta({ id: "ExhibitionsWithdraw" }),
  output: workedExhibitionSchema,
  refusals: ["exhibition-unknown", "exhibition-unpublished"],
  audit: "events",
  run: async (tx, actor, _clock, { slug }, { withdrawn }) =>
    await workedExhibition(tx, await withdrawExhibition(tx, actor, slug, withdrawn)),
});

/** What those who make exhibitions do. */
export const exhibitionCommands: readonly AnyCommand[] = [create, save, publish, restore, withdraw];
