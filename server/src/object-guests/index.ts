export { elsewhereOf } from "./elsewhere.ts";
export { placeNamed } from "./placings.ts";
