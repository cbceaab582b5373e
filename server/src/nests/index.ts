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
export { addNestPhoto, type NestPhoto, newestPhotos, takeNestPhoto } from "./photos.ts";
export { nestSecret } from "./secrets.ts";
export type { Steward } from "./stewards.ts";
export {
  copiesAt,
  copiesInNests,
  leaveCopy,
  type NestCopy,
  noteCopyAtNest,
  takeCopy,
  visitNest,
} from "./visits.ts";
