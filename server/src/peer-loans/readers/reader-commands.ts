import { z } from "zod";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { befriend, unblockReader, unfriend } from "../../neighbours/index.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { person } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { readerRefSchema } from "../schema.ts";
import { blockReader, resolveReader } from "./met-readers.ts";

const command = commandsOf(refusalTable);
const done = z.object({});
const readerParams = z.object({ id: uuidSchema });
const loans = (): string => "/sharing/loans";
const copyPage = (id: string | undefined): string => `/sharing/copies/${id ?? ""}`;

const hide = command({
  name: "peer-loans.block-reader",
  summary: "Hide from a reader, and them from me, everywhere",
  path: "/sharing/blocks",
  status: 201,
  who: person,
  params: z.object({}),
  input: readerRefSchema,
  output: done,
  refusals: ["reader-unknown", "copy-unknown", "not-oneself"],
  audit: "events",
  run: async (tx, actor, clock, _params, ref) => {
    await blockReader(tx, actor, clock, await resolveReader(tx, actor, ref));
    return {};
  },
  forms: [
    {
      path: "/sharing/copies/:id/block",
      fromAddress: ({ id }) => ({ copyId: id }),
      after: () => "/sharing/near",
      failed: (_params, { id }) => copyPage(id),
      done: () => ({ key: "sharing.done.blocked" }),
    },
    {
      path: "/sharing/loans/:id/block",
      fromAddress: ({ id }) => ({ loanId: id }),
      after: loans,
      failed: (_params, { id }) => `/sharing/loans/${id ?? ""}`,
      done: () => ({ key: "sharing.done.blocked" }),
    },
  ],
});

const ask = command({
  name: "peer-loans.befriend-reader",
  summary: "Ask a reader to be friends, or say yes",
  path: "/sharing/friends",
  status: 201,
  who: person,
  params: z.object({}),
  input: readerRefSchema,
  output: z.object({ accepted: z.boolean() }).meta({ id: "Befriended" }),
  refusals: ["reader-unknown", "copy-unknown", "minor-guarded-only", "acts-exhausted", "not-oneself"],
  audit: "events",
  run: async (tx, actor, clock, _params, ref) =>
    befriend(tx, actor, clock, await resolveReader(tx, actor, ref)),
  forms: [
    {
      path: "/sharing/copies/:id/befriend",
      fromAddress: ({ id }) => ({ copyId: id }),
      after: (_params, _output, { id }) => copyPage(id),
      failed: (_params, { id }) => copyPage(id),
      done: ({ accepted }) => ({ key: accepted ? "sharing.done.friends" : "sharing.done.friend-asked" }),
    },
    {
      path: "/sharing/readers/befriend",
      after: loans,
      failed: loans,
      done: ({ accepted }) => ({ key: accepted ? "sharing.done.friends" : "sharing.done.friend-asked" }),
    },
  ],
});

const saved = { after: loans, failed: loans, done: () => ({ key: "sharing.done.saved" }) };

const show = command({
  name: "peer-loans.unblock-reader",
  summary: "Take a block back",
  method: "DELETE",
  path: "/sharing/blocks/:id",
  status: 204,
  who: person,
  params: readerParams,
  input: z.strictObject({}),
  output: done,
  refusals: [],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await unblockReader(tx, actor, id);
    return {};
  },
  forms: [{ path: "/sharing/readers/:id/unblock", ...saved }],
});

const part = command({
  name: "peer-loans.unfriend-reader",
  summary: "End a friendship",
  method: "DELETE",
  path: "/sharing/friends/:id",
  status: 204,
  who: person,
  params: readerParams,
  input: z.strictObject({}),
  output: done,
  refusals: [],
  audit: "events",
  run: async (tx, actor, _clock, { id }) => {
    await unfriend(tx, actor, id);
    return {};
  },
  forms: [{ path: "/sharing/readers/:id/unfriend", ...saved }],
});

/** Friends and blocks. */
export const readerCommands: readonly AnyCommand[] = [hide, ask, show, part];
