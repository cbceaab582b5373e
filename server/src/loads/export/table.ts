import type { MarcRecord } from "@commonshelf/marc";
import { describeRecord } from "../../catalogue/index.ts";

/** Columns of an exported table, as its first line names them. */
export const tableColumns = [
  "library",
  "number",
  "title",
  "responsibility",
  "edition",
  "publisher",
  "year",
  "extent",
  "series",
  "language",
  "isbn",
  "issn",
  "classes",
  "subjects",
  "call numbers",
  "barcodes",
  "withdrawn on",
] as const;

/** What a line of the table is made of. */
export type TableRecord = {
  memberCode: string;
  controlNumber: string;
  marc: MarcRecord;
  callNumbers: string[];
  barcodes: string[];
  /** `YYYY-MM-DD`; empty: it is there. */
  withdrawnOn: string;
};

/** A record as the cells of a line; several values of a cell are parted by `; `. */
export function tableCells({
  memberCode,
  controlNumber,
  marc,
  callNumbers,
  barcodes,
  withdrawnOn,
}: TableRecord): string[] {
  const said = describeRecord(marc);
  const title = said.titles[0];
  const numbers = (type: string): string[] =>
    said.identifiers.flatMap((one) => (one.type === type && one.status === "current" ? [one.value] : []));
  return [
    memberCode,
    controlNumber,
    [title?.main, title?.sub, title?.part, title?.partName].filter(Boolean).join(" "),
    said.responsibility ?? "",
    said.edition ?? "",
    said.publications[0]?.publisher ?? "",
    said.year === undefined ? "" : String(said.year),
    said.extent ?? "",
    said.series.join("; "),
    said.languages.join("; "),
    numbers("isbn").join("; "),
    numbers("issn").join("; "),
    said.classNumbers.map((one) => one.value).join("; "),
    said.subjects.map((one) => one.value).join("; "),
    callNumbers.join("; "),
    barcodes.join("; "),
    withdrawnOn,
  ];
}
