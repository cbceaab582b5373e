export { Follower } from "./follower.ts";
export { onlyOne, otherWorkers, watchOthers } from "./living.ts";
