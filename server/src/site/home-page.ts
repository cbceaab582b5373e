import { sql } from "kysely";
import { runOf } from "../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { CourseCard, HomeProps } from "../../../web/reader/home/home.tsx";
import { getInstances } from "../catalogue/index.ts";
import { findArticles } from "../columns/index.ts";
import { orWithout, type Searcher, type SearchResult } from "../discovery/index.ts";
import type { MemberDirectory } from "../frame/index.ts";
import { findNear, findWaiting } from "../home/index.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { formatDay } from "../kernel/zones/dates.ts";
import { entriesOf, type ListView, listLine, publicLists } from "../lists/index.ts";
import { coverFacts, instanceHref, mainContributors } from "./catalogue/record-view.ts";
import { plainState, writeSearchState } from "./discovery/search-state.ts";

const ARRIVALS = 6;
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
        select count(*) as copies from catalogue.item_line i where i.condition <> 'withdrawn'`.execute(db);
      kept = { until: now + COPIES_KEPT_MS, copies: rows[0]?.copies ?? 0 };
    }
    return kept.copies;
  };
}

type Counted = Pick<SearchResult, "total" | "hits" | "facets">;
const NOTHING: Counted = { total: 0, hits: [], facets: {} };

/** How much of each stands on the first page. */
const NEAR = { libraries: 6, nests: 3, books: 6 };
const COURSES = 3;
const ARTICLES = 3;
const COURSE_COVERS = 4;
/** Languages whose new books somebody who reads the pages in one is shown. */
const READ: Record<Language, string> = { "zh-Hans": "chi", "zh-Hant": "chi", en: "eng" };

type HomeDeps = { db: Db; clock: Clock; searcher: Searcher; countCopies: () => Promise<number> };
/** `faceCode`: the library whose face is shown; its new books come first. */
type HomeViewer = { personId: string | null; homeMemberId: number | null; faceCode?: string | undefined };

/** The facts of the first page: two searches, what is near and waits, and the books on its shelves. */
export async function findHome(
  deps: HomeDeps,
  site: SiteContext,
  directory: MemberDirectory,
  viewer: HomeViewer,
): Promise<HomeProps> {
  const { db, clock } = deps;
  const { language, zone } = site;
  const { personId, homeMemberId } = viewer;
  const home = homeMemberId === null ? undefined : directory.memberById.get(homeMemberId);
  const shown = viewer.faceCode ?? home?.code;
  const facets = { language: [READ[language]], ...(shown && { library: [shown] }) };
  // The first page is whole without its shelf of new books.
  const [all, fresh, copies, near, waiting, lists, articles] = await Promise.all([
    orWithout(ask(deps.searcher, {}, { size: 0, facetSize: MOST_MEMBERS }), NOTHING),
    orWithout(ask(deps.searcher, facets, { size: ARRIVALS }), NOTHING),
    deps.countCopies(),
    findNear(db, clock, { ...viewer, language, zone }, NEAR),
    personId === null ? null : findWaiting(db, clock, { personId, zone: home?.timeZone ?? zone, language }),
    publicLists(db, { kind: "course", limit: COURSES }, personId),
    findArticles(db, null, { limit: ARTICLES }),
  ]);
  const courses = await Promise.all(lists.items.map((list) => courseCard(db, site, list)));
  const instances = await getInstances(
    db,
    fresh.hits.map((hit) => hit.id),
  );
  const titles = new Map(all.facets.library?.values.map((v) => [v.value, v.count]) ?? []);
  const href = (chosen: Record<string, string[]>, sort?: "added"): string =>
    `${site.base}/search?${writeSearchState({ ...plainState, facets: chosen, ...(sort && { sort }) })}`;
  return {
    site,
    figures: { titles: all.total, copies, libraries: directory.members.length },
    near,
    waiting,
    courses,
    articles,
    day: (instant) => formatDay(instant, site),
    arrivals: instances.map(({ id, brief }) => {
      const author = mainContributors(brief)[0];
      return {
        href: instanceHref(id, language),
        title: runOf(brief.title.main, brief.languages, language),
        author: author ? runOf(author.value, brief.languages, language) : null,
        cover: coverFacts(brief, language),
      };
    }),
    arrivalsOf: shown === undefined ? "language" : shown === home?.code ? "own" : "library",
    arrivalsHref: href(facets, "added"),
    libraries: directory.members.map((member) => ({
      name: pick(member.name, language),
      href: href({ library: [member.code] }),
      titles: titles.get(member.code) ?? 0,
      branches: directory.branches.filter((branch) => branch.memberId === member.id).length,
    })),
  };
}

async function ask(
  searcher: Searcher,
  facets: Partial<Record<"language" | "library", string[]>>,
  sizes: { size: number; facetSize?: number },
): Promise<Counted> {
  const filters = (["language", "library"] as const).flatMap((facet) =>
    facets[facet] ? [{ facet, values: facets[facet] }] : [],
  );
  return await searcher.search({ node: { kind: "everything" }, filters, sort: "added", ...sizes });
}

async function courseCard(db: Db, site: SiteContext, list: ListView): Promise<CourseCard> {
  const { href, title, facts, titles } = listLine(site, list);
  const entries = await entriesOf(db, list.id);
  const shown = await getInstances(
    db,
    entries.slice(0, COURSE_COVERS).map((entry) => entry.instanceId),
  );
  return { href, title, facts, titles, covers: shown.map(({ brief }) => coverFacts(brief, site.language)) };
}
