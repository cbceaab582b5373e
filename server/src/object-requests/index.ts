export { originalShown } from "./shown.ts";
