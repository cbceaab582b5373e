import { z } from "zod";
import type { Subscriber } from "../kernel/outbox.ts";
import { publicTextSubscriber } from "./public-texts.ts";
import { foldSubscriber } from "./title-folds.ts";
import { linkTitles } from "./titles.ts";

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/**
 * Hears `instances-changed`: titles readers published before any library had them are linked; what moderators
 * decided; and `sharing-offers`: titles are folded.
 */
export function sharingSubscribers(): Subscriber[] {
  return [
    publicTextSubscriber,
    foldSubscriber,
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
