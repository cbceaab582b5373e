import { z } from "zod";
import { everybody, type Viewer, viewerOf } from "../audience/index.ts";
import {
  getInstances,
  type Instance,
  instanceBriefSchema,
  resolveInstance,
  type Title,
} from "../catalogue/index.ts";
import { type Availability, availabilityOf } from "../circulation/index.ts";
import { listMembers } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import { registerBrowse } from "./browse-routes.ts";
import { didYouMean, FEW_HITS } from "./did-you-mean.ts";
import type { Searcher } from "./engines/contract.ts";
import { relax } from "./relax.ts";
import { registerRelevance } from "./relevance-routes.ts";
import { availabilitySchema, type SearchItem, searchQuerySchema, searchReplySchema } from "./schema.ts";
import { filtersOf, readBox, readNarrowing, type SearchQuestion } from "./search-question.ts";

/** Mounts the search and the instance under /api/v1. */
export function registerDiscovery(app: App, deps: RouteDeps & { searcher: Searcher }): void {
  registerBrowse(app, deps);
  registerRelevance(app, deps);
  registerSearch(app, deps);
  registerInstance(app, deps);
}

function registerSearch(app: App, deps: RouteDeps & { searcher: Searcher }): void {
  app.get(
    "/api/v1/search",
    {
      config: {
        refusals: { "cursor-invalid": 400, "query-too-long": 400, "search-unavailable": 503 },
        cost: (request) => costOfSearch(request.query as z.infer<typeof searchQuerySchema>),
      },
      schema: {
        summary: "Search the union catalogue",
        tags: ["discovery"],
        querystring: searchQuerySchema,
        response: { 200: searchReplySchema, ...refusals(400, 503) },
      },
    },
    async (request) => {
      const query = request.query;
      const question = questionOf(query);
      const filters = filtersOf(question);
      const viewer = viewerOf(request.session?.actor);
      const result = await deps.searcher.search({
        node: readBox(question.q),
        filters,
        sort: query.sort,
        size: query.size,
        offset: query.offset,
        cursor: query.cursor,
        facetSize: query.facets,
        byWork: query.by === "work",
        viewer,
      });
      const scores = new Map(result.hits.map((hit) => [hit.id, hit.score]));
      const items = await searchItems(deps.db, [...scores.keys()], scores, viewer);
      const hints =
        result.total <= FEW_HITS && query.offset === 0
          ? await didYouMean(deps, question.q, result.total, filters)
          : [];
      const relaxed =
        result.total === 0 && question.q ? await relax(deps.searcher, question.q, filters) : null;
      return {
        ...result,
        next: result.cursor,
        items,
        didYouMean: hints,
        relaxed: relaxed && { text: relaxed.text, total: relaxed.total, dropped: relaxed.dropped },
      };
    },
  );
}

/** What the catalogue says about one instance. */
function registerInstance(app: App, deps: RouteDeps): void {
  app.get(
    "/api/v1/instances/:id",
    {
      config: { refusals: { "instance-unknown": 404 } },
      schema: {
        summary: "What the catalogue says about one instance",
        tags: ["discovery"],
        params: z.object({ id: z.coerce.number().int().positive() }),
        response: {
          200: z
            .object({
              id: z.number().int(),
              brief: instanceBriefSchema,
              holders: z.array(z.string()),
              availability: availabilitySchema,
            })
            .meta({ id: "CatalogueInstance" }),
          ...refusals(404),
        },
      },
    },
    async (request) => {
      const viewer = viewerOf(request.session?.actor);
      const id = await resolveInstance(deps.db, request.params.id, viewer);
      const instance = id === undefined ? undefined : (await getInstances(deps.db, [id], viewer))[0];
      if (!instance) throw new Problem("instance-unknown", 404);
      const [item] = await describeInstances(deps.db, [instance], viewer);
      return {
        id: instance.id,
        brief: instance.brief,
        holders: item!.holders,
        availability: item!.availability,
      };
    },
  );
}

const SEARCH_COST = 0.05;
const DEEP = 200;

/** What a search costs its client: words and one scope little, every filter more than the one before, deep pages a little. */
function costOfSearch(query: z.infer<typeof searchQuerySchema>): number {
  const filters = filtersOf(questionOf(query)).reduce(
    (sum, one) => sum + ("values" in one ? one.values.length : 1),
    0,
  );
  return SEARCH_COST + Math.max(0, filters - 1) ** 2 + Math.floor(query.offset / DEEP);
}

/** What an address of the search asks and narrows down, read as the pages read it. */
export function questionOf(query: z.infer<typeof searchQuerySchema>): SearchQuestion {
  const values = query as unknown as Record<string, string[] | undefined>;
  const years = { from: query.from ?? null, to: query.to ?? null };
  const narrowing = readNarrowing((name) => values[name] ?? [], years);
  return { ...narrowing, q: query.q.trim(), cql: "", sort: query.sort };
}

/** Result rows of these instances, in their order, with availability as it is now: two queries for the page. */
export async function searchItems(
  db: Db,
  ids: number[],
  scores: ReadonlyMap<number, number>,
  viewer: Viewer = everybody,
): Promise<SearchItem[]> {
  const instances = await getInstances(db, ids, viewer);
  const described = await describeInstances(db, instances, viewer);
  return described.map((item) => ({ ...item, score: scores.get(item.id) ?? 0 }));
}

async function describeInstances(db: Db, instances: Instance[], viewer: Viewer): Promise<SearchItem[]> {
  const [availability, members] = await Promise.all([
    availabilityOf(
      db,
      instances.map((i) => i.id),
      viewer,
    ),
    listMembers(db),
  ]);
  const codes = new Map(members.map((m) => [m.id, m.code]));
  return instances.map((instance) => toItem(instance, availability.get(instance.id), codes));
}

function toItem(
  instance: Instance,
  availability: Availability | undefined,
  codes: ReadonlyMap<number, string>,
): SearchItem {
  const { brief } = instance;
  return {
    id: instance.id,
    workId: instance.workId,
    score: 0,
    title: titleLine(brief.title),
    parallelTitle: brief.parallelTitle ? titleLine(brief.parallelTitle) : null,
    authors: brief.contributors.filter((c) => c.isMain || c.role !== "other").map((c) => c.value),
    publisher: brief.publisher,
    year: brief.year,
    languages: brief.languages,
    type: brief.type,
    carrier: brief.carrier,
    isbns: brief.isbns,
    holders: instance.memberIds.flatMap((id) => codes.get(id) ?? []),
    availability: {
      total: availability?.total ?? 0,
      available: availability?.available ?? 0,
      members: (availability?.byMember ?? []).map((m) => ({
        code: codes.get(m.memberId) ?? "",
        total: m.total,
        available: m.available,
      })),
    },
  };
}

/** A title as one line: `史记 : 修订本. 第2册`. */
function titleLine(title: Title): string {
  return (
    title.main +
    (title.sub ? ` : ${title.sub}` : "") +
    (title.part ? `. ${title.part}` : "") +
    (title.partName ? `, ${title.partName}` : "")
  );
}
