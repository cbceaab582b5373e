export { mergeDoors } from "./merging/doors.ts";
