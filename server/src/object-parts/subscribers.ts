import { z } from "zod";
import { lockCollection } from "../collections/index.ts";
import { OBJECTS_BELONG } from "../collections/words.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { noteParents } from "./families.ts";

const broughtSchema = z.object({
  collectionId: z.string(),
  links: z.array(z.object({ identifier: z.string(), parent: z.string() })),
});

/** Hears which objects belong to which, as an import said. */
export const familiesSubscriber: Subscriber = {
  name: "object-parts.families",
  topic: OBJECTS_BELONG,
  handle: async (tx, messages) => {
    for (const { payload } of messages) {
      const { collectionId, links } = broughtSchema.parse(payload);
      await lockCollection(tx, { id: collectionId });
      await noteParents(tx, collectionId, links);
    }
  },
};
