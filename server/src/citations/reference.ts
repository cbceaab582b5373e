import {
  bodyName,
  type Creator,
  type CreatorRole,
  isForeignName,
  isPinyinName,
  type Name,
  namesOfStatement,
  personName,
  type Reference,
  type ReferenceType,
  spelledPinyin,
  spokenName,
  type TitleParts,
  wholeName,
} from "@commonshelf/cite";
import { hasHan, scriptOf } from "@commonshelf/cjk";
import { runOf } from "../../../web/reader/frame/record-language.ts";
import type { Instance, InstanceBrief } from "../catalogue/index.ts";

type Contributor = InstanceBrief["contributors"][number];

const TYPES: Record<InstanceBrief["type"], ReferenceType> = {
  book: "book",
  serial: "serial",
  map: "map",
  score: "score",
  music: "audio",
  audio: "audio",
  video: "video",
  image: "image",
  archive: "archive",
  data: "dataset",
  object: "object",
};

const MOST_SUBJECTS = 20;
/** What catalogues write for an unknown place or publisher. */
const UNKNOWN =
  /^[[(]?(?:s\.?\s*l\.?|s\.?\s*n\.?|n\.?\s*p\.?|sine loco|sine nomine|place of publication not identified|publisher not identified|(?:出版地|出版者|出版社)(?:不详|不詳|不明)|不详|不詳)[\])]?$/iu;

/**
 * What the catalogue says about an instance, as a neutral reference to be cited or exported. `recordUrl`: where the
 * catalogue shows it.
 */
