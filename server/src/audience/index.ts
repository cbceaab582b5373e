export { audienceByField, keepRules, rulesOf } from "./rules.ts";
export type { AudienceRule } from "./schema.ts";
export {
  audienceNumber,
  audienceOfNumber,
  everybody,
  seenBy,
  sees,
  type Viewer,
  viewerOf,
} from "./viewer.ts";
