import { sql } from "kysely";
import { runOf } from "../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { HomeProps } from "../../../web/reader/home/home.tsx";
import { getInstances } from "../catalogue/index.ts";
import { orWithout, type Searcher, type SearchResult } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import { pick } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { coverFacts, instanceHref, mainContributors } from "./catalogue/record-view.ts";
import type { MemberDirectory } from "./consortium/member-directory.ts";
import { plainState, writeSearchState } from "./discovery/search-state.ts";

const ARRIVALS = 12;
const MOST_MEMBERS = 200;
/** Counting a million copies takes a while; a figure this old still says how large the shelf is. */
const COPIES_KEPT_MS = 600_000;

/** Counts the copies of all libraries, at most once in ten minutes. */
export function createCopyCount(db: Db, clock: Clock): () => Promise<number> {
  let kept: { until: number; copies: number } | undefined;
  return async () => {
    const now = clock.now().getTime();
    if (!kept || kept.until <= now) {
      const { rows } = await sql<{ copies: number }>`
        select count(*) as copies from catalogue.item i where i.condition <> 'withdrawn'`.execute(db);
      kept = { until: now + COPIES_KEPT_MS, copies: rows[0]?.copies ?? 0 };
    }
    return kept.copies;
  };
}

type Counted = Pick<SearchResult, "total" | "hits" | "facets">;

/** The facts of the first page: one search, and one query for the books on its shelf. */
export async function findHome(
  deps: { db: Db; searcher: Searcher; countCopies: () => Promise<number> },
  site: SiteContext,
  directory: MemberDirectory,
): Promise<HomeProps> {
  const { language } = site;
  // The first page is whole without its shelf of new books.
  const result = await orWithout<Counted>(
    deps.searcher.search({
      node: { kind: "everything" },
      sort: "added",
      size: ARRIVALS,
      facetSize: MOST_MEMBERS,
    }),
    { total: 0, hits: [], facets: {} },
  );
  const ids = result.hits.map((hit) => hit.id);
  const [instances, copies] = await Promise.all([getInstances(deps.db, ids), deps.countCopies()]);
  const titles = new Map(result.facets.library?.values.map((v) => [v.value, v.count]) ?? []);
  return {
    site,
    figures: { titles: result.total, copies, libraries: directory.members.length },
    arrivals: instances.map(({ id, brief }) => {
      const author = mainContributors(brief)[0];
      return {
        href: instanceHref(id, language),
        title: runOf(brief.title.main, brief.languages, language),
        author: author ? runOf(author.value, brief.languages, language) : null,
        cover: coverFacts(brief, language),
      };
    }),
    libraries: directory.members.map((member) => ({
      name: pick(member.name, language),
      href: `${site.base}/search?${writeSearchState({ ...plainState, facets: { library: [member.code] } })}`,
      titles: titles.get(member.code) ?? 0,
      branches: directory.branches.filter((branch) => branch.memberId === member.id).length,
    })),
  };
}
