import { z } from "zod";
import { getInstances } from "../catalogue/index.ts";
import { type App, type RouteDeps, refusals } from "../kernel/http.ts";
import { requireStaff } from "../people/index.ts";
import type { ExplainedHit, Searcher } from "./engines/contract.ts";
import { ranking } from "./ranking.ts";
import { comparisonSchema, type ExplanationNode, recipeChangeSchema } from "./schema.ts";
import { readBox } from "./search-question.ts";

const MOST_RECIPES = 2;

/** Mounts the relevance laboratory of staff: one query by one or two recipes, every score explained. */
export function registerRelevance(app: App, deps: RouteDeps & { searcher: Searcher }): void {
  app.post(
    "/api/v1/search/compare",
    {
      schema: {
        summary: "Ask one query by up to two recipes and explain every score",
        tags: ["discovery"],
        body: z
          .object({
            q: z.string().trim().min(1).max(1000),
            size: z.number().int().min(1).max(50).default(10),
            recipes: z
              .array(recipeChangeSchema)
              .min(1)
              .max(MOST_RECIPES)
              .describe("Weights that differ from the recipe in force, one object per column"),
          })
          .meta({ id: "Compare" }),
        response: { 200: comparisonSchema, ...refusals(400, 401, 403, 409) },
      },
    },
    async (request) => {
      requireStaff(request, "reports.read");
      const { q, size, recipes } = request.body;
      const node = readBox(q);
      const columns = await Promise.all(
        recipes.map((recipe) =>
          deps.searcher.explain({ node, size }, { ...ranking, ...withoutUndefined(recipe) }),
        ),
      );
      const instances = await getInstances(deps.db, [...new Set(columns.flat().map((hit) => hit.id))]);
      const briefs = new Map(instances.map(({ id, brief }) => [id, brief]));
      return {
        query: JSON.stringify(node),
        recipe: ranking,
        columns: columns.map((hits) =>
          hits.map((hit) => ({
            id: hit.id,
            title: briefs.get(hit.id)?.title.main ?? "",
            authors:
              briefs
                .get(hit.id)
                ?.contributors.slice(0, 2)
                .map((c) => c.value) ?? [],
            year: briefs.get(hit.id)?.year ?? null,
            score: hit.score,
            explanation: explanationOf(hit.explanation),
          })),
        ),
      };
    },
  );
}

function withoutUndefined<T extends object>(object: T): { [K in keyof T]: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: NonNullable<T[K]>;
  };
}

/** Leaves out what added nothing. */
function explanationOf(node: ExplainedHit["explanation"]): ExplanationNode {
  return {
    what: node.what,
    score: node.score,
    ...(node.figures ? { figures: { ...node.figures } } : {}),
    ...(node.parts ? { parts: node.parts.filter((part) => part.score !== 0).map(explanationOf) } : {}),
  };
}
