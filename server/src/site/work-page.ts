import { runOf } from "../../../web/reader/record-language.ts";
import type { SiteContext } from "../../../web/reader/site-context.ts";
import type { WorkProps } from "../../../web/reader/work.tsx";
import { editionsOf, getInstances } from "../catalogue/index.ts";
import { availabilityOf } from "../circulation/index.ts";
import type { Db } from "../kernel/database.ts";
import { availabilityFacts, mainContributors, titleRest } from "./record-view.ts";
import { editionLine } from "./row-editions.ts";

/** The facts of a work's page, newest edition first; undefined when there is no such work. */
export async function findWork(db: Db, site: SiteContext, workId: number): Promise<WorkProps | undefined> {
  const ids = (await editionsOf(db, [workId])).get(workId) ?? [];
  if (ids.length === 0) return undefined;
  const [instances, availability] = await Promise.all([getInstances(db, ids), availabilityOf(db, ids)]);
  // The work bears the title of the edition most libraries hold.
  const known = instances.reduce((best, i) => (i.memberIds.length > best.memberIds.length ? i : best));
  const newest = [...instances].sort((a, b) => (b.brief.year ?? 0) - (a.brief.year ?? 0) || a.id - b.id);
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
