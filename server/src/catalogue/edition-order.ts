import { comparePart, fold, placeOfPart, scriptOf } from "@commonshelf/cjk";
import type { Language } from "../kernel/text.ts";
import type { Instance } from "./instances.ts";

/**
 * Editions of a work as they are listed: first the one to begin with, whose title the work bears, then the newest first.
 * `free`: copies that can be had now.
 */
export function orderEditions(
  instances: readonly Instance[],
  language: Language,
  free: (id: number) => number,
): Instance[] {
  const best = bestEdition(instances, language, free);
  return [best, ...newestFirst(instances).filter((one) => one !== best)];
}

/** Language codes (ISO 639-2/B) and scripts of a page's reader. */
const READERS: Record<Language, [string, string]> = {
  ...{ "zh-Hans": ["chi", "Hans"], "zh-Hant": ["chi", "Hant"], en: ["eng", "Latn"] },
};

/**
 * The edition that leads and whose title the work bears: in the reader's language and script, else in its own; of several
 * volumes the first; then one that can be had now, the one most libraries hold, the newest.
 */
function bestEdition(
  instances: readonly Instance[],
  language: Language,
  free: (id: number) => number,
): Instance {
  const isOwn = ({ brief }: Instance): boolean =>
    brief.originalLanguages.length === 0 || brief.originalLanguages.some((l) => brief.languages.includes(l));
  const rank = (instance: Instance): number[] => [
    Number(instance.brief.languages[0] === READERS[language][0]),
    Number(scriptOf(instance.brief.title.main) === READERS[language][1]),
    Number(isOwn(instance)),
    -laterVolume(instance),
    Math.min(1, free(instance.id)),
    instance.memberIds.length,
    instance.brief.year ?? 0,
    -instance.id,
  ];
  return instances.reduce((best, one) => (compareRanks(rank(one), rank(best)) > 0 ? one : best));
}

function compareRanks(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at]! - b[at]!;
}

function partOf({ brief }: Instance): string {
  return [brief.title.part, brief.title.partName].filter(Boolean).join(" ");
}

function laterVolume(instance: Instance): number {
  return Math.max(0, (placeOfPart(partOf(instance)) ?? 1) - 1);
}

/** Newest first; the volumes of one edition together, in their order, where the newest of them stands. */
function newestFirst(instances: readonly Instance[]): Instance[] {
  const setOf = ({ brief }: Instance): string =>
    partOf({ brief } as Instance) === ""
      ? ""
      : [fold(brief.title.main), fold(brief.publisher ?? ""), brief.languages[0] ?? ""].join("|");
  const newest = new Map<string, number>();
  for (const instance of instances) {
    const set = setOf(instance);
    newest.set(set, Math.max(newest.get(set) ?? 0, instance.brief.year ?? 0));
  }
  const yearOf = (instance: Instance): number =>
    setOf(instance) === "" ? (instance.brief.year ?? 0) : newest.get(setOf(instance))!;
  return [...instances].sort(
    (a, b) =>
      yearOf(b) - yearOf(a) ||
      (setOf(a) < setOf(b) ? -1 : setOf(a) > setOf(b) ? 1 : 0) ||
      comparePart(partOf(a), partOf(b)) ||
      a.id - b.id,
  );
}
