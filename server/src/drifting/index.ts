export { type Card, type CardKind, type CardWords, cardKinds, drawCards } from "./cards.ts";
export { type Claim, findBook } from "./finds.ts";

export {
  getJourney,
  type Journey,
  type JourneyLine,
  journeysUnderWay,
  travelledIn,
} from "./journey-views.ts";
export { releaseBook, startJourney } from "./journeys.ts";
export { groupsOf, secretOf } from "./secrets.ts";
export { type Thought, thoughtsOnInstance, writeThought } from "./thoughts.ts";
