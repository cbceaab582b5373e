import { z } from "zod";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { person } from "../../people/index.ts";
import { refusalTable } from "../refusals.ts";
import { holdSchema } from "../schema.ts";
import { changeHold } from "./changes.ts";

const command = commandsOf(refusalTable);
const day = z.iso.date().nullable().optional();

/** The reader's, or the pickup desk's. */
const change = command({
  name: "circulation.change-hold",
  summary:
    "Change a request: where it is picked up, until when it rests or is needed; its place in the queue stays",
  method: "PATCH",
  path: "/holds/:id",
  status: 200,
  who: person,
  params: z.object({ id: z.string().max(60) }),
  input: z.strictObject({
    pickupBranchId: z.number().int().positive().max(2_147_483_647).optional(),
    suspendedUntil: day.describe("The last day on which it rests; null: it rests no more"),
    neededUntil: day,
  }),
  output: holdSchema,
  refusals: [
    "hold-unknown",
    "hold-closed",
    "hold-ready",
    "hold-on-its-way",
    "hold-day-past",
    "branch-unknown",
    "branch-no-pickup",
  ],
  audit: "events",
  run: async (tx, actor, clock, { id }, input) => await changeHold(tx, actor, clock, id, input),
  forms: [
    {
      path: "/account/holds/:id/change",
      after: () => "/account#holds",
      failed: () => "/account#holds",
      done: () => ({ key: "hold.changed" }),
    },
  ],
});

/** What readers and desks change of requests. */
export const holdCommands: readonly AnyCommand[] = [change];