export function referenceOf(instance: Pick<Instance, "id" | "brief">, recordUrl?: string): Reference {
  const { brief, id } = instance;
  const thesis = brief.type === "book" ? thesisOf(brief.notes) : undefined;
  const url =
    brief.carrier === "online" ? brief.urls.find((u) => /^https?:\/\//i.test(u.url))?.url : undefined;
  const romanised = romanisedTitle(brief);
  return withoutUndefined({
    id: String(id),
    type: thesis ? "thesis" : TYPES[brief.type],
    medium: brief.carrier,
    language: runOf(brief.title.main, brief.languages, "zh-Hans").lang,
    title: titleParts(brief.title),
    romanisedTitle: romanised,
    creators: creatorsOf(brief),
    edition: tidy(brief.edition) || undefined,
    place: known(brief.place),
    publisher: known(brief.publisher),
    year: brief.year ?? undefined,
    yearTo: brief.yearTo,
    series: brief.series[0],
    pageCount: brief.pages ?? undefined,
    degree: thesis?.degree,
    institution: thesis?.institution,
    isbns: brief.isbns,
    issns: brief.issns,
    doi: doiOf(brief),
    url,
    recordUrl,
    subjects: brief.subjects.slice(0, MOST_SUBJECTS).map((s) => s.value),
    summary: brief.summary ?? undefined,
  });
}

function withoutUndefined(reference: Reference): Reference {
  const kept: Record<string, unknown> = {};
  for (const key in reference) {
    const value = reference[key as keyof Reference];
    if (value !== undefined) kept[key] = value;
  }
  return kept as Reference;
}

function titleParts({ main, sub, part, partName }: InstanceBrief["title"]): TitleParts {
  const parts = { main: tidy(main) || main, sub: tidy(sub), part: tidy(part), partName: tidy(partName) };
  return Object.fromEntries(Object.entries(parts).filter(([, value]) => value)) as TitleParts;
}

/** Without the marks of ISBD at the end, full-width ones too, that descriptions keep, and without `...`. */
function tidy(text: string | null | undefined): string {
  return (text ?? "").replace(/[\s：，；／:,;/＝=]+$/u, "").replace(/\s*\.{2,}$/u, "");
}

/** The parallel title, when it is in Latin letters and the title proper is not. */
function romanisedTitle({ title, parallelTitle }: InstanceBrief): TitleParts | undefined {
  if (!parallelTitle?.main || !hasHan(title.main) || scriptOf(parallelTitle.main) !== "Latn")
    return undefined;
  return titleParts(parallelTitle);
}

/** The first of several places or publishers, without brackets; undefined for `[S.l.]` and 出版地不详. */
function known(value: string | null): string | undefined {
  const first = tidy((value ?? "").split(/\s*[;；]\s*/u)[0]).trim();
  if (first === "" || UNKNOWN.test(first)) return undefined;
  return tidy(first.replace(/[[\]［］]/gu, "")).trim() || undefined;
}

function doiOf(brief: InstanceBrief): string | undefined {
  for (const { url } of brief.urls) {
    const found = /^https?:\/\/(?:dx\.)?doi\.org\/(10\.\S+)$/i.exec(url);
    if (found) return found[1];
  }
  return undefined;
}

/** The names of the record; where it has none, those of a statement of responsibility in Han. */
function creatorsOf(brief: InstanceBrief): Creator[] {
  if (brief.contributors.length > 0) return eachOnce(brief.contributors.map((c) => creatorOf(c, brief)));
  return namesOfStatement(brief.responsibility ?? "").map(({ name, role, word }) => ({
    name: personName(name),
    role,
    ...(role === "author" ? {} : { roleWord: word }),
  }));
}

/** One person once: of two entries in one form the one with a role of its own stays, who translates is no co-author. */
function eachOnce(creators: Creator[]): Creator[] {
  const byName = new Map<string, Creator>();
  for (const creator of creators) {
    const key = spokenName(creator.name).toLowerCase();
    const known = byName.get(key);
    if (!known) byName.set(key, creator);
    else if (known.role === "contributor") byName.set(key, { ...known, role: creator.role });
  }
  return [...byName.values()];
}

function creatorOf(contributor: Contributor, brief: InstanceBrief): Creator {
  const statement = brief.responsibility ?? "";
  const said = hasHan(contributor.value)
    ? hanRole(contributor.value, statement)
    : westernRole(contributor.value, statement);
  const role = roleOf(contributor, said?.role);
  const isChinese = brief.languages.includes("chi");
  const creator: Creator = { name: nameOf(contributor, contributor.value, isChinese), role };
  const romanised = romanisedName(contributor, statement, isChinese);
  if (romanised) creator.romanised = romanised;
  if (said?.word !== undefined && said.role === role && role !== "author") creator.roleWord = said.word;
  return creator;
}

/**
 * The name in Latin letters: pinyin of a Chinese name, spelt by rule; a heading of an authority file (`Austen, Jane`).
 * Pinyin of a foreign name in Han (`pa ke he si te`) is nobody's name and left out.
 */
function romanisedName(contributor: Contributor, statement: string, isChinese: boolean): Name | undefined {
  const { value, forms, isCorporate } = contributor;
  const latin = hasHan(value) ? invertedFirst(forms.filter((form) => scriptOf(form) === "Latn")) : undefined;
  if (latin === undefined) return undefined;
  if (isCorporate) return bodyName(latin);
  if (!isChinese) return personName(latin, false, false);
  if (isPinyinName(latin))
    return isForeignName(value, statement) ? undefined : personName(spelledPinyin(latin, value), true);
  return latin.includes(",") && /\p{Lu}/u.test(latin) ? personName(latin) : undefined;
}

/** The role coded in the record; where it says nothing, that of the statement of responsibility; a main entry is an author. */
function roleOf({ role, isMain }: Contributor, said: CreatorRole | undefined): CreatorRole {
  if (role !== "other") return role;
  return said ?? (isMain ? "author" : "contributor");
}

/** Of several forms the inverted one (`Liu, Cixin`), which says what the family name is; else the first. */
function invertedFirst(forms: readonly string[]): string | undefined {
  return forms.find((form) => /^[^,]+,\s*\p{L}/u.test(form)) ?? forms[0];
}

/**
 * The name as the record enters it: whole under a forename or for a family, by family name where a form is inverted or
 * in pinyin. Nothing is turned round that a record did not turn; where no record says anything, what is plain.
 */
function nameOf({ isCorporate, entry, forms }: Contributor, text: string, isChinese: boolean): Name {
  if (isCorporate) return bodyName(text);
  if (hasHan(text)) return personName(text);
  if (entry === "family") return wholeName(text);
  const inverted = invertedFirst([text, ...forms.filter((form) => scriptOf(form) === "Latn")]) ?? text;
  if (entry === "forename" && !inverted.includes(",")) return wholeName(text);
  return personName(
    inverted,
    isChinese && isPinyinName(inverted),
    entry === undefined && isPlainlyDirect(inverted),
  );
}

/** A forename, initials and one family name, which can be told apart without a comma: Jane Austen, J. R. R. Tolkien. */
function isPlainlyDirect(name: string): boolean {
  const words = name.trim().split(/\s+/u);
  return (
    words.length === 2 || (words.length > 2 && words.slice(1, -1).every((word) => /^\p{Lu}\.$/u.test(word)))
  );
}

const HAN_WORDS: [RegExp, CreatorRole][] = [
  [/^(?:编译|編譯|译注|譯注|校译|校譯|合译|合譯|译|譯|翻译|翻譯|訳)/u, "translator"],
  [/^(?:主编|主編|总主编|總主編|选编|選編|编选|編選|汇编|彙編|合编|合編|编|編|辑|輯|纂)(?!著)/u, "editor"],
  [/^(?:校注|注释|注釋|笺注|箋注|选注|選注|校点|校點|点校|點校|评注|評注|注|校)/u, "annotator"],
  [/^(?:绘|繪|插图|插圖|绘图|繪圖)/u, "illustrator"],
  [/^(?:编著|編著|合著|著|撰|作)/u, "author"],
];
const LONGEST_BETWEEN = 30;

/** What a statement in Han says somebody did: 王力主编 -> editor, 主编; 王世家、止庵编 for either of them. */
function hanRole(value: string, statement: string): { role: CreatorRole; word?: string } | undefined {
  const name = value.replace(/^[(（[［〔][^)）\]］〕]*[)）\]］〕]\s*/u, "").trim();
  const at = name === "" ? -1 : statement.indexOf(name);
  if (at < 0) return undefined;
  const after = statement.slice(at + name.length, at + name.length + LONGEST_BETWEEN).split(/[;；/]/u)[0]!;
  const others = /^(?:\s*(?:[、，,·\s]|等|\[等\])\s*[\p{Script=Han}·]{0,12}?)*\s*/u;
  for (let start = 0; start < after.length; start++) {
    const rest = after.slice(start);
    if (start > 0 && !others.test(after.slice(0, start))) break;
    for (const [pattern, role] of HAN_WORDS) {
      const found = pattern.exec(rest);
      if (found) return { role, word: found[0] };
    }
    if (start === 0 && !/^[、，,\s等[]/u.test(after)) return undefined;
  }
  return undefined;
}

