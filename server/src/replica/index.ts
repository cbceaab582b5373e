export { Replica } from "./replica.ts";
