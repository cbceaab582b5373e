import { z } from "zod";
import type { Subscriber } from "../kernel/outbox.ts";
import { READER_WITHDREW } from "../neighbours/index.ts";
import { hidePhotosFromModerators } from "./photos/photo-moderation.ts";
import { publicTextSubscriber } from "./public-texts.ts";
import { foldSubscriber } from "./titles/title-folds.ts";
import { linkTitles } from "./titles/titles.ts";

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });
const withdrewSchema = z.object({ personId: z.string() });

/**
 * Hears `instances-changed`: titles readers published before any library had them are linked; what moderators
 * decided; `sharing-offers`: titles are folded; and who is to be seen by strangers no more: their pictures are not
 * looked at for strangers.
 */
export function shelvesSubscribers(): Subscriber[] {
  return [
    publicTextSubscriber,
    foldSubscriber,
    {
      topic: "instances-changed",
      name: "shelves.titles",
      handle: async (tx, messages) => {
        const ids = messages.flatMap((message) => changedSchema.parse(message.payload).instanceIds);
        await linkTitles(tx, [...new Set(ids)]);
      },
    },
    {
      topic: READER_WITHDREW,
      name: "shelves.photos",
      handle: async (tx, messages) => {
        for (const message of messages)
          await hidePhotosFromModerators(tx, { ownerId: withdrewSchema.parse(message.payload).personId });
      },
    },
  ];
}