const WESTERN_WORDS: [RegExp, CreatorRole][] = [
  [/\btransl|\btrad\b|\btraduit|\bübers|\btraduc/iu, "translator"],
  [/\bedit|\bed\. by|\bhrsg|\bherausgegeben|\bred\./iu, "editor"],
  [/\bcompil|\bselected by|\barranged/iu, "compiler"],
  [/\billustr|\bdrawings|\bphotograph/iu, "illustrator"],
  [/\bannotat|\bnotes by|\bcommentary/iu, "annotator"],
  [/\bintroduc|\bforeword|\bpreface|\bafterword|\bcontribut|\bassist|\bwith the/iu, "contributor"],
];

/** What a western statement says: the part that names the family name, by its verb; the first part without one: author. */
function westernRole(value: string, statement: string): { role: CreatorRole; word?: string } | undefined {
  const family = value.split(",")[0]!.trim();
  if (family.length < 2) return undefined;
  const parts = statement.split(/\s*[;/]\s*/u);
  const index = parts.findIndex((part) => part.includes(family));
  if (index < 0) return undefined;
  const part = parts[index]!;
  const before = part.slice(0, part.indexOf(family));
  const found = WESTERN_WORDS.map(([pattern, role]) => ({ at: before.search(pattern), role }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => b.at - a.at)[0];
  if (found) return { role: found.role };
  return index === 0 ? { role: "author" } : undefined;
}

const WESTERN_THESIS =
  /^(?:thes[ie]s|dissertation|diss\.?)\s*(?:\(([^)]*)\))?\s*[-–—:,.]*\s*([^\d]{3,120}?)?(?:[,\s]+\d{4})?\.?$/iu;
const HAN_THESIS =
  /^(?:学位论文|學位論文)?\s*[(（]?(博士|硕士|碩士|学士|學士)?[)）]?\s*(?:学位论文|學位論文|论文|論文)?\s*[-—－:：,，]*\s*(\p{Script=Han}{1,30}(?:大学|大學|学院|學院|研究院|研究所)\p{Script=Han}{0,12})/u;

/**
 * A thesis by its note (MARC 21 502, CNMARC 328): `Thesis (Ph. D.)--University of Florida, 1984`,
 * `学位论文(博士)--武汉大学, 2010`. A book made of a thesis (`Revision of …`) is a book.
 */
export function thesisOf(notes: readonly string[]): { degree?: string; institution?: string } | undefined {
  for (const note of notes) {
    const western = WESTERN_THESIS.exec(note.trim());
    if (western)
      return {
        degree: degreeOf(western[1] ?? note),
        institution: western[2]?.replace(/[\s,.]+$/u, "") || undefined,
      };
    if (!/学位论文|學位論文|博士论文|博士論文|硕士论文|碩士論文/u.test(note)) continue;
    const han = HAN_THESIS.exec(note.trim());
    return { degree: degreeOf(note), institution: han?.[2] };
  }
  return undefined;
}

function degreeOf(text: string): string | undefined {
  if (/博士|ph\.?\s*d|d\.?\s*phil|doctor|th\.?\s*d|diss/iu.test(text)) return "doctoral";
  if (/硕士|碩士|master|\bm\.?\s*(?:a|s|sc|phil|ed)\b/iu.test(text)) return "master";
  return undefined;
}
