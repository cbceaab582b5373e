/** What tests of the rooms above look at inside this one. */

export { wgs84ToGcj02 } from "./coordinates.ts";
export { FRIEND_REQUESTS_PER_DAY } from "./readers.ts";
export { room } from "./room.ts";
