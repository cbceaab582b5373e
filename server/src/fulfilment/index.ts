export { erasePerson } from "./erasure.ts";
export { requestStates } from "./request-states.ts";
export {
  type AttemptView,
  type RequestView,
  requestsOf,
  startRequest,
  withdrawTitleRequest,
} from "./requests.ts";
export { registerFulfilment } from "./routes.ts";
export { fulfilmentSubscribers } from "./subscribers.ts";
export { isWanted, unwant, want } from "./wanted.ts";
export { type Way, type WayViewer, waysTo } from "./ways.ts";
