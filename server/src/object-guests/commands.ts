import { z } from "zod";
import { demandRole, getCollection, worker } from "../collections/index.ts";
import { listMembers } from "../consortium/index.ts";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { cutPage, pageOf, paging, readCursor } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { anybody } from "../people/index.ts";
import { placesOf } from "./elsewhere.ts";
import { guestsIn, lendingOf, setLending, takeBack } from "./lending.ts";
import { place, placingsIn, takeOut, undoPlacing } from "./placings.ts";
import { refusalTable, refuse } from "./refusals.ts";
import { guestSchema, lendingSchema, newPlacingSchema, placingSchema, whereSchema } from "./schema.ts";
import { lendingRules } from "./words.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.strictObject({});
const bySlug = z.object({ slug: z.string().max(60) });
const numberSchema = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const placingPage = (_params: object, { id }: { id: string }): string => `/placings/${id}`;

const placed = command({
  name: "object-guests.place",
  summary:
    "Show objects of other collections in a collection, without a copy: one, or everything a search finds",
  path: "/placings",
  status: 201,
  who: worker,
  params: z.object({}),
  input: newPlacingSchema,
  output: placingSchema,
  refusals: ["collection-unknown", "placing-many", "placing-nothing"],
  audit: ({ output }) => ({
    subject: { kind: "placing", id: output.id },
    scope: "worked-at",
    detail: { into: output.into.slug, objects: output.objects },
  }),
  run: async (tx, actor, clock, _params, input) => await place(tx, actor, clock, input),
  forms: [
    {
      path: "/collections/:source/placings",
      fromAddress: ({ source }) => ({ source }),
      after: placingPage,
      failed: (_params, { source }) => `/collections/${source}/search`,
      done: () => null,
    },
    {
      path: "/objects/:number/placings",
      fromAddress: ({ number }) => ({ number }),
      after: placingPage,
      failed: (_params, { number }) => `/objects/${number}`,
      done: () => null,
    },
  ],
});

const undone = command({
  name: "object-guests.undo",
  summary: "Undo a placing as one; what was placed again since stays",
  path: "/placings/:id/undo",
  status: 200,
  who: worker,
  params: z.object({ id: z.string().max(60) }),
  input: none,
  output: placingSchema,
  refusals: ["placing-unknown", "placing-undone"],
  audit: ({ params, output }) => ({
    subject: { kind: "placing", id: params.id },
    scope: "worked-at",
    detail: { into: output.into.slug },
  }),
  run: async (tx, actor, clock, { id }) => await undoPlacing(tx, actor, clock, id),
  forms: [
    {
      path: "/placings/:id/undo",
      after: ({ id }) => `/placings/${id}`,
      failed: ({ id }) => `/placings/${id}`,
      done: () => ({ key: "guests.undone" }),
    },
  ],
});

const takenOut = command({
  name: "object-guests.take-out",
  summary: "Take an object out of a collection that is not its own",
  method: "DELETE",
  path: "/collections/:slug/guests/:number",
  status: 204,
  who: worker,
  params: bySlug.extend({ number: numberSchema }),
  input: none,
  output: z.undefined(),
  refusals: ["collection-unknown", "guest-unknown"],
  audit: ({ params }) => ({
    subject: { kind: "collection-object", id: String(params.number) },
    scope: "worked-at",
    detail: { collection: params.slug },
  }),
  run: async (tx, actor, clock, { slug, number }) => {
    await takeOut(tx, actor, clock, slug, number);
    return undefined;
  },
  forms: [
    {
      path: "/objects/:number/places/:slug/take-out",
      after: ({ number }) => `/objects/${number}`,
      failed: ({ number }) => `/objects/${number}`,
      done: () => ({ key: "guests.taken-out" }),
    },
  ],
});

