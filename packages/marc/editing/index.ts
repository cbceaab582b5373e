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
