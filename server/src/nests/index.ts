export { newCode, readCode } from "./code.ts";
export { loanAtNest } from "./counter.ts";
export { erasePerson } from "./erasure.ts";
export { exportNests, importNests } from "./geojson.ts";
export type { NestState } from "./nest-states.ts";
export {
  changeNest,
  findNests,
  getNest,
  isNestSteward,
  type LockedNest,
  lockNest,
  lockNestById,
  type Nest,
  type NestWords,
  nestName,
  openNest,
  registerNest,
  reportNest,
} from "./nests.ts";
export { decideNestPhoto, type NestPhoto, photosOf, takeNestPhoto } from "./photos.ts";
export { nestPlaceSchema, nestWordsSchema, visitSchema } from "./schema.ts";
export { nestSecret } from "./secrets.ts";
export { agreeSteward, offerToSteward, type Steward, stepDownFromNest, stewardsOf } from "./stewards.ts";
export {
  copiesAt,
  copiesInNests,
  leaveCopy,
  type NestCopy,
  noteCopyAtNest,
  takeCopy,
  visitNest,
} from "./visits.ts";
export {
  type NestAccess,
  type NestKind,
  nestAccesses,
  nestKinds,
  type VisitKind,
  visitKinds,
} from "./words.ts";
