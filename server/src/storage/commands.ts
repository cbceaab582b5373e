import { z } from "zod";
import { listOf } from "../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import { pageOf } from "../kernel/paging.ts";
import { type AnyQuery, queriesOf } from "../kernel/query.ts";
import { desk, staff } from "../people/index.ts";
import { addItem, addShelf, decide, removeItem } from "./choosing.ts";
import { beginDeposit, dropDeposit, listDeposits, pageOfLines } from "./deposits.ts";
import { refusalTable } from "./refusals.ts";
import {
  chosenSchema,
  decisionSchema,
  depositItemSchema,
  depositLineSchema,
  depositSchema,
  depositsFilterSchema,
  newDepositSchema,
  newStoreSchema,
  shelfSchema,
  shelvedSchema,
  shelveSchema,
  storeSchema,
} from "./schema.ts";
import { sendDeposit } from "./sending.ts";
import { callBack, shelveCopy } from "./shelving.ts";
import { listStores, removeStore, setStore } from "./stores.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);
const none = z.object({});
const id = z.object({ id: z.string().max(60) });
const itemId = z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER);
const line = id.extend({ itemId });
const administers = staff("circulation.manage", "somewhere");
const noted = (deposit: string, detail: Record<string, unknown> = {}) => ({
  subject: { kind: "deposit" as const, id: deposit },
  scope: "worked-at" as const,
  detail,
});

const set = command({
  name: "storage.set-store",
  summary: "Make a branch a joint store, or change how much room it has",
  method: "PUT",
  path: "/stores",
  status: 200,
  who: administers,
  params: none,
  input: newStoreSchema,
  output: storeSchema,
  refusals: ["branch-unknown"],
  audit: ({ output }) => ({
    subject: { kind: "branch", id: String(output.branchId) },
    scope: "worked-at",
    detail: { shelfMetres: output.shelfMetres, volumeMm: output.volumeMm },
  }),
  run: (tx, actor, clock, _params, input) => setStore(tx, actor, clock, input),
});

const remove = command({
  name: "storage.remove-store",
  summary: "A branch is a joint store no more",
  method: "DELETE",
  path: "/stores/:member/:branch",
  status: 204,
  who: administers,
  params: z.object({ member: z.string().max(60), branch: z.string().max(60) }),
  input: none,
  output: none,
  refusals: ["branch-unknown", "store-unknown", "store-in-use"],
  audit: ({ params }) => ({
    subject: { kind: "branch", id: `${params.member}/${params.branch}` },
    scope: "worked-at",
  }),
  run: async (tx, actor, _clock, { member, branch }) => {
    await removeStore(tx, actor, `${member}/${branch}`);
    return {};
  },
});

const begin = command({
  name: "storage.begin-deposit",
  summary: "Begin what this library gives into a joint store",
  path: "/deposits",
  status: 201,
  who: desk,
  params: none,
  input: newDepositSchema,
  output: depositSchema,
  refusals: ["store-unknown"],
  audit: ({ output }) => noted(output.id, { transfers: output.transfers }),
  run: (tx, actor, clock, _params, input) => beginDeposit(tx, actor, clock, input),
});

const drop = command({
  name: "storage.drop-deposit",
  summary: "Give up a deposit that has not been sent",
  method: "DELETE",
  path: "/deposits/:id",
  status: 204,
  who: desk,
  params: id,
  input: none,
  output: none,
  refusals: ["deposit-unknown", "deposit-sent"],
  audit: ({ params }) => noted(params.id),
  run: async (tx, actor, _clock, params) => {
    await dropDeposit(tx, actor, params.id);
    return {};
  },
});

const add = command({
  name: "storage.add-to-deposit",
  summary: "Put a copy into a deposit; the answer says whether the store has one already",
  path: "/deposits/:id/items",
  status: 201,
  who: desk,
  params: id,
  input: depositItemSchema,
  output: depositLineSchema,
  refusals: [
    "deposit-unknown",
    "deposit-sent",
    "deposit-full",
    "item-unknown",
    "several-items",
    "item-withdrawn",
    "item-not-on-shelf",
    "place-taken",
    "item-in-deposit",
  ],
  audit: ({ params, output }) => noted(params.id, { itemId: output.itemId }),
  run: (tx, actor, clock, params, input) => addItem(tx, actor, clock, params.id, input),
});

const choose = command({
  name: "storage.add-shelf-to-deposit",
  summary: "Put into a deposit what stands on a stretch of shelf here and was not lent since a day",
  path: "/deposits/:id/shelves",
  status: 201,
  who: desk,
  params: id,
  input: shelfSchema,
  output: chosenSchema,
  refusals: ["deposit-unknown", "deposit-sent", "deposit-full"],
  audit: ({ params, output }) => noted(params.id, { items: output.added }),
  run: (tx, actor, _clock, params, input) => addShelf(tx, actor, params.id, input),
});

