import type { WorkProps } from "../../../../web/reader/catalogue/work.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { editionsOf, getInstances, orderEditions } from "../../catalogue/index.ts";
import { availabilityOf } from "../../circulation/index.ts";
import type { Db } from "../../kernel/database.ts";
import { editionLine } from "../discovery/row-editions.ts";
import { availabilityFacts, mainContributors, readersForm, readersTitle, titleRest } from "./record-view.ts";

/** The facts of a work's page, the edition to begin with first; undefined when there is no such work. */
export async function findWork(db: Db, site: SiteContext, workId: number): Promise<WorkProps | undefined> {
  const ids = (await editionsOf(db, [workId])).get(workId) ?? [];
  if (ids.length === 0) return undefined;
  const [instances, availability] = await Promise.all([getInstances(db, ids), availabilityOf(db, ids)]);
  const listed = orderEditions(instances, site.language, (id) => availability.get(id)?.available ?? 0);
  const known = listed[0]!;
  const [maker] = mainContributors(known.brief);
  return {
    site,
    title: runOf(readersTitle(known.brief, site.language), known.brief.languages, site.language),
    maker: maker ? readersForm([maker.value, ...maker.forms], known.brief, site.language) : "",
    editions: listed.map((instance) => {
      const facts = availabilityFacts(instance, availability.get(instance.id));
      const line = editionLine(instance, facts.available, site);
      const rest = titleRest(instance.brief.title);
      return {
        href: line.href,
        title: rest ? { ...line.title, value: `${line.title.value} · ${rest}` } : line.title,
        makers: mainContributors(instance.brief).map((c) => c.value),
        facts: line.facts,
        libraries: facts.libraries,
        isBest: instance === known && instances.length > 1,
        available: facts.available,
        reportAction: site.session ? `${line.href}/report-grouping` : null,
      };
    }),
    signInHref: `${site.base}/sign-in?next=${encodeURIComponent(site.here)}`,
  };
}
