export { feedOf } from "./alerts.ts";
export { erasePerson } from "./erasure.ts";
