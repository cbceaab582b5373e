import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { desk, staff } from "../people/index.ts";
import { closeCrate, handOver, openCrate, putInCrate, takeOut } from "./packing.ts";
import { missItems, passOn, receiveCrate } from "./receiving.ts";
import { refusalTable } from "./refusals.ts";
import { removeRoute, setRoute } from "./routes.ts";
import {
  crateSchema,
  handOverSchema,
  newCrateSchema,
  newSearchSchema,
  passOnSchema,
  putSchema,
  receiptSchema,
  receiveSchema,
  routeSchema,
  searchSchema,
} from "./schema.ts";
import { giveUp, lookedInVain, openSearch } from "./searches.ts";

const command = commandsOf(refusalTable);
const nothing = z.object({});
const code = z.object({ code: z.string().trim().max(20) });
const id = z.object({ id: z.string().max(60) });

type Noted = { code: string; state: string };
/** What happens to a crate stands in the audit of the library worked at. */
const noted = ({ code, state }: Noted, detail: Record<string, unknown> = {}) => ({
  subject: { kind: "crate", id: code },
  scope: "worked-at" as const,
  detail: { state, ...detail },
});
const notedSearch = (search: { id: string; itemId: number; state: string }) => ({
  subject: { kind: "transit-search", id: search.id },
  scope: "worked-at" as const,
  detail: { itemId: search.itemId, state: search.state },
});

const begin = command({
  name: "transport.open-crate",
  summary: "Begin a crate to another branch",
  path: "/transport/crates",
  status: 201,
  who: desk,
  params: nothing,
  input: newCrateSchema,
  output: crateSchema,
  refusals: ["branch-unknown", "crate-way-wrong"],
  audit: ({ output }) => noted(output),
  run: (tx, actor, clock, _params, { toBranchId }) => openCrate(tx, clock, actor.place, toBranchId),
});

const put = command({
  name: "transport.put-in-crate",
  summary: "Put an item that is on its way into an open crate of this branch",
  path: "/transport/crates/:code/items",
  status: 200,
  who: desk,
  params: code,
  input: putSchema,
  output: crateSchema,
  refusals: [
    "crate-unknown",
    "crate-state",
    "item-unknown",
    "item-not-sent",
    "several-items",
    "crate-other-way",
    "crate-full",
  ],
  audit: ({ output, input }) => noted(output, { put: input.barcode }),
  run: (tx, actor, clock, { code: crate }, item) =>
    putInCrate(tx, clock, actor.place, { code: crate, ...item }),
});

