import { z } from "zod";
import { HOLD_CAPTURED, HOLD_ENDED } from "../circulation/index.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { holdOutcomes, loanOutcomesForWay } from "./request-states.ts";
import { followWay } from "./requests.ts";
import { followWanted, instancesOfTitles, tellWanting } from "./wanted.ts";

const holdSchema = z.object({ holdId: z.string(), state: z.string() });
const capturedSchema = z.object({ holdId: z.string() });
const loanSchema = z.object({ loanIds: z.array(z.string()), state: z.string() });
const idsSchema = z.object({ instanceIds: z.array(z.number().int()) });
const titlesSchema = z.object({ titleIds: z.array(z.number().int()) });

/** Hears how holds and loans between readers end, and what can be had again. */
export function fulfilmentSubscribers(deps: Pick<RouteDeps, "clock">): Subscriber[] {
  const { clock } = deps;
  return [
    {
      topic: HOLD_ENDED,
      name: "fulfilment.holds",
      handle: async (tx, messages) => {
        for (const message of messages) {
          const { holdId, state } = holdSchema.parse(message.payload);
          const outcome = holdOutcomes[state];
          if (outcome) await followWay(tx, clock, holdId, outcome, state);
        }
      },
    },
    {
      topic: HOLD_CAPTURED,
      name: "fulfilment.captures",
      handle: async (tx, messages) => {
        for (const message of messages) {
          const { holdId } = capturedSchema.parse(message.payload);
          await followWay(tx, clock, holdId, "yes", "captured");
        }
      },
    },
    {
      topic: "sharing-loan",
      name: "fulfilment.loans",
      handle: async (tx, messages) => {
        for (const message of messages) {
          const { loanIds, state } = loanSchema.parse(message.payload);
          const outcome = loanOutcomesForWay[state];
          if (outcome) for (const id of loanIds) await followWay(tx, clock, id, outcome, state);
        }
      },
    },
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
