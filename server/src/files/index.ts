export { type CoverSource, type CoversPlace, coversPlace, createCovers } from "./covers.ts";
export { fileJobs, probeFiles, removeFiles, sweepFiles } from "./file-jobs.ts";
export type { FileStore, StoredFile } from "./file-store.ts";
export { makeFolder, syncFolder } from "./folders.ts";
export { openFile } from "./open-file.ts";
export {
  findPhoto,
  type KeptPhoto,
  keepPhoto,
  type PhotoSize,
  photoKeys,
  photoOfKey,
  photoSizes,
} from "./photo-files.ts";
export { type FilesPlace, folderFiles, regionFiles } from "./region-files.ts";
export { rewrittenPicture } from "./rewritten.ts";
export { photoBytes, pictureCodes, pictureRefusals } from "./uploaded-photo.ts";
