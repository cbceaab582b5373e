export { explainRecords } from "./explain.ts";
export { partingQueries } from "./parting-doors.ts";
export { rematch, rematchOutdated } from "./rematch.ts";
