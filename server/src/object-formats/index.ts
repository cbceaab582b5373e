export { readAnyTable } from "./any-table.ts";
export { type Archive, type ArchiveFile, openArchive } from "./archive.ts";
export { CORE_SYNONYMS, SYNONYMS } from "./column-names-data.ts";
export { type FileIndex, indexFiles, rowsOfFolders } from "./match-files.ts";
export { type OpenedTable, openTable } from "./open-table.ts";
export { refusalTable as formatRefusals } from "./refusals.ts";
export {
  kindOfSection,
  readSections,
  type Section,
  type SectionStart,
  sectionsOfPaths,
  startsAt,
} from "./sections.ts";
export { readSkos, writeSkos } from "./skos.ts";
export { readTable, type TableRow } from "./table.ts";
export { type SheetColumn, writeWorkbook } from "./write-workbook.ts";
