import { z } from "zod";
import type { Db } from "../kernel/database.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { updateBrowse } from "./browse-build.ts";

const idsSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Keeps the browse lists current. In transactions of its own: a message heard twice changes nothing. */
export function browseSubscriber(db: Db): Subscriber {
  return {
    topic: "instances-changed",
    name: "discovery.browse",
    handle: async (_tx, messages) =>
      updateBrowse(
        db,
        messages.flatMap((message) => idsSchema.parse(message.payload).instanceIds),
      ),
  };
}