const settle = command({
  name: "storage.decide",
  summary: "Say what becomes of a copy: to the store, withdrawn because the store has one, or left",
  method: "PUT",
  path: "/deposits/:id/items/:itemId",
  status: 200,
  who: desk,
  params: line,
  input: decisionSchema,
  output: depositLineSchema,
  refusals: ["deposit-unknown", "deposit-sent", "item-not-deposited", "item-promised"],
  audit: ({ params, input }) => noted(params.id, { itemId: params.itemId, decision: input.decision }),
  run: (tx, actor, clock, params, { decision }) =>
    decide(tx, actor, clock, params.id, params.itemId, decision),
});

const take = command({
  name: "storage.take-from-deposit",
  summary: "Take a copy out of a deposit that has not been sent",
  method: "DELETE",
  path: "/deposits/:id/items/:itemId",
  status: 204,
  who: desk,
  params: line,
  input: none,
  output: none,
  refusals: ["deposit-unknown", "deposit-sent", "item-not-deposited"],
  audit: ({ params }) => noted(params.id, { itemId: params.itemId }),
  run: async (tx, actor, _clock, params) => {
    await removeItem(tx, actor, params.id, params.itemId);
    return {};
  },
});

const send = command({
  name: "storage.send-deposit",
  summary:
    "Send a deposit: its copies stand on the lists to be moved, what the store has is withdrawn or left",
  path: "/deposits/:id/sending",
  status: 200,
  who: desk,
  params: id,
  input: none,
  output: depositSchema,
  refusals: [
    "deposit-unknown",
    "deposit-sent",
    "deposit-empty",
    "deposit-undecided",
    "store-full",
    "place-taken",
    "item-not-on-shelf",
  ],
  audit: ({ output }) => noted(output.id, { items: output.items }),
  run: (tx, actor, clock, params) => sendDeposit(tx, actor, clock, params.id),
});

const shelve = command({
  name: "storage.shelve",
  summary: "A copy has arrived at this store: it gets its shelf, and is given over when that was agreed",
  path: "/store/arrivals",
  status: 200,
  who: desk,
  params: none,
  input: shelveSchema,
  output: shelvedSchema,
  refusals: [
    "store-unknown",
    "item-unknown",
    "item-withdrawn",
    "several-items",
    "item-not-deposited",
    "barcode-taken",
    "record-refused",
  ],
  audit: ({ input, output }) => ({
    subject: { kind: "item", id: String("item" in output.outcome ? output.outcome.item.id : input.barcode) },
    scope: "worked-at",
    detail: { shelf: input.shelf, givenOver: output.givenOver },
  }),
  run: (tx, actor, clock, _params, input) => shelveCopy(tx, actor, clock, input),
});

const back = command({
  name: "storage.call-back",
  summary: "The owner wants a stored copy back for good: the next scan sends it home",
  path: "/stored-items/:itemId/return",
  status: 204,
  who: desk,
  params: z.object({ itemId }),
  input: none,
  output: none,
  refusals: ["item-not-deposited"],
  audit: ({ params }) => ({ subject: { kind: "item", id: String(params.itemId) }, scope: "worked-at" }),
  run: async (tx, actor, clock, params) => {
    await callBack(tx, actor, clock, params.itemId);
    return {};
  },
});

const stores = query({
  name: "storage.stores",
  summary:
    "Joint stores: how much room there is, whose copies stand there, how many were spared and asked for",
  path: "/stores",
  who: staff("circulation.desk", "somewhere"),
  params: none,
  filter: z.strictObject({}),
  output: listOf(storeSchema),
  refusals: [],
  run: async ({ db, clock }) => ({ items: await listStores(db, clock) }),
});

const deposits = query({
  name: "storage.deposits",
  summary: "Deposits of this library and those that come to its stores, the newest first",
  path: "/deposits",
  who: desk,
  params: none,
  filter: depositsFilterSchema,
  output: pageOf(depositSchema),
  refusals: [],
  run: async ({ db }, actor, _params, filter) => await listDeposits(db, actor, filter),
});

const lines = query({
  name: "storage.deposit-lines",
  summary: "The copies of a deposit by call number, each with the store's copy of the same",
  path: "/deposits/:id/items",
  who: desk,
  params: id,
  filter: depositsFilterSchema,
  output: pageOf(depositLineSchema),
  refusals: ["deposit-unknown"],
  run: async ({ db }, actor, params, filter) => await pageOfLines(db, actor, params.id, filter),
});

export const storageCommands: readonly AnyCommand[] = [
  set,
  remove,
  begin,
  drop,
  add,
  choose,
  settle,
  take,
  send,
  shelve,
  back,
];
export const storageQueries: readonly AnyQuery[] = [stores, deposits, lines];
