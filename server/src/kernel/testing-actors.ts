import { type Actor, actorOfSession } from "./actor.ts";

type Known = Parameters<typeof actorOfSession>[0];

/** Somebody with what a test gives them, as if they had signed in; without roles and at no member unless it says so. */
export function actorOf<K extends Partial<Known> & Pick<Known, "personId">>(
  known: K,
): Actor & Pick<K, keyof K & ("scope" | "place")> {
  return actorOfSession({ name: "", grants: [], scope: null, place: null, ...known }) as Actor & K;
}
