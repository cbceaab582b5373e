export { getChange } from "./changes.ts";
export { performBulk } from "./perform.ts";
