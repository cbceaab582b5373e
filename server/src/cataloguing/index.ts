export { withdrawalFacts } from "./items/withdrawal.ts";
export { stamped } from "./save-record.ts";
