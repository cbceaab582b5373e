export { explainRecords } from "./explain.ts";
export { rematch, rematchOutdated } from "./rematch.ts";
