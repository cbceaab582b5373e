export { taskDoors } from "./doors.ts";
export { keepRuns } from "./repeating.ts";
