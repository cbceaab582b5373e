export { fetchPage, type Reach, reachOf, readAddress } from "./fetch-page.ts";
export { readListPage } from "./read-page.ts";
