export { caseOutcomes, circleKinds, circleProofs } from "./circle-kinds.ts";
export { registerCircles } from "./circle-routes.ts";
export {
  areFellows,
  type CircleLink,
  type CirclePerson,
  type CircleView,
  circleLinks,
  circlePeople,
  findCircles,
  getCircle,
} from "./circle-views.ts";
export {
  agreeParent,
  askParent,
  caseOutcomeOf,
  changeCircle,
  createCircle,
  founderOf,
  guardCircle,
  isSteward,
  partCircles,
} from "./circles.ts";
export { circlesJobs } from "./jobs.ts";
export {
  admitMember,
  applyToCircle,
  expelMember,
  joinByAccount,
  leaveCircle,
  pardonMember,
  refuseMember,
  setSteward,
  vouchFor,
} from "./memberships.ts";
export {
  circleOfInvite,
  countEmailAttempt,
  joinByEmail,
  joinByInvite,
  joinByRoster,
  makeInvite,
  startEmailProof,
  uploadRoster,
} from "./proofs.ts";
export { stewardsOfCircle } from "./stewardship.ts";
