import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf, paging } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk, staff } from "../people/index.ts";
import { listFloatGroups, removeFloatGroup, setFloatGroup } from "./float-groups.ts";
import { listPlaces } from "./places.ts";
import { refusalTable } from "./refusals.ts";
import {
  barcodeSchema,
  floatFiguresSchema,
  floatGroupSchema,
  placedItemSchema,
  placeSchema,
  temporarySchema,
  tourLineSchema,
  tourSchema,
} from "./schema.ts";
import { endPlace, placeOf, setTemporary } from "./temporary.ts";
import { addToTour, endTour, listTours, setTour, takeFromTour } from "./tours.ts";
import { placeKinds } from "./words.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const item = z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) });
const codeOnly = z.object({ code: z.string().max(20) });
const administers = staff("circulation.manage", "somewhere");
const desks = staff("circulation.desk", "somewhere");
const noted = (kind: "item", id: number, detail: Record<string, unknown> = {}) => ({
  subject: { kind, id: String(id) },
  scope: "worked-at" as const,
  detail,
});

const temporary = command({
  name: "placement.set-temporary-place",
  summary: "Give a copy a place for a while: another branch or shelf of its library, until a day",
  method: "PUT",
  path: "/desk/items/:id/temporary-place",
  status: 200,
  who: desk,
  params: item,
  input: temporarySchema,
  output: placeSchema,
  refusals: ["item-unknown", "item-withdrawn", "branch-unknown", "place-over", "place-same", "place-taken"],
  audit: ({ params, input: { branchId, location, until } }) =>
    noted("item", params.id, { branchId, location, until }),
  run: (tx, actor, clock, params, input) => setTemporary(tx, actor, clock, params.id, input),
});

const endTemporary = command({
  name: "placement.end-temporary-place",
  summary: "End a copy's place for a while: it goes home with the next scan",
  method: "DELETE",
  path: "/desk/items/:id/temporary-place",
  status: 204,
  who: desk,
  params: item,
  input: none,
  output: none,
  refusals: ["item-unknown", "item-withdrawn", "place-unknown"],
  audit: ({ params }) => noted("item", params.id),
  run: async (tx, actor, clock, params) => {
    await endPlace(tx, actor, clock, params.id, "temporary");
    return {};
  },
});

const setGroup = command({
  name: "placement.set-float-group",
  summary: "Say which copies float among which branches, and how many may stay at each",
  method: "PUT",
  path: "/float-groups",
  status: 200,
  who: administers,
  params: none,
  input: floatGroupSchema,
  output: floatFiguresSchema,
  refusals: ["name-missing", "member-unknown", "code-taken", "branch-unknown", "float-branches"],
  audit: ({ output }) => ({
    subject: { kind: "float-group", id: output.code },
    scope: "worked-at",
    detail: { branches: output.branches.map(({ branch, most }) => `${branch} ${most}`).join(", ") },
  }),
  run: (tx, actor, _clock, _params, input) => setFloatGroup(tx, actor, input),
});

const removeGroup = command({
  name: "placement.remove-float-group",
  summary: "Take a group away; what has floated by it goes home with the next scan",
  method: "DELETE",
  path: "/float-groups/:code",
  status: 204,
  who: administers,
  params: codeOnly,
  input: none,
  output: none,
  refusals: ["float-group-unknown"],
  audit: ({ params }) => ({
    subject: { kind: "float-group", id: params.code.toUpperCase() },
    scope: "worked-at",
  }),
  run: async (tx, actor, _clock, { code }) => {
    await removeFloatGroup(tx, actor, code);
    return {};
  },
});

const aboutTour = (code: string, detail: Record<string, unknown> = {}) => ({
  subject: { kind: "tour" as const, id: code.toUpperCase() },
  scope: "worked-at" as const,
  detail,
});

