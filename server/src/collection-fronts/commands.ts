import { z } from "zod";
import { demandRole, getCollection, worker } from "../collections/index.ts";
import { configSchema } from "../collections/schema.ts";
import { photoBytes, pictureCodes } from "../files/index.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { PICTURE_BYTES } from "../kernel/images/pictures.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { addressOf, setAddress } from "./addresses.ts";
import { keepLogo } from "./face.ts";
import { refusalTable } from "./refusals.ts";
import { addressSchema, logoSchema } from "./schema.ts";
import { keepTrial } from "./trials.ts";

const command = commandsOf(refusalTable);
const bySlug = z.object({ slug: z.string().max(60) });
const note = ({ params }: { params: { slug: string } }) => ({
  subject: { kind: "collection", id: params.slug },
  scope: "worked-at" as const,
});

const tried = command({
  name: "collection-fronts.try",
  summary: "Put down a configuration of a collection unsaved, for the preview of whoever is changing it",
  method: "PUT",
  path: "/collections/:slug/trial",
  status: 204,
  who: worker,
  params: bySlug,
  input: z.strictObject({ config: configSchema }).meta({ id: "Try" }),
  output: z.null(),
  refusals: ["collection-unknown"],
  audit: "events",
  run: async (tx, actor, clock, { slug }, { config }) => {
    await keepTrial(tx, actor, clock, slug, config);
    return null;
  },
});

const address = command({
  name: "collection-fronts.set-address",
  summary: "Give a collection a short path, and by the office of the consortium a host name (null: none)",
  method: "PUT",
  path: "/collections/:slug/address",
  status: 200,
  who: worker,
  params: bySlug,
  input: addressSchema,
  output: addressSchema,
  refusals: [
    "collection-unknown",
    "collection-host-office",
    "collection-host-region",
    "collection-path-taken",
    "collection-host-taken",
  ],
  audit: (done) => ({ ...note(done), detail: done.output }),
  prepare: async ({ config }) => config,
  run: async (tx, actor, _clock, { slug }, input, config) => await setAddress(tx, actor, slug, input, config),
});

const logo = command({
  name: "collection-fronts.keep-logo",
  summary:
    "Hand in a logo for a collection's draft (multipart: file); what comes back goes into `theme.logo`",
  path: "/collections/:slug/logos",
  status: 201,
  who: worker,
  params: bySlug,
  input: z.strictObject({}),
  output: logoSchema,
  fileBytes: () => PICTURE_BYTES,
  refusals: ["collection-unknown", ...pictureCodes],
  audit: note,
  prepare: async ({ db, config, upload }, actor, { slug }) => {
    await demandRole(db, actor, await getCollection(db, slug), "curator");
    return await keepLogo(config, await photoBytes(upload));
  },
  run: async (_tx, _actor, _clock, _params, _input, kept) => ({ logo: kept }),
});

const ownAddress = queriesOf(refusalTable)({
  name: "collection-fronts.address",
  summary: "Under what a collection is met beside its usual address",
  path: "/collections/:slug/address",
  who: worker,
  params: bySlug,
  filter: z.strictObject({}),
  output: addressSchema,
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => {
    const collection = await getCollection(db, slug);
    await demandRole(db, actor, collection, "contributor");
    return await addressOf(db, collection.id);
  },
});

/** What curators do with a front page beside drafting it. */
export const frontCommands: readonly AnyCommand[] = [tried, address, logo];
export const frontQueries: readonly AnyQuery[] = [ownAddress];
