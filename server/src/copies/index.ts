export {
  barcodeKey,
  type Identified,
  identifyItems,
  type KnownItem,
  type WantedItem,
} from "./identify-items.ts";
export type { ItemFacts } from "./item-facts.ts";
export { fileNote, type LoadNote, noteOf, type RecordPlace } from "./load-note.ts";
export { pairMovedItems, recordsOfMoves } from "./moved-items.ts";
