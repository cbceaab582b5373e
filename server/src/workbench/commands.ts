import { z } from "zod";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Tx } from "../kernel/database.ts";
import { dropMessage, sendAgain } from "../kernel/delivery/undelivered.ts";
import { staff } from "../people/index.ts";

const command = commandsOf({ "message-unknown": 404 });

/** An act of the region's office on a message between rooms that was set aside. */
function onMessage(
  declared: { name: string; summary: string; method: "POST" | "DELETE"; tail: string },
  act: (tx: Tx, id: number) => Promise<void>,
): AnyCommand {
  const { tail, ...rest } = declared;
  return command({
    ...rest,
    path: `/operation/messages/:id${tail}`,
    status: 204,
    who: staff("consortium.manage", "everywhere"),
    params: z.object({ id: z.coerce.number().int().positive() }),
    input: z.strictObject({}),
    output: z.void(),
    refusals: ["message-unknown"],
    audit: ({ params }) => ({ subject: { kind: "message", id: String(params.id) }, scope: null }),
    run: (tx, _actor, _clock, { id }) => act(tx, id),
  });
}

/** What the office does when rooms could not hear each other. */
export const workbenchCommands: readonly AnyCommand[] = [
  onMessage(
    {
      name: "workbench.send-again",
      summary: "Send a message that was set aside again",
      method: "POST",
      tail: "/deliveries",
    },
    sendAgain,
  ),
  onMessage(
    {
      name: "workbench.drop-message",
      summary: "Drop a message that was set aside",
      method: "DELETE",
      tail: "",
    },
    dropMessage,
  ),
];
