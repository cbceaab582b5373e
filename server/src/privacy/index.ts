export { type ErasureDeps, eraseOneself } from "./erase-person.ts";
export { exportPerson } from "./export-person.ts";