const out = command({
  name: "transport.take-out-of-crate",
  summary: "Take an item out of an open crate again",
  method: "DELETE",
  path: "/transport/crates/:code/items/:itemId",
  status: 204,
  who: desk,
  params: code.extend({ itemId: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  input: nothing,
  output: nothing,
  refusals: ["crate-unknown", "crate-state", "item-not-in-crate"],
  audit: ({ params }) => noted({ code: params.code, state: "open" }, { takenOut: params.itemId }),
  run: async (tx, actor, _clock, { code: crate, itemId }) => {
    await takeOut(tx, actor.place, crate, itemId);
    return {};
  },
});

const pack = command({
  name: "transport.pack-crate",
  summary: "Close a crate; its manifest can be printed",
  path: "/transport/crates/:code/packing",
  status: 200,
  who: desk,
  params: code,
  input: nothing,
  output: crateSchema,
  refusals: ["crate-unknown", "crate-state", "crate-empty"],
  audit: ({ output }) => noted(output),
  run: (tx, actor, clock, { code: crate }) => closeCrate(tx, clock, actor.place, crate, "pack"),
});

const unpack = command({
  name: "transport.unpack-crate",
  summary: "Open a closed crate again",
  method: "DELETE",
  path: "/transport/crates/:code/packing",
  status: 200,
  who: desk,
  params: code,
  input: nothing,
  output: crateSchema,
  refusals: ["crate-unknown", "crate-state"],
  audit: ({ output }) => noted(output),
  run: (tx, actor, clock, { code: crate }) => closeCrate(tx, clock, actor.place, crate, "unpack"),
});

const hand = command({
  name: "transport.hand-over",
  summary: "Hand closed crates over to the car, on a route or without one",
  path: "/transport/handovers",
  status: 200,
  who: desk,
  params: nothing,
  input: handOverSchema,
  output: listOf(crateSchema),
  refusals: ["route-unknown", "crate-unknown", "crate-state", "route-not-there"],
  audit: ({ input }) => ({
    subject: { kind: "courier-route", id: input.route ?? "" },
    scope: "worked-at",
    detail: { crates: input.crates },
  }),
  run: async (tx, actor, clock, _params, input) => ({ items: await handOver(tx, clock, actor.place, input) }),
});

const receive = command({
  name: "transport.receive-crate",
  summary: "A crate has come to the branch it goes to: take everything in it, or scan it item by item",
  path: "/transport/crates/:code/receipt",
  status: 200,
  who: desk,
  params: code,
  input: receiveSchema,
  output: receiptSchema,
  refusals: ["crate-unknown", "crate-misrouted", "crate-state"],
  audit: ({ output, input }) => noted(output.crate, { all: input.all }),
  run: (tx, actor, clock, { code: crate }, { all }) => receiveCrate(tx, actor, clock, crate, all),
});

const passOnCrate = command({
  name: "transport.pass-on-crate",
  summary: "A crate has come to a branch it does not go to: send it on from there",
  path: "/transport/crates/:code/passing-on",
  status: 200,
  who: desk,
  params: code,
  input: passOnSchema,
  output: crateSchema,
  refusals: ["route-unknown", "crate-unknown", "crate-here", "crate-state", "route-not-there"],
  audit: ({ output }) => noted(output),
  run: (tx, actor, clock, { code: crate }, { route }) => passOn(tx, actor, clock, { code: crate, route }),
});

const miss = command({
  name: "transport.miss-items",
  summary: "A crate did not come, or did not hold everything: what is missing is looked for at both ends",
  path: "/transport/crates/:code/loss",
  status: 200,
  who: desk,
  params: code,
  input: nothing,
  output: z.object({ crate: crateSchema, searches: z.number().int() }).meta({ id: "MissedItems" }),
  refusals: ["crate-unknown", "crate-state", "crate-empty"],
  audit: ({ output }) => noted(output.crate, { searches: output.searches }),
  run: (tx, actor, clock, { code: crate }) => missItems(tx, actor, clock, crate),
});

const seek = command({
  name: "transport.open-search",
  summary: "Look for an item that did not arrive, at both ends of its way",
  path: "/transport/searches",
  status: 201,
  who: desk,
  params: nothing,
  input: newSearchSchema,
  output: searchSchema,
  refusals: ["transit-unknown", "search-exists"],
  audit: ({ output }) => notedSearch(output),
  run: (tx, actor, clock, _params, { transitId }) => openSearch(tx, actor, clock, transitId),
});

const looked = command({
  name: "transport.look-in-vain",
  summary: "This desk has looked for it and not found it",
  path: "/transport/searches/:id/looks",
  status: 200,
  who: desk,
  params: id,
  input: nothing,
  output: searchSchema,
  refusals: ["search-unknown", "search-over"],
  audit: ({ output }) => notedSearch(output),
  run: (tx, actor, clock, params) => lookedInVain(tx, actor, clock, params.id),
});

const lose = command({
  name: "transport.give-up",
  summary: "The owner gives up an item that both ends have looked for; a scan finds it again",
  path: "/transport/searches/:id/loss",
  status: 200,
  who: desk,
  params: id,
  input: nothing,
  output: searchSchema,
  refusals: ["search-unknown", "search-over", "search-unfinished", "item-condition"],
  audit: ({ output }) => notedSearch(output),
  run: (tx, actor, clock, params) => giveUp(tx, actor, clock, params.id),
});

/** Whose route it is stands in what is sent: the rules look at it. */
const administrator = staff("circulation.manage", "somewhere");

const set = command({
  name: "transport.set-route",
  summary: "Set a courier route: its days and its stops in their order",
  method: "PUT",
  path: "/transport/routes",
  status: 200,
  who: administrator,
  params: nothing,
  input: routeSchema,
  output: routeSchema,
  refusals: ["name-missing", "member-unknown", "branch-unknown", "route-stops"],
  audit: ({ input }) => ({
    subject: { kind: "courier-route", id: input.code },
    scope: null,
    detail: { stops: input.stops, days: input.days },
  }),
  run: (tx, actor, _clock, _params, route) => setRoute(tx, actor, route),
});

const remove = command({
  name: "transport.remove-route",
  summary: "Take a courier route away",
  method: "DELETE",
  path: "/transport/routes/:code",
  status: 204,
  who: administrator,
  params: code,
  input: nothing,
  output: nothing,
  refusals: ["route-unknown"],
  audit: ({ params }) => ({ subject: { kind: "courier-route", id: params.code }, scope: null }),
  run: async (tx, actor, _clock, params) => {
    await removeRoute(tx, actor, params.code);
    return {};
  },
});

/** Everything that is done with crates, searches and routes. */
export const transportCommands: readonly AnyCommand[] = [
  begin,
  put,
  out,
  pack,
  unpack,
  hand,
  receive,
  passOnCrate,
  miss,
  seek,
  looked,
  lose,
  set,
  remove,
];
