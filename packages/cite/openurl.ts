import { fullTitle, managedName, publisherOf } from "./creators.ts";
import { mainCreators, type Reference, yearsText } from "./reference.ts";

const MOST_AUTHORS = 12;

/**
 * The `title` of a COinS span (class `Z3988`): an OpenURL ContextObject in key/encoded-value form (ANSI/NISO
 * Z39.88-2004), by which Zotero and its like read a page. Books, journals and dissertations have formats of their own,
 * the rest goes as Dublin Core.
 */
export function openUrl(reference: Reference): string {
  const pairs: [string, string][] = [["ctx_ver", "Z39.88-2004"]];
  const add = (key: string, value: string | number | undefined): void => {
    const text = String(value ?? "").trim();
    if (text) pairs.push([key, text]);
  };
  const format = formatOf(reference);
  add("rft_val_fmt", `info:ofi/fmt:kev:mtx:${format}`);
  for (const isbn of reference.isbns.slice(0, 1)) add("rft_id", `urn:ISBN:${isbn}`);
  add("rft_id", reference.recordUrl);
  const authors = mainCreators(reference).slice(0, MOST_AUTHORS);
  if (format === "dc") addDublinCore(reference, add);
  else addMatrix(reference, format, add);
  const first = authors[0]?.name;
  if (format !== "dc" && first?.kind === "parts") {
    add("rft.aulast", first.family);
    add("rft.aufirst", first.given);
  }
  const rest = format !== "dc" && first?.kind === "parts" ? authors.slice(1) : authors;
  for (const { name } of rest) {
    if (format === "dc") add("rft.creator", managedName(name));
    else if (name.kind === "whole" && name.isBody && name === first) add("rft.aucorp", name.text);
    else add("rft.au", managedName(name));
  }
  return pairs.map(([key, value]) => `${key}=${encodeURIComponent(value.toWellFormed())}`).join("&");
}

function formatOf({ type }: Reference): "book" | "journal" | "dissertation" | "dc" {
  if (type === "serial" || type === "newspaper") return "journal";
  if (type === "thesis") return "dissertation";
  return type === "book" || type === "proceedings" || type === "report" || type === "standard"
    ? "book"
    : "dc";
}

type Add = (key: string, value: string | number | undefined) => void;

function addMatrix(reference: Reference, format: "book" | "journal" | "dissertation", add: Add): void {
  const title = fullTitle(reference);
  if (format === "journal") {
    add("rft.genre", "journal");
    add("rft.jtitle", title);
    add("rft.issn", reference.issns[0]);
  } else if (format === "dissertation") {
    add("rft.title", title);
    add("rft.inst", publisherOf(reference));
    add("rft.degree", reference.degree);
  } else {
    add(
      "rft.genre",
      reference.type === "proceedings" ? "conference" : reference.type === "report" ? "report" : "book",
    );
    add("rft.btitle", title);
    add("rft.place", reference.place);
    add("rft.pub", reference.publisher);
    add("rft.edition", reference.edition);
    add("rft.series", reference.series);
    add("rft.isbn", reference.isbns[0]);
    add("rft.tpages", reference.pageCount);
  }
  add("rft.date", yearsText(reference, "/"));
  add("rft.language", reference.language);
}

function addDublinCore(reference: Reference, add: Add): void {
  add("rft.title", fullTitle(reference));
  add("rft.type", reference.type);
  add("rft.publisher", reference.publisher);
  add("rft.date", yearsText(reference, "/"));
  add("rft.language", reference.language);
  add("rft.identifier", reference.recordUrl);
}
