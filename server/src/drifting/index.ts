export { type Card, type CardKind, type CardWords, cardKinds, drawCards } from "./cards.ts";
export { stillThere } from "./drift-clock.ts";
export { erasePerson } from "./erasure.ts";
export { type Claim, claimsFor, countSecretAttempt, type Found, findBook } from "./finds.ts";
export type { JourneyState } from "./journey-states.ts";
export {
  driftFigures,
  getJourney,
  type Journey,
  type JourneyLine,
  journeysOf,
  journeysUnderWay,
  travelledIn,
} from "./journey-views.ts";
export { type Bearer, endJourney, passBookOn, putBookInNest, releaseBook, startJourney } from "./journeys.ts";
export { thoughtWordsSchema } from "./schema.ts";
export { groupsOf, secretOf } from "./secrets.ts";
export {
  reportThought,
  type Thought,
  thoughtsOfJourney,
  thoughtsOnInstance,
  writeThought,
} from "./thoughts.ts";
export { endings } from "./words.ts";
