export { pairedFields } from "../paired-fields.ts";
export { checkRecord, type Finding, isIsbn } from "./check.ts";
export {
  assemble,
  compareRecords,
  type FieldChange,
  fieldKey,
  type MergeRow,
  mergeRecords,
  proposed,
} from "./compare.ts";
export {
  contentOf,
  DELIMITER,
  isControlTag,
  parseRecordText,
  recordText,
  subfieldsOf,
} from "./field-text.ts";
export {
  type FieldRule,
  type FixedPart,
  type FormatName,
  fieldRule,
  fieldRules,
  fixedParts,
} from "./formats.ts";
export { isOneLibrarys } from "./own-fields.ts";
