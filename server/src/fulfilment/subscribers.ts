import { z } from "zod";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { followWay } from "./requests.ts";
import { followWanted, instancesOfTitles, tellWanting } from "./wanted.ts";
import type { Options } from "./ways.ts";

const idsSchema = z.object({ instanceIds: z.array(z.number().int()) });
const titlesSchema = z.object({ titleIds: z.array(z.number().int()) });

/** Hears how the ways of requests go on, as the rooms that were asked tell it. */
export function waySubscribers(options: Options, { clock }: Pick<RouteDeps, "clock">): Subscriber[] {
  return options
    .flatMap(({ asking }) => asking?.hears ?? [])
    .map(({ topic, name, read }) => ({
      topic,
      name,
      handle: async (tx, messages) => {
        for (const message of messages) {
          const told = read(message.payload);
          for (const reference of told?.references ?? [])
            await followWay(tx, clock, options, reference, told!.outcome, told!.reason);
        }
      },
    }));
}

/** Hears what can be had again, and where records went. */
export function fulfilmentSubscribers(deps: Pick<RouteDeps, "clock">): Subscriber[] {
  const { clock } = deps;
  return [
    {
      topic: "instances-changed",
      name: "fulfilment.follow",
      handle: async (tx, messages) => {
        const ids = messages.flatMap((message) => idsSchema.parse(message.payload).instanceIds);
        await followWanted(tx, [...new Set(ids)]);
      },
    },
    {
      topic: "availability",
      name: "fulfilment.wanted",
      handle: async (tx, messages) => {
        const ids = messages.flatMap((message) => idsSchema.parse(message.payload).instanceIds);
        await tellWanting(tx, clock, [...new Set(ids)]);
      },
    },
    {
      topic: "sharing-offers",
      name: "fulfilment.wanted-offers",
      handle: async (tx, messages) => {
        const titles = messages.flatMap((message) => titlesSchema.parse(message.payload).titleIds);
        await tellWanting(tx, clock, await instancesOfTitles(tx, [...new Set(titles)]));
      },
    },
  ];
}
