import { editionText, readEdition } from "./edition.ts";
import { invertedName, spokenName } from "./names.ts";
import { type Creator, mainCreators, otherCreators, type Reference, yearsOrBegun } from "./reference.ts";
import { appendRuns, joinRuns, joinSentences, type Run } from "./runs.ts";
import { isEastAsianTitle } from "./title-text.ts";
import { addressOf, degreeText, latinName, titleRuns, volumeText, withOriginal } from "./western-parts.ts";

/** Full note, entry of the bibliography, or entry of a reference list (author-date). */
export type ChicagoForm = "note" | "bibliography" | "author-date";

/** 14.76: more than ten names are cut to seven in a list; 14.76: more than three to one in a note. */
const MOST_LISTED = 10;
const LISTED_OF_MORE = 7;
const MOST_IN_NOTE = 3;

const DEGREES = { doctoral: "PhD diss.", master: "master’s thesis", other: "thesis" };

/**
 * A citation by The Chicago Manual of Style, 17th edition: `Austen, Jane. *Pride and Prejudice*. Edited by Donald J.
 * Gray. 3rd ed. New York: W.W. Norton, 2001.`
 */
export function citeChicago(reference: Reference, form: ChicagoForm): Run[] {
  return form === "note" ? noteOf(reference) : entryOf(reference, form);
}

function entryOf(reference: Reference, form: "bibliography" | "author-date"): Run[] {
  const names = listedNames(mainCreators(reference));
  const year = yearText(reference);
  const title = titleOf(reference);
  const isDated = form === "author-date";
  const head = !isDated ? [names, title] : names ? [names, year, title] : [title, year];
  const imprint =
    reference.type === "thesis"
      ? [degreeText(reference.degree, DEGREES), reference.institution, isDated ? "" : year]
          .filter(Boolean)
          .join(", ")
      : imprintText(reference, isDated ? "" : year);
  return joinSentences([
    ...head,
    volumeText(reference.title, "Vol."),
    credit("Edited by", otherCreators(reference, "editor")),
    credit("Compiled by", otherCreators(reference, "compiler")),
    credit("Translated by", otherCreators(reference, "translator")),
    editionText(readEdition(reference.edition), isEastAsianTitle(reference.title)),
    imprint.replace(/^\p{Ll}/u, (letter) => letter.toUpperCase()),
    addressOf(reference),
  ]);
}

function noteOf(reference: Reference): Run[] {
  const year = yearText(reference);
  const imprint =
    reference.type === "thesis"
      ? [degreeText(reference.degree, DEGREES), reference.institution, year].filter(Boolean).join(", ")
      : imprintText(reference, year);
  const body = joinRuns(
    [
      notedNames(mainCreators(reference)),
      titleOf(reference, true),
      credit("ed.", otherCreators(reference, "editor")),
      credit("comp.", otherCreators(reference, "compiler")),
      credit("trans.", otherCreators(reference, "translator")),
      editionText(readEdition(reference.edition), isEastAsianTitle(reference.title)),
      volumeText(reference.title, "vol."),
    ],
    ", ",
  );
  if (imprint) appendRuns(body, { text: ` (${imprint})` });
  const address = addressOf(reference);
  if (address.length > 0) appendRuns(body, { text: ", " }, ...address);
  return appendRuns(body, { text: "." });
}

/** Titles of theses are in quotation marks, all others in italics (14.215). */
function titleOf(reference: Reference, inNote = false): Run[] {
  const runs = titleRuns(reference, { headline: true });
  if (reference.type !== "thesis") return runs;
  const text = runs.map((run) => run.text).join("");
  return [{ text: inNote ? `“${text}”` : `“${text}.”` }];
}

function yearText(reference: Reference): string {
  return yearsOrBegun(reference, "–") || "n.d.";
}

/** `New York: Norton, 2001`; n.p. for an unknown place of a printed thing (14.132). */
function imprintText(reference: Reference, year: string): string {
  const canLack =
    reference.medium === "online" || reference.medium === "manuscript" || reference.type === "archive";
  const place = reference.place ?? (canLack ? "" : "n.p.");
  return [[place, reference.publisher].filter(Boolean).join(": "), year].filter(Boolean).join(", ");
}

/** `Austen, Jane, and Donald Gray`, `Cao Xueqin 曹雪芹 and Gao E 高鹗`. */
function listedNames(creators: Creator[]): string {
  if (creators.length === 0) return "";
  const names = creators.map(latinName);
  const first = names[0]!;
  const texts = [
    withOriginal(invertedName(first.name), first.original),
    ...names.slice(1).map(({ name, original }) => withOriginal(spokenName(name), original)),
  ];
  const isInverted = first.name.kind === "parts" && !first.name.familyFirst;
  const shown =
    texts.length > MOST_LISTED
      ? `${texts.slice(0, LISTED_OF_MORE).join(", ")}, et al.`
      : andList(texts, isInverted);
  return withRole(shown, creators);
}

function notedNames(creators: Creator[]): string {
  if (creators.length === 0) return "";
  const texts = creators.map(latinName).map(({ name, original }) => withOriginal(spokenName(name), original));
  const shown = texts.length > MOST_IN_NOTE ? `${texts[0]} et al.` : andList(texts, false);
  return withRole(shown, creators);
}

function withRole(names: string, creators: Creator[]): string {
  const role = creators[0]!.role;
  if (role !== "editor" && role !== "compiler") return names;
  const word = role === "editor" ? "ed" : "comp";
  return `${names}, ${word}${creators.length > 1 ? "s" : ""}.`;
}

function credit(words: string, creators: Creator[]): string {
  if (creators.length === 0) return "";
  const names = creators.map(latinName).map(({ name, original }) => withOriginal(spokenName(name), original));
  return `${words} ${names.length > MOST_IN_NOTE ? `${names[0]} et al.` : andList(names, false)}`;
}

function andList(texts: string[], comma: boolean): string {
  if (texts.length < 2) return texts[0] ?? "";
  if (texts.length === 2) return `${texts[0]}${comma ? "," : ""} and ${texts[1]}`;
  return `${texts.slice(0, -1).join(", ")}, and ${texts.at(-1)}`;
}
