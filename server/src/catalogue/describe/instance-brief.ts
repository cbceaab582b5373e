import { foldKey, hasHan } from "@commonshelf/cjk";
import { distinct } from "@commonshelf/marc";
import {
  type Description,
  mergeContributors,
  mergeSubjects,
  orderFor,
  type SurvivorField,
  type Survivorship,
} from "../../description/index.ts";
import type { InstanceBrief } from "../schema.ts";

const MOST_SUBJECTS = 40;
const MOST_NOTES = 20;
const MOST_TITLES = 40;
const MOST_FORMS = 8;

/** How much a description tells: the fullest one leads. A title in its original script weighs most. */
function fullness(d: Description): number {
  const cjk = d.languages.some((l) => l === "chi" || l === "jpn");
  return (
    (cjk && d.titles[0] && hasHan(d.titles[0].main) ? 20 : 0) +
    (d.contributors.length > 0 ? 4 : 0) +
    (d.publications[0]?.publisher ? 3 : 0) +
    (d.year !== undefined ? 3 : 0) +
    (d.identifiers.length > 0 ? 3 : 0) +
    (d.titles[0]?.sub ? 2 : 0) +
    (d.edition ? 1 : 0) +
    (d.extent ? 1 : 0) +
    (d.summary ? 2 : 0) +
    Math.min(4, d.subjects.length) +
    Math.min(3, d.notes.length + d.contents.length)
  );
}

/**
 * What readers see of an instance: the fullest record leads, the others add what it lacks and every other form of
 * titles, names and subjects. Descriptions come in the order of their records, so the result is repeatable. Rules say of
 * single fields whose record counts first.
 */
export function mergeDescriptions(descriptions: Description[], survivorship?: Survivorship): InstanceBrief {
  const ordered = descriptions
    .map((d, i) => ({ d, i, f: fullness(d) }))
    .sort((x, y) => y.f - x.f || x.i - y.i);
  const all = ordered.map((o) => o.d);
  const lead = all[0]!;
  const by = (field: SurvivorField, says: (d: Description) => boolean): Description[] =>
    survivorship ? orderFor(ordered, field, says, survivorship) : all;
  const many = <T>(field: SurvivorField, read: (d: Description) => readonly T[]): T[] =>
    by(field, (d) => read(d).length > 0).flatMap(read);
  const titles = by("title", (d) => d.titles.length > 0).flatMap((d) => d.titles);
  const title = titles[0] ?? { main: "" };
  const parallel = titles.find((t) => hasHan(t.main) !== hasHan(title.main));
  const first = <T>(field: SurvivorField, read: (d: Description) => T | undefined): T | undefined =>
    by(field, (d) => Boolean(read(d)))
      .map(read)
      .find(Boolean);
  const union = (read: (d: Description) => (string | undefined)[], most: number): string[] =>
    distinct(all.flatMap(read)).slice(0, most);
  const ids = (type: string, status: string): string[] =>
    union((d) => d.identifiers.filter((i) => i.type === type && i.status === status).map((i) => i.value), 30);
  const dated = dateOf(by("year", (d) => d.year !== undefined));
  const publication = first("publication", (d) => d.publications[0]) ?? {};
  const [typed = lead] = by("type", () => true);
  const [spoken = lead] = by("languages", (d) => d.languages.length > 0);
  return {
    title,
    parallelTitle: parallel ?? null,
    otherTitles: distinct([
      ...titles.slice(1).map((t) => [t.main, t.sub, t.part, t.partName].filter(Boolean).join(" ")),
      ...all.flatMap((d) => [...d.variantTitles, d.uniformTitle]),
    ])
      .filter((t) => t !== title.main)
      .slice(0, MOST_TITLES),
    responsibility: first("responsibility", (d) => d.responsibility) ?? null,
    contributors: mergeContributors(many("contributors", (d) => d.contributors)),
    edition: first("edition", (d) => d.edition) ?? null,
    place: publication.place ?? null,
    publisher: publication.publisher ?? null,
    publishers: union((d) => d.publications.map((p) => p.publisher), MOST_FORMS),
    year: dated?.year ?? null,
    ...(dated?.yearTo === undefined ? {} : { yearTo: dated.yearTo }),
    languages: spoken.languages.length > 0 ? spoken.languages : union((d) => d.languages, 4),
    originalLanguages: union((d) => d.originalLanguages, 4),
    type: typed.type,
    carrier: typed.carrier,
    extent: first("extent", (d) => d.extent) ?? null,
    pages: first("extent", (d) => d.pages) ?? null,
    series: distinctFolded(many("series", (d) => d.series)).slice(0, MOST_FORMS),
    subjects: mergeSubjects(many("subjects", (d) => d.subjects)).slice(0, MOST_SUBJECTS),
    classNumbers: many("classNumbers", (d) => d.classNumbers)
      .filter((c, i, list) => list.findIndex((x) => x.scheme === c.scheme && x.value === c.value) === i)
      .slice(0, 12),
    isbns: ids("isbn", "current"),
    oldIsbns: distinct([...ids("isbn", "cancelled"), ...ids("isbn", "invalid")]),
    issns: ids("issn", "current"),
    oldIssns: distinct([...ids("issn", "cancelled"), ...ids("issn", "invalid")]),
    otherIds: distinct(all.flatMap(otherIdsOf)).slice(0, 20),
    notes: distinctFolded(many("notes", (d) => d.notes)).slice(0, MOST_NOTES),
    contents: distinct(many("contents", (d) => d.contents)).slice(0, 4),
    summary: first("summary", (d) => d.summary) ?? null,
    urls: many("urls", (d) => d.urls)
      .filter((u, i, list) => list.findIndex((x) => x.url === u.url) === i)
      .slice(0, 10),
  };
}

function otherIdsOf(d: Description): string[] {
  return d.identifiers
    .filter((i) => i.type !== "isbn" && i.type !== "issn" && i.status === "current")
    .map((i) => `${i.type}:${i.value}`);
}

/** The date of the fullest description that has one; an exact year inside its span is better than the span. */
function dateOf(all: readonly Description[]): { year?: number; yearTo?: number } | undefined {
  const dated = all.find((d) => d.year !== undefined);
  if (dated?.yearTo === undefined || dated.type === "serial") return dated;
  const exact = all.find(
    (d) => d.year !== undefined && d.yearTo === undefined && d.year >= dated.year! && d.year <= dated.yearTo!,
  );
  return exact ?? dated;
}

function distinctFolded(values: string[]): string[] {
  const seen = new Set<string>();
  return values.filter((value) => {
    const key = foldKey(value);
    if (!value || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}
