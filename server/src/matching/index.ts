export { comparePair, type Decision } from "./decision.ts";
export type { Identifier } from "./described.ts";
export { deferDoubt } from "./doubts.ts";
export {
  addDois,
  addEan,
  addIdentifier,
  addIsbns,
  addIssns,
  normaliseIsbn,
  normaliseIssn,
} from "./identifiers.ts";
export { writeDecisions } from "./keep-decisions.ts";
export { RehearsedPairs, StoredPairs } from "./pairs.ts";
export { pinRecords } from "./pins.ts";
export { hashKey, lookupKeysOf, type MatchProfile, matchKeysOf, matchProfileOf } from "./profile.ts";
export * as publisherAliases from "./publisher-aliases.ts";
export type { MatchRecord } from "./region.ts";
export { advanceRules, outdatedPosition } from "./rules.ts";
export { type MatchReason, scoreMatch } from "./score.ts";
export {
  type Evidence,
  evidenceOf,
  movesOf,
  type Placement,
  type RecordSource,
  settle,
} from "./settle.ts";
export { statementsOf } from "./statements.ts";
export { defaultThreshold, loadThresholds, setThreshold } from "./thresholds.ts";
export type { Verdict } from "./words.ts";
export { workKeysOf } from "./work-keys.ts";