const lent = command({
  name: "object-guests.set-lending",
  summary: "Say to whom a collection lends its objects; what stands elsewhere stays until it is taken back",
  method: "PUT",
  path: "/collections/:slug/lending",
  status: 200,
  who: worker,
  params: bySlug,
  input: z.strictObject({ to: z.enum(lendingRules) }).meta({ id: "SetLending" }),
  output: lendingSchema,
  refusals: ["collection-unknown"],
  audit: ({ params, input }) => ({
    subject: { kind: "collection", id: params.slug },
    scope: "worked-at",
    detail: { to: input.to },
  }),
  run: async (tx, actor, _clock, { slug }, { to }) => await setLending(tx, actor, slug, to),
});

const takenBack = command({
  name: "object-guests.take-back",
  summary:
    "Take objects of a collection back from another, or let those that were taken back stand there again",
  method: "PUT",
  path: "/collections/:slug/taken-back",
  status: 200,
  who: worker,
  params: bySlug,
  input: z
    .strictObject({
      from: z.string().max(60).describe("The collection that shows them"),
      number: z.number().int().positive().nullable().default(null).describe("Null: all of them"),
      isTaken: z.boolean(),
    })
    .meta({ id: "TakeBack" }),
  output: lendingSchema,
  refusals: ["collection-unknown", "guest-unknown"],
  audit: ({ params, input }) => ({
    subject: { kind: "collection", id: params.slug },
    scope: "worked-at",
    detail: { from: input.from, taken: input.isTaken },
  }),
  run: async (tx, actor, clock, { slug }, input) => await takeBack(tx, actor, clock, slug, input),
});

const guests = query({
  name: "object-guests.guests",
  summary: "Objects of other collections that a collection shows",
  path: "/collections/:slug/guests",
  who: worker,
  params: bySlug,
  filter: z.strictObject(paging),
  output: pageOf(guestSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }, { limit, cursor }) => {
    const collection = await getCollection(db, slug);
    await demandRole(db, actor, collection, "contributor");
    const after = readCursor(cursor, z.tuple([z.number()]))?.[0] ?? 0;
    const found = await guestsIn(db, collection, { after, limit: limit + 1 });
    return cutPage(found, limit, (row) => [row.number]);
  },
});

const placings = query({
  name: "object-guests.placings",
  summary: "What was placed in a collection, the newest first",
  path: "/collections/:slug/placings",
  who: worker,
  params: bySlug,
  filter: z.strictObject(paging),
  output: pageOf(placingSchema),
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }, { limit, cursor }) => {
    const collection = await getCollection(db, slug);
    await demandRole(db, actor, collection, "contributor");
    const before = readCursor(cursor, z.tuple([z.uuid()]))?.[0] ?? null;
    return cutPage(await placingsIn(db, collection.id, { before, limit: limit + 1 }), limit, ({ id }) => [
      id,
    ]);
  },
});

const lending = query({
  name: "object-guests.lending",
  summary: "To whom a collection lends its objects, and in which others they stand",
  path: "/collections/:slug/lending",
  who: worker,
  params: bySlug,
  filter: none,
  output: lendingSchema,
  refusals: ["collection-unknown"],
  run: async ({ db }, actor, { slug }) => {
    const collection = await getCollection(db, slug);
    await demandRole(db, actor, collection, "contributor");
    return await lendingOf(db, collection);
  },
});

const where = query({
  name: "object-guests.where",
  summary: "The collections in which an object is found, its own first",
  path: "/objects/:number/collections",
  who: anybody,
  params: z.object({ number: numberSchema }),
  filter: none,
  output: listOf(whereSchema),
  refusals: ["object-unknown"],
  run: async ({ db }, _actor, { number }) => {
    const [places, members] = await Promise.all([placesOf(db, number, true), listMembers(db)]);
    if (places.length === 0) throw refuse("object-unknown");
    return {
      items: places.map(({ slug, name, memberId, isHome }) => ({
        slug,
        name,
        member: members.find((one) => one.id === memberId)?.code ?? "",
        home: isHome,
      })),
    };
  },
});

/** What is done with objects in collections that are not their own, and what is asked about it. */
export const guestCommands: readonly AnyCommand[] = [placed, undone, takenOut, lent, takenBack];
export const guestQueries: readonly AnyQuery[] = [guests, placings, lending, where];
