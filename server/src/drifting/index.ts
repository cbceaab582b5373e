export { cardWords, sendCards } from "./card-file.ts";
export { type AtLabel, atLabel, type Claim, findBook } from "./finds.ts";

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
