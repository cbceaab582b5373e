import { z } from "zod";
import type { Subscriber } from "../kernel/outbox.ts";
import { publicTextSubscriber } from "./public-texts.ts";
import { linkTitles } from "./titles.ts";

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Hears `instances-changed`: titles readers published before any library had them are linked; and what moderators decided. */
export function sharingSubscribers(): Subscriber[] {
  return [
    publicTextSubscriber,
    {
      topic: "instances-changed",
      name: "sharing.titles",
      handle: async (tx, messages) => {
        const ids = messages.flatMap((message) => changedSchema.parse(message.payload).instanceIds);
        await linkTitles(tx, [...new Set(ids)]);
      },
    },
  ];
}
