export { importAuthorities } from "./import-authorities.ts";
export { namedInstances } from "./named-instances.ts";
