export {
  requestsOf,
  startRequest,
  withdrawTitleRequest,
} from "./requests.ts";
export { registerFulfilment } from "./routes.ts";
export { fulfilmentSubscribers } from "./subscribers.ts";
export { isWanted, unwant, want } from "./wanted.ts";
export { type Way, waysTo } from "./ways.ts";
