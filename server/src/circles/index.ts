export {
  areFellows,
  type CircleLink,
  type CirclePerson,
  type CircleView,
  circleLinks,
  circlePeople,
  countsIn,
  findCircles,
  getCircle,
} from "./circle-views.ts";
export { caseOutcomeOf, changeCircle, createCircle, founderOf, isSteward } from "./circles.ts";
export { circlesJobs } from "./jobs.ts";
export { admitMember, applyToCircle, joinByAccount } from "./memberships.ts";
export { joinByInvite, makeInvite } from "./proofs.ts";
export { stewardsOfCircle } from "./stewardship.ts";
