export type { LeaverLine } from "./clearance.ts";
export { clearances, leaving } from "./doors.ts";
export { MOST_LEAVERS } from "./schema.ts";
