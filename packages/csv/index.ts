export { csvLine, csvTable, plainCell } from "./csv.ts";
