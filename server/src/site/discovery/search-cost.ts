import { paramsOf } from "../../frame/index.ts";
import type { Request } from "../../kernel/http.ts";
import { filterCount, parseSearchState, type SearchState } from "./search-state.ts";

/** What a results page costs: words alone nothing, every filter more than the one before, deep pages a little. */
export function costOf(state: Pick<SearchState, "facets" | "not" | "from" | "to" | "page">): number {
  const filters = filterCount(state as SearchState);
  return filters * filters + Math.floor(state.page / 10);
}

/** The same of a request, with what its page does besides. */
export function pageCost(besides: number): (request: Request) => number {
  return (request) => costOf(parseSearchState(paramsOf(request))) + besides;
}
