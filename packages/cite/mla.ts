import { editionText, readEdition } from "./edition.ts";
import { invertedName, spokenName } from "./names.ts";
import {
  type CiteOptions,
  type Creator,
  mainCreators,
  otherCreators,
  type Reference,
  yearsOrBegun,
  yearsText,
} from "./reference.ts";
import { joinRuns, joinSentences, type Run } from "./runs.ts";
import { isEastAsianTitle } from "./title-text.ts";
import {
  addressOf,
  degreeText,
  type LatinName,
  latinName,
  titleRuns,
  volumeText,
  withOriginal,
} from "./western-parts.ts";

const MONTHS = "Jan. Feb. Mar. Apr. May June July Aug. Sept. Oct. Nov. Dec.".split(" ");
const KINDS: Partial<Record<Reference["type"], string>> = { map: "Map", dataset: "Data set" };

/**
 * One entry of a list of works cited by MLA, 9th edition: `Austen, Jane. *Pride and Prejudice*. Edited by Donald J.
 * Gray, 3rd ed., W.W. Norton, 2001.`
 */
export function citeMla(reference: Reference, options: CiteOptions = {}): Run[] {
  const thesis = reference.type === "thesis";
  const year = yearsText(reference, "–");
  const container = joinRuns(
    [
      credit("Edited by", otherCreators(reference, "editor")),
      credit("Compiled by", otherCreators(reference, "compiler")),
      credit("Translated by", otherCreators(reference, "translator")),
      credit("Illustrated by", otherCreators(reference, "illustrator")),
      editionText(readEdition(reference.edition), isEastAsianTitle(reference.title)),
      volumeText(reference.title, "vol."),
      thesis ? reference.institution : reference.publisher,
      thesis ? degreeText(reference.degree, DEGREES) : yearsOrBegun(reference, "–"),
      addressOf(reference),
    ],
    ", ",
  );
  return joinSentences([
    namesText(mainCreators(reference)),
    titleRuns(reference, { headline: true }),
    thesis ? year : undefined,
    capitalised(container),
    KINDS[reference.type],
    accessText(reference, options),
  ]);
}

const DEGREES = { doctoral: "PhD dissertation", master: "Master’s thesis", other: "Thesis" };

/** A container begins with a capital when its first piece is ours: `3rd ed.` stays, `vol. 2` becomes `Vol. 2`. */
function capitalised(runs: Run[]): Run[] {
  const first = runs[0];
  if (!first?.text.startsWith("vol. ")) return runs;
  return [{ ...first, text: `V${first.text.slice(1)}` }, ...runs.slice(1)];
}

function accessText(reference: Reference, { accessedOn }: CiteOptions): Run[] | undefined {
  const date = /^(\d{4})-(\d{2})-(\d{2})$/.exec(accessedOn ?? "");
  if (!date || addressOf(reference).length === 0) return undefined;
  return [{ text: `Accessed ${Number(date[3])} ${MONTHS[Number(date[2]) - 1]} ${date[1]}` }];
}

function credit(words: string, creators: Creator[]): string {
  if (creators.length === 0) return "";
  const names = creators.map(latinName).map(({ name, original }) => withOriginal(spokenName(name), original));
  return `${words} ${listOf(names)}`;
}

/** One, two with `and`, of three and more the first and et al. (MLA 9, 5.6-5.8). */
function namesText(creators: Creator[]): string {
  const names = creators.map(latinName);
  const first = names[0];
  if (!first) return "";
  const shown = listOf(
    [
      inverted(first),
      ...names.slice(1).map(({ name, original }) => withOriginal(spokenName(name), original)),
    ],
    true,
  );
  const role = creators[0]!.role;
  if (role !== "editor" && role !== "compiler") return shown;
  return `${shown}, ${role}${creators.length > 1 ? "s" : ""}`;
}

function inverted({ name, original }: LatinName): string {
  return withOriginal(invertedName(name), original);
}

function listOf(texts: string[], comma = false): string {
  if (texts.length > 2) return `${texts[0]}${comma ? "," : ""} et al.`;
  if (texts.length === 2) return `${texts[0]}${comma ? "," : ""} and ${texts[1]}`;
  return texts[0] ?? "";
}