const defineTour = command({
  name: "placement.set-tour",
  summary: "Say from which day on a set of books is at which branch",
  method: "PUT",
  path: "/tours",
  status: 200,
  who: administers,
  params: none,
  input: tourSchema,
  output: tourLineSchema,
  refusals: ["name-missing", "member-unknown", "code-taken", "branch-unknown", "tour-stops"],
  audit: ({ output }) =>
    aboutTour(output.code, {
      stops: output.stops.map(({ branch, startsOn }) => `${startsOn} ${branch}`).join(", "),
      endsOn: output.endsOn,
    }),
  run: (tx, actor, clock, _params, input) => setTour(tx, actor, clock, input),
});

const stopTour = command({
  name: "placement.end-tour",
  summary: "End a set's tour: its books go home with the next scan",
  path: "/tours/:code/end",
  status: 204,
  who: administers,
  params: codeOnly,
  input: none,
  output: none,
  refusals: ["tour-unknown", "tour-over"],
  audit: ({ params }) => aboutTour(params.code),
  run: async (tx, actor, clock, { code }) => {
    await endTour(tx, actor, clock, code);
    return {};
  },
});

const joinTour = command({
  name: "placement.add-to-tour",
  summary: "Put a copy into a set that goes from branch to branch",
  path: "/tours/:code/items",
  status: 201,
  who: desks,
  params: codeOnly,
  input: barcodeSchema,
  output: placeSchema,
  refusals: ["tour-unknown", "tour-over", "item-unknown", "several-items", "item-withdrawn", "place-taken"],
  audit: ({ params, output }) => aboutTour(params.code, { itemId: output.itemId }),
  run: (tx, actor, clock, { code }, input) => addToTour(tx, actor, clock, code, input),
});

const leaveTour = command({
  name: "placement.take-from-tour",
  summary: "Take a copy out of a set: it goes home with the next scan",
  method: "DELETE",
  path: "/tours/:code/items/:id",
  status: 204,
  who: desks,
  params: codeOnly.extend(item.shape),
  input: none,
  output: none,
  refusals: ["tour-unknown", "item-withdrawn", "place-unknown"],
  audit: ({ params }) => aboutTour(params.code, { itemId: params.id }),
  run: async (tx, actor, clock, { code, id }) => {
    await takeFromTour(tx, actor, clock, code, id);
    return {};
  },
});

const groups = query({
  name: "placement.float-groups",
  summary: "Groups of branches among which copies float, with what stays where and where it is from",
  path: "/float-groups",
  who: desks,
  params: none,
  filter: z.strictObject({}),
  output: listOf(floatFiguresSchema),
  refusals: [],
  run: async ({ db }) => ({ items: await listFloatGroups(db) }),
});

const tours = query({
  name: "placement.tours",
  summary: "Sets of books that go from branch to branch, and where each is",
  path: "/tours",
  who: desks,
  params: none,
  filter: z.strictObject({}),
  output: listOf(tourLineSchema),
  refusals: [],
  run: async ({ db, clock }) => ({ items: await listTours(db, clock) }),
});

const places = query({
  name: "placement.places",
  summary: "Copies of this library, or belonging to this branch, whose place is not their home",
  path: "/desk/places",
  who: desk,
  params: none,
  filter: z.strictObject({
    ...paging,
    kind: z.enum(placeKinds).optional(),
    tour: z.string().max(20).optional(),
  }),
  output: pageOf(placedItemSchema),
  refusals: [],
  run: async ({ db, clock }, actor, _params, filter) =>
    await listPlaces(db, clock, { memberId: actor.scope, branchId: actor.place }, filter),
});

const placed = query({
  name: "placement.place",
  summary: "Where a copy belongs while that is not its home",
  path: "/desk/items/:id/place",
  who: desk,
  params: item,
  filter: z.strictObject({}),
  output: z.object({ place: placeSchema.nullable() }).meta({ id: "FoundPlace" }),
  refusals: [],
  run: async ({ db, clock }, _actor, params) => ({ place: await placeOf(db, clock, params.id) }),
});

export const placementCommands: readonly AnyCommand[] = [
  temporary,
  endTemporary,
  setGroup,
  removeGroup,
  defineTour,
  stopTour,
  joinTour,
  leaveTour,
];
export const placementQueries: readonly AnyQuery[] = [groups, tours, places, placed];
