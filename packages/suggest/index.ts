export type { ClosePhrase, Slip } from "./close-phrases.ts";
export type { CloseWord } from "./close-words.ts";
export { type SuggestDoc, type SuggestionKind, type SuggestText, suggestionKinds } from "./entry.ts";
export type { Suggestion, SuggestionGroup } from "./lookup.ts";
export { homophones, nearHomophones } from "./near-sounds.ts";
export { similarShapes } from "./similar-shapes.ts";
export {
  createSuggestIndex,
  loadSuggestIndex,
  type SuggestIndex,
  type SuggestStats,
} from "./suggest-index.ts";
