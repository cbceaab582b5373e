import { z } from "zod";
import {
  filtersOf,
  questionOf,
  readQuestion,
  type SearchRequest,
  searchQuerySchema,
} from "../discovery/index.ts";
import { Problem } from "../kernel/problem.ts";

/** Where somebody was in the hits, and in which order and shape they were shown: no part of what is asked. */
const PASSING = ["size", "offset", "cursor", "facets", "page", "group"];
const addressSchema = searchQuerySchema.extend({ cql: z.string().max(1000).default("") });

/**
 * An address of `/api/v1/search` or of a results page in its one canonical form, and what it asks. Refuses
 * `query-unread` 400 with the place.
 */
export function readSearchAddress(address: string): {
  query: string;
  node: SearchRequest["node"];
  filters: NonNullable<SearchRequest["filters"]>;
} {
  const given = new URLSearchParams(address.replace(/^\?/, ""));
  for (const name of PASSING) given.delete(name);
  const values = Object.fromEntries(
    [...new Set(given.keys())].map((name) => {
      const all = given.getAll(name);
      return [name, all.length === 1 ? all[0]! : all];
    }),
  );
  const parsed = addressSchema.safeParse(values);
  if (!parsed.success)
    throw new Problem("query-unread", 400, { place: parsed.error.issues[0]?.path.join(".") ?? "" });
  const question = { ...questionOf(parsed.data), cql: parsed.data.cql.trim() };
  const asked = readQuestion(question);
  if ("diagnostic" in asked) throw new Problem("query-unread", 400, { place: "cql" });
  const kept = new URLSearchParams();
  for (const name of Object.keys(addressSchema.shape))
    for (const value of given.getAll(name)) if (value !== "") kept.append(name, value);
  return { query: kept.toString(), node: asked.node, filters: filtersOf(question) };
}
