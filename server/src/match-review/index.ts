export { explainRecords } from "./explain.ts";
