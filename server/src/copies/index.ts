export { builtInProfiles } from "./built-in-profiles.ts";
export {
  barcodeKey,
  type Identified,
  identifyItems,
  type KnownItem,
  type WantedItem,
} from "./identify-items.ts";
export type { ItemFacts } from "./item-facts.ts";
export { type ItemProfile, itemProfileSchema } from "./item-rule.ts";
export { fileNote, type LoadNote, noteOf, type RecordPlace } from "./load-note.ts";
export { pairMovedItems, recordsOfMoves } from "./moved-items.ts";
export { numbering } from "./own-number.ts";
export { type AutoChoice, ProfileCensus, type ProfileFindings } from "./profile-census.ts";
export { type ItemReading, itemTags, librariesOf, ofLibrary, readItems } from "./read-items.ts";
