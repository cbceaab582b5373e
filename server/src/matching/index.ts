export type { Identifier } from "./described.ts";
export {
  addDois,
  addEan,
  addIdentifier,
  addIsbns,
  addIssns,
  normaliseIsbn,
  normaliseIssn,
} from "./identifiers.ts";
export {
  hashKey,
  lookupKeysOf,
  type MatchProfile,
  matchKeysOf,
  matchProfileOf,
} from "./profile.ts";
export { decideMatch, type MatchOutcome, type MatchReason } from "./score.ts";
export { workKeysOf } from "./work-keys.ts";
