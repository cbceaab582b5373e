import { comparePart, fold, placeOfPart } from "@commonshelf/cjk";
import type { WorkProps } from "../../../../web/reader/catalogue/work.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { editionsOf, getInstances, type Instance } from "../../catalogue/index.ts";
import { availabilityOf } from "../../circulation/index.ts";
import type { Db } from "../../kernel/database.ts";
import type { Language } from "../../kernel/text.ts";
import { editionLine } from "../discovery/row-editions.ts";
import { availabilityFacts, mainContributors, titleRest } from "./record-view.ts";

/** The facts of a work's page, newest edition first; undefined when there is no such work. */
export async function findWork(db: Db, site: SiteContext, workId: number): Promise<WorkProps | undefined> {
  const ids = (await editionsOf(db, [workId])).get(workId) ?? [];
  if (ids.length === 0) return undefined;
  const [instances, availability] = await Promise.all([getInstances(db, ids), availabilityOf(db, ids)]);
  const known = namingEdition(instances, site.language);
  const newest = newestFirst(instances);
  return {
    site,
    title: runOf(known.brief.title.main, known.brief.languages, site.language),
    maker: mainContributors(known.brief)[0]?.value ?? "",
    editions: newest.map((instance) => {
      const facts = availabilityFacts(instance, availability.get(instance.id));
      const line = editionLine(instance, facts.available, site);
      const rest = titleRest(instance.brief.title);
      return {
        href: line.href,
        title: rest ? { ...line.title, value: `${line.title.value} · ${rest}` } : line.title,
        makers: mainContributors(instance.brief).map((c) => c.value),
        facts: line.facts,
        libraries: facts.libraries,
        available: facts.available,
        reportAction: site.session ? `${line.href}/report-grouping` : null,
      };
    }),
    signInHref: `${site.base}/sign-in?next=${encodeURIComponent(site.here)}`,
  };
}

/** Language codes (ISO 639-2/B) of a page's reader. */
const READERS: Record<Language, string> = { "zh-Hans": "chi", "zh-Hant": "chi", en: "eng" };

/**
 * The edition whose title the work bears: in the reader's language, else in its own, else the one most libraries hold; of
 * several volumes the first.
 */
function namingEdition(instances: readonly Instance[], language: Language): Instance {
  const isOwn = ({ brief }: Instance): boolean =>
    brief.originalLanguages.length === 0 || brief.originalLanguages.some((l) => brief.languages.includes(l));
  const rank = (instance: Instance): number[] => [
    Number(instance.brief.languages[0] === READERS[language]),
    Number(isOwn(instance)),
    -laterVolume(instance),
    instance.memberIds.length,
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
