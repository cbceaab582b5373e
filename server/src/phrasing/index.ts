export { readTyped, type SaidAs, saidIn } from "./box-reading.ts";
export { noteZeroSearch } from "./zero-searches.ts";
