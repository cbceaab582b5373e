export { withdrawalFacts } from "./items/withdrawal.ts";
export { demandUnprotected, protectedTags } from "./rules/protection.ts";
export { stamped } from "./save-record.ts";
