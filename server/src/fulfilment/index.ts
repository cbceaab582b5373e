export { requestDoors } from "./request-doors.ts";
export { requestsOf } from "./requests.ts";
export { isWanted } from "./wanted.ts";
export { deliveryOptionsOf, waysTo } from "./ways.ts";
