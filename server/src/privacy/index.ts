export { type ErasureDeps, eraseOneself } from "./erase-person.ts";
export { exportPerson, type PersonExport } from "./export-person.ts";
export { registerPrivacy } from "./routes.ts";
