import type { ReadResult } from "./reading.ts";

/** The element whose text is being gathered. */
export type Part = {
  kind: "leader" | "control" | "subfield" | "identifier";
  depth: number;
  tag: string;
  code: string;
  text: string;
};

/** Line and column of a place, when the text begins in line `lines`, `lineStart` characters after its start. */
export function placeIn(
  text: string,
  at: number,
  lines: number,
  lineStart: number,
): { line: number; column: number } {
  const before = text.slice(0, at);
  const breaks = before.split("\n").length - 1;
  return { line: lines + breaks, column: at - (breaks > 0 ? before.lastIndexOf("\n") + 1 : lineStart) + 1 };
}

/** The answer for a source without a record. */
export const NOTHING: ReadResult = {
  ok: false,
  index: 0,
  offset: 0,
  reason: "no-records",
  message: "no MARCXML record was found",
};

/** The header of a harvested record (OAI-PMH 2.0, 2.5.1): a deleted record has nothing else. */
export type Header = { depth: number; isDeleted: boolean; part?: Part };

/** What is known of a record's header after a start tag inside it. */
export function openHeader(
  header: Header | undefined,
  name: string,
  attributes: Map<string, string>,
  depth: number,
): Header | undefined {
  if (name === "header") return { depth, isDeleted: attributes.get("status") === "deleted" };
  if (header && name === "identifier")
    header.part = { kind: "identifier", depth, tag: "", code: "", text: "" };
  return header;
}

/** The result a deleted record's header stands for. */
export function deletion(header: Header, index: number, offset: number): ReadResult {
  const identifier = header.part?.text.trim();
  return {
    ok: false,
    index,
    offset,
    ...(identifier ? { controlNumber: identifier } : {}),
    reason: "deleted",
    message: "the harvest says that the record was deleted",
  };
}
