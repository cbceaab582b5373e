export { jsonLdOf } from "./json-ld.ts";
