export { type Card, type CardKind, type CardWords, cardKinds, drawCards } from "./cards.ts";
export { type Claim, claimsFor, findBook } from "./finds.ts";

export {
  driftFigures,
  getJourney,
  type Journey,
  type JourneyLine,
  journeysOf,
  journeysUnderWay,
  travelledIn,
} from "./journey-views.ts";
export { releaseBook, startJourney } from "./journeys.ts";
export { groupsOf, secretOf } from "./secrets.ts";
export { type Thought, thoughtsOfJourney, thoughtsOnInstance, writeThought } from "./thoughts.ts";
