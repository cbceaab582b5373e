export { auditQueries } from "./doors.ts";
