export { requestsOf } from "./requests.ts";
export { fulfilmentSubscribers } from "./subscribers.ts";
export { isWanted } from "./wanted.ts";
export { type Way, waysTo } from "./ways.ts";
