/** What tests of the rooms above look at inside this one. */
export { FRIEND_REQUESTS_PER_DAY } from "./readers.ts";
