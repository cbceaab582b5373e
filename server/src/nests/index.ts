export { newCode, readCode } from "./code.ts";

export {
  findNests,
  getNest,
  isNestSteward,
  lockNest,
  lockNestById,
  type Nest,
  nestName,
  registerNest,
} from "./nests.ts";
export { type NestPhoto, photosOf, takeNestPhoto } from "./photos.ts";
export { nestSecret } from "./secrets.ts";
export { type Steward, stewardsOf } from "./stewards.ts";
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
export type { NestAccess, NestKind } from "./words.ts";
