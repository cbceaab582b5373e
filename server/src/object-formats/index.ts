export { readAnyTable, readBook, readPackedBook } from "./any-table.ts";
export { type Archive, type ArchiveFile, openArchive } from "./archive.ts";
export { type FileIndex, FOLDER_COLUMNS, indexFiles, rowsOfFolders } from "./match-files.ts";
export { refusalTable as formatRefusals } from "./refusals.ts";
export { readSkos, writeSkos } from "./skos.ts";
export { MOST_TABLE_BYTES, readTable, type TableRow, writeTable } from "./table.ts";
export { type SheetColumn, writeWorkbook } from "./write-workbook.ts";
