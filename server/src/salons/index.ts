export type { Guest } from "./check-in.ts";
export type { SalonNote } from "./notes.ts";
export { announce, type Salon } from "./salons.ts";
