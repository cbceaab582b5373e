export { type Card, type CardKind, type CardWords, cardKinds, drawCards } from "./cards.ts";
export { stillThere } from "./drift-clock.ts";
export { erasePerson } from "./erasure.ts";
export { answerClaim, type Claim, claimsFor, type Found, findBook, settleOldClaims } from "./finds.ts";
export { driftingJobs, driftingSchedule } from "./jobs.ts";
export type { JourneyState } from "./journey-states.ts";
export {
  driftFigures,
  getJourney,
  type Journey,
  type JourneyEvent,
  type JourneyLine,
  journeysOf,
  journeysUnderWay,
  travelledIn,
} from "./journey-views.ts";
export {
  type Bearer,
  countSecretAttempt,
  type Ending,
  endings,
  endJourney,
  type JourneyKind,
  journeyKinds,
  passBookOn,
  putBookInNest,
  releaseBook,
  startJourney,
} from "./journeys.ts";
export { registerDrifting } from "./routes.ts";
export { thoughtWordsSchema } from "./schema.ts";
export { groupsOf, secretOf } from "./secrets.ts";
export { driftingSubscribers } from "./subscribers.ts";
export {
  reportThought,
  type Thought,
  thoughtsOfJourney,
  thoughtsOnInstance,
  writeThought,
} from "./thoughts.ts";
