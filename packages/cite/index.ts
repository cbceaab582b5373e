export { type CslItem, cslItem } from "./csl-json.ts";
export { type FormatName, formatNames, formatOf, formats, writeReferences } from "./formats.ts";
export { citeGb7714, type Gb7714Style } from "./gb7714.ts";
export { isForeignName, isPinyinName, namesOfStatement, spelledPinyin } from "./han-names.ts";
export { bodyName, type Name, personName, spokenName, wholeName } from "./names.ts";
export { openUrl } from "./openurl.ts";
export type {
  CiteOptions,
  Creator,
  CreatorRole,
  Medium,
  Reference,
  ReferenceType,
  TitleParts,
} from "./reference.ts";
export { htmlText, plainText, type Run } from "./runs.ts";
export { cite, type StyleName, styleNames, styleOf } from "./styles.ts";
