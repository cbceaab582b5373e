import { z } from "zod";
import type { IndexSource } from "../contracts/index-source.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import type { CatalogueFollower } from "./engines/contract.ts";

const idsSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Told when another process has built the index anew. */
export const INDEX_REBUILT = "index-rebuilt";

const ADOPT_ATTEMPTS = 10;
const ADOPT_RETRY_MS = 15_000;

function idsOf(messages: { payload: unknown }[]): number[] {
  return [...new Set(messages.flatMap((m) => idsSchema.parse(m.payload).instanceIds))];
}

/**
 * Keeps the index current: changed instances and those that rooms say something else of are indexed anew, lent and returned ones
 * change one facet.
 */
export function indexSubscribers(
  index: CatalogueFollower,
  sources: readonly IndexSource[],
  report: (error: unknown) => void,
): Subscriber[] {
  return [
    {
      topic: "instances-changed",
      name: "discovery.index",
      handle: async (_tx, messages) => index.follow(idsOf(messages)),
    },
    {
      topic: INDEX_REBUILT,
      name: "discovery.rebuilt",
      // Changes do not wait for it.
      handle: async () => {
        adopt(index, report).catch(report);
      },
    },
    {
      topic: "availability",
      name: "discovery.availability",
      handle: async (_tx, messages) => index.updateAvailability(idsOf(messages)),
    },
    ...sources.map(
      ({ topic, name }): Subscriber => ({
        topic,
        name,
        handle: async (_tx, messages) => index.update(idsOf(messages)),
      }),
    ),
  ];
}

/** Takes the new snapshot over; tried again when the database is away for a moment. */
async function adopt(index: CatalogueFollower, report: (error: unknown) => void): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await index.adoptSnapshot();
    } catch (error) {
      if (attempt === ADOPT_ATTEMPTS) throw error;
      report(error);
      await new Promise((done) => setTimeout(done, ADOPT_RETRY_MS).unref());
    }
  }
}
