import { runOf } from "../../../web/reader/record-language.ts";
import type { EditionsFacts } from "../../../web/reader/result-row.tsx";
import type { Instance } from "../catalogue/index.ts";
import type { Availability } from "../circulation/index.ts";
import { languageName } from "./facet-labels.ts";
import type { PageReads } from "./page-reads.ts";
import { instanceHref, type Viewer } from "./record-view.ts";

/** Editions named in a row before the page of the work has to be asked. */
const NAMED = 4;

/** The other editions of the works a page of results shows, with all their copies: three queries for the page. */
export async function rowEditions(
  reads: PageReads,
  instances: readonly Instance[],
): Promise<{
  editions: Map<number, number[]>;
  availability: Map<number, Availability>;
  named: Map<number, Instance>;
}> {
  const works = [...new Set(instances.flatMap((i) => i.workId ?? []))];
  const editions = await reads.editions(works);
  const several = [...editions].filter(([, ids]) => ids.length > 1);
  const all = several.flatMap(([, ids]) => ids);
  const shown = new Set(instances.map((i) => i.id));
  const wanted = several.flatMap(([, ids]) => ids.filter((id) => !shown.has(id)).slice(0, NAMED));
  const [availability, named] = await Promise.all([
    reads.availability([...new Set([...all, ...shown])]),
    reads.instances([...new Set(wanted)]),
  ]);
  return { editions, availability, named };
}

/** What a row says about the other editions of its work; null when there are none. */
export function editionsFacts(
  instance: Instance,
  found: Awaited<ReturnType<typeof rowEditions>>,
  viewer: Viewer,
  base: string,
): EditionsFacts | null {
  const ids = instance.workId === null ? [] : (found.editions.get(instance.workId) ?? []);
  if (ids.length < 2) return null;
  const available = ids.reduce((sum, id) => sum + (found.availability.get(id)?.available ?? 0), 0);
  return {
    count: ids.length,
    available,
    href: `${base}/work/${instance.workId}`,
    others: ids
      .filter((id) => id !== instance.id)
      .flatMap((id) => found.named.get(id) ?? [])
      .map((other) => editionLine(other, found.availability.get(other.id)?.available ?? 0, viewer)),
  };
}

/** One edition as a line: its title, who published it when, in which language. */
export function editionLine(
  instance: Instance,
  available: number,
  { language }: Pick<Viewer, "language">,
): EditionsFacts["others"][number] {
  const { brief } = instance;
  return {
    href: instanceHref(instance.id, language),
    title: runOf(brief.title.main, brief.languages, language),
    facts: [
      brief.publisher,
      brief.year === null ? null : String(brief.year),
      brief.edition,
      brief.languages[0] ? languageName(brief.languages[0], language) : null,
    ].filter((fact): fact is string => Boolean(fact)),
    available,
  };
}
