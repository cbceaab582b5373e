export type { Guest } from "./check-in.ts";
export type { SalonNote } from "./notes.ts";
export { announce, getSalon, type Salon } from "./salons.ts";
