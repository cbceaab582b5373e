import { editionText, readEdition } from "./edition.ts";
import { initialsOf, type Name, spokenName, withParticle } from "./names.ts";
import { type Creator, mainCreators, otherCreators, type Reference, yearsOrBegun } from "./reference.ts";
import { appendRuns, joinSentences, type Run } from "./runs.ts";
import { isEastAsianTitle } from "./title-text.ts";
import { addressOf, allEastAsian, degreeText, latinName, titleRuns, volumeText } from "./western-parts.ts";

/** APA 7, 9.8: up to twenty names in full, of more the first nineteen and the last. */
const MOST_NAMES = 20;

const KINDS: Partial<Record<Reference["type"], { latin: string; han: string }>> = {
  map: { latin: "Map", han: "地图" },
  score: { latin: "Musical score", han: "乐谱" },
  audio: { latin: "Audio recording", han: "录音" },
  video: { latin: "Video", han: "视频" },
  image: { latin: "Image", han: "图片" },
  archive: { latin: "Archival material", han: "档案" },
  dataset: { latin: "Data set", han: "数据集" },
  object: { latin: "Object", han: "实物" },
};

/**
 * One entry of a reference list by APA, 7th edition: `Austen, J. (2001). *Pride and prejudice* (D. J. Gray, Ed.; 3rd
 * ed.). Norton.` Titles keep the capitals of the record: sentence case, as catalogues write them.
 */
export function citeApa(reference: Reference): Run[] {
  const names = namesText(mainCreators(reference), reference);
  const year = `(${yearsOrBegun(reference, "–") || "n.d."})`;
  const title = titlePart(reference);
  const publisher =
    reference.type === "thesis" || reference.publisher === undefined ? undefined : reference.publisher;
  const head = names === "" ? [title, year] : [names, year, title];
  return appendRuns(joinSentences([...head, publisher]), ...spaced(addressOf(reference)));
}

function spaced(runs: Run[]): Run[] {
  return runs.length === 0 ? [] : [{ text: " " }, ...runs];
}

function titlePart(reference: Reference): Run[] {
  const eastAsian = isEastAsianTitle(reference.title);
  const notes = [
    ...(["editor", "compiler", "translator"] as const).map((role) => creditText(reference, role)),
    [editionText(readEdition(reference.edition), eastAsian), volumeText(reference.title, "Vol.")]
      .filter(Boolean)
      .join(", "),
  ].filter(Boolean);
  const runs = titleRuns(reference, { headline: false, bracketed: true });
  if (notes.length > 0) appendRuns(runs, { text: ` (${notes.join("; ")})` });
  const kind = kindText(reference, eastAsian);
  return kind ? appendRuns(runs, { text: ` [${kind}]` }) : runs;
}

function kindText(reference: Reference, eastAsian: boolean): string {
  if (reference.type === "thesis") {
    const words = eastAsian
      ? { doctoral: "博士学位论文", master: "硕士学位论文", other: "学位论文" }
      : { doctoral: "Doctoral dissertation", master: "Master’s thesis", other: "Thesis" };
    const institution = reference.institution ?? reference.publisher;
    return [degreeText(reference.degree, words), institution].filter(Boolean).join(", ");
  }
  const kind = KINDS[reference.type];
  return kind ? (eastAsian ? kind.han : kind.latin) : "";
}

/** `D. J. Gray, Ed.`, `A. One & B. Two, Trans.` */
function creditText(reference: Reference, role: "editor" | "compiler" | "translator"): string {
  const creators = otherCreators(reference, role);
  if (creators.length === 0) return "";
  const names = creators.map(latinName);
  if (allEastAsian(names))
    return `${names.map(({ name }) => spokenName(name)).join(", ")}, ${roleWord(role, creators, true)}`;
  const texts = names.map(({ name: plain }) => {
    const name = withParticle(plain);
    return name.kind === "parts" ? `${initialsOf(name.given, ".")} ${name.family}` : spokenName(name);
  });
  return `${ampersand(texts)}, ${roleWord(role, creators, false)}`;
}

function roleWord(role: "editor" | "compiler" | "translator", creators: Creator[], han: boolean): string {
  if (han) return creators[0]?.roleWord ?? (role === "translator" ? "译" : "编");
  if (role === "translator") return "Trans.";
  if (role === "compiler") return creators.length > 1 ? "Comps." : "Comp.";
  return creators.length > 1 ? "Eds." : "Ed.";
}

function namesText(creators: Creator[], reference: Reference): string {
  if (creators.length === 0) return "";
  const names = creators.map(latinName);
  const han = allEastAsian(names);
  const texts = names.map(({ name }) => invertedInitials(name));
  const shown =
    texts.length > MOST_NAMES
      ? `${texts.slice(0, MOST_NAMES - 1).join(", ")}, . . . ${texts.at(-1)}`
      : han
        ? texts.join(", ")
        : ampersand(texts, true);
  const role = creators[0]!.role;
  if (role !== "editor" && role !== "compiler") return shown;
  return `${shown} (${roleWord(role, creators, han && isEastAsianTitle(reference.title))})`;
}

/** `Austen, J.`, `Godard, J.-L.`, `King, M. L., Jr.`, 曹雪芹. */
function invertedInitials(plain: Name): string {
  const name = withParticle(plain);
  if (name.kind !== "parts") return spokenName(name);
  return [name.family, initialsOf(name.given, "."), name.suffix].filter(Boolean).join(", ");
}

/** `A & B`; in the list of authors a comma goes before every `&` (APA 7, 9.8). */
function ampersand(texts: string[], comma = false): string {
  if (texts.length < 2) return texts[0] ?? "";
  const mark = comma || texts.length > 2 ? ", & " : " & ";
  return `${texts.slice(0, -1).join(", ")}${mark}${texts.at(-1)}`;
}
