export { referenceOf } from "./reference.ts";
