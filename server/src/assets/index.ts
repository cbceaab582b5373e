export { type Asker, closedBecause, demandOpen, seesSmall } from "./access.ts";
export {
  type Chapter,
  type Cue,
  isCaptions,
  readChapters,
  readCues,
  wordsIn,
  writeCaptions,
} from "./captions.ts";
export { damageFigures } from "./damage.ts";
export {
  type AssetFile,
  addFiles,
  findFile,
  type KeptFile,
  keepOriginal,
  ORIGINAL_KEPT,
  setAccess,
} from "./files.ts";
export { smallSize } from "./iiif-request.ts";
export { derive } from "./jobs.ts";
export { kindOf } from "./media-kinds.ts";
export { readPageText } from "./page-text.ts";
export { playLater } from "./playing/later.ts";
export { playingsOf } from "./playing/playing.ts";
export { IMAGE_BASE } from "./routes.ts";
export { signedAddress } from "./signed.ts";
