export { type Asker, closedBecause } from "./access.ts";
export { addFiles, type KeptFile, keepOriginal, setAccess } from "./files.ts";
export { derive } from "./jobs.ts";
export { kindOf } from "./media-kinds.ts";
export { IMAGE_BASE } from "./routes.ts";
