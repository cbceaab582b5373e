export { clearances } from "./doors.ts";
export { MOST_LEAVERS } from "./schema.ts";
