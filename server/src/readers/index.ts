export { activate, readerToActivate } from "./activation.ts";
export { mergeDoors } from "./merging/doors.ts";
