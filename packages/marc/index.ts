export {
  bibliographicLevel,
  codedData,
  date1,
  dateType,
  encodingLevel,
  languages,
  type RecordKind,
  recordKind,
  recordType,
} from "./coded-data.ts";
export { normaliseEan } from "./content/ean.ts";
export { filingText, markedNonfiling, markFiling, withoutFilingMarks } from "./content/filing.ts";
export { normaliseLccn, normaliseNational, normaliseOclc, otherNumberIn } from "./content/other-numbers.ts";
export { type CodedDate, type PublicationDate, publicationDate } from "./content/publication-date.ts";
export { distinct, pagesIn, plain, plainEnd } from "./content/record-text.ts";
export { type Retention, retentions } from "./content/retention.ts";
export { type ContributorRole, roleOf } from "./content/roles.ts";
export {
  bodyOfMarc21,
  bodyOfUnimarc,
  meetingOfMarc21,
  personOfMarc21,
  personOfUnimarc,
  subfieldsText,
  type WrittenName,
} from "./content/written-names.ts";
export { detectFormat } from "./detect.ts";
export { recordFlavour, unimarcCharacterSets } from "./flavour.ts";
export { MarcTooLongError, MarcUnwritableError, writeIso2709 } from "./iso2709-writer.ts";
export { type MarcInJson, writeMarcJson } from "./marcjson.ts";
export { marcXmlFooter, marcXmlHeader, writeMarcXml } from "./marcxml.ts";
export {
  type PairedField,
  type Parallel,
  pairedFields,
  type UnsureLink,
  unsureLinks,
} from "./paired-fields.ts";
export { readMarc, readMarcBytes } from "./read.ts";
export type {
  Encoding,
  Flavour,
  ForeignFormat,
  MarcFormat,
  ReadOptions,
  ReadResult,
  RefusalCode,
  Repair,
  RepairCode,
} from "./reading.ts";
export {
  type CompactRecord,
  type ControlField,
  controlValue,
  controlValues,
  type DataField,
  fieldsOf,
  fromCompact,
  isCodeOf,
  isData,
  type MarcField,
  type MarcRecord,
  subfield,
  subfieldValues,
  toCompact,
} from "./record.ts";
