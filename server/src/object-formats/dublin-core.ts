import type { RecordRow } from "./records.ts";
import { childrenOf, type Element, textOf } from "./xml.ts";

/** Elements whose columns have other names. */
const NAMES: Readonly<Record<string, string>> = {
  relation: "part of",
  isPartOf: "part of",
  coverage: "place",
  spatial: "place",
  created: "date",
  issued: "date",
  alternative: "other title",
  abstract: "description",
  extent: "extent",
};
const LINK = /^https?:\/\/\S+$/i;

/** One record of Dublin Core (ISO 15836): its elements by their names; the first web address it gives is its own. */
export function dublinCoreRows(root: Element): RecordRow[] {
  const row: Record<string, string[]> = {};
  for (const element of childrenOf(root)) {
    const name = NAMES[element.name] ?? element.name;
    const text = textOf(element);
    if (text === "") continue;
    if (element.name === "identifier" && LINK.test(text)) row.url = [...(row.url ?? []), text].slice(0, 1);
    row[name] = [...(row[name] ?? []), text];
  }
  return [row];
}
