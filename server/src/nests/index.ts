export { newCode, readCode } from "./code.ts";
export { loanAtNest } from "./counter.ts";
export {
  changeNest,
  findNests,
  getNest,
  isNestSteward,
  lockNest,
  lockNestById,
  type Nest,
  nestName,
  openNest,
  registerNest,
  reportNest,
} from "./nests.ts";
export { decideNestPhoto, type NestPhoto, photosOf, takeNestPhoto } from "./photos.ts";
export { nestWordsSchema } from "./schema.ts";
export { nestSecret, passSecretGate } from "./secrets.ts";
export { OFFER_DAYS, type Steward, stewardsOf } from "./stewards.ts";
export { undoable } from "./undo.ts";
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
  visitKinds,
} from "./words.ts";
