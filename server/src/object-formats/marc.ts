import { controlValue, type MarcRecord, readMarcBytes, recordFlavour } from "@commonshelf/marc";
import { type Description, describeMarc21, describeUnimarc } from "../description/index.ts";
import type { RecordRow } from "./records.ts";

/** A year after this is a slip of the pen. */
const LATEST = 2100;

function titleOf({ main, sub, part, partName }: Description["titles"][number]): string {
  const whole = sub ? `${main}: ${sub}` : main;
  return [whole, [part, partName].filter(Boolean).join(", ")].filter(Boolean).join(". ");
}

function yearsOf({ year, yearTo }: Description): string[] {
  if (year === undefined) return [];
  return [yearTo !== undefined && yearTo !== year ? `${year}/${yearTo}` : String(year)];
}

function rowOf(record: MarcRecord, place: number): RecordRow {
  const isUnimarc = recordFlavour(record) === "unimarc";
  const said = isUnimarc ? describeUnimarc(record, LATEST) : describeMarc21(record, LATEST);
  const main = said.contributors.filter((one) => one.isMain || one.role === "author");
  const others = said.contributors.filter((one) => !main.includes(one));
  return {
    identifier: [controlValue(record, "001")?.trim() || String(place)],
    title: said.titles.map(titleOf),
    "other title": said.variantTitles,
    creator: main.map((one) => one.value),
    contributor: others.map((one) => one.value),
    date: yearsOf(said),
    publisher: said.publications.flatMap((one) => one.publisher ?? []),
    place: said.publications.flatMap((one) => one.place ?? []),
    type: [said.type],
    language: said.languages,
    edition: [said.edition ?? ""],
    extent: [said.extent ?? ""],
    series: said.series,
    subject: said.subjects.map((one) => one.value),
    description: [said.summary ?? "", ...said.contents],
    note: said.notes,
    "call number": said.classNumbers.map((one) => one.value),
    identifiers: said.identifiers.map((one) => `${one.type}: ${one.value}`),
    url: said.urls.map((one) => one.url),
  };
}

/** Objects of a MARC file in any of the forms `packages/marc` reads; null: there is no record in it that can be read. */
export function marcRows(bytes: Buffer, most: number): RecordRow[] | null {
  const rows: RecordRow[] = [];
  for (const result of readMarcBytes(bytes)) {
    if (rows.length >= most) break;
    if (result.ok) rows.push(rowOf(result.record, rows.length + 1));
    else if (result.reason.startsWith("format-")) return null;
    // It has no title, and so it stands in the error sheet with its reason.
    else rows.push({ identifier: [`#${rows.length + 1}`], title: [], problem: [result.reason] });
  }
  return rows.length > 0 ? rows : null;
}
