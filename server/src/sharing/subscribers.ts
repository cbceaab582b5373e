import { z } from "zod";
import type { Subscriber } from "../kernel/outbox.ts";
import { linkTitles } from "./titles.ts";

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Hears `instances-changed`: titles readers published before any library had them are linked. */
export function sharingSubscribers(): Subscriber[] {
  return [
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
