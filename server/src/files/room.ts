import type { Room } from "../kernel/room.ts";
import { fileJobs } from "./file-jobs.ts";
import { regionFiles } from "./region-files.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "files",
  enters: [],
  jobs: ({ config }) => fileJobs(() => regionFiles(config)),
};
