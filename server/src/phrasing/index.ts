export { readTyped } from "./box-reading.ts";
export { noteZeroSearch } from "./zero-searches.ts";
