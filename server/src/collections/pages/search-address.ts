import type { Config } from "../schema.ts";
import { type Box, type CollectionQuestion, type Sort, sorts } from "../search/questions.ts";
import type { ViewName } from "../words.ts";

/** Objects on one page of results. */
export const PAGE_SIZE = 24;
const LAST_PAGE = 400;
const MOST_VALUES = 20;
const LONGEST = 200;

/** A question about everything. */
export const emptyQuestion: CollectionQuestion = {
  q: "",
  facets: {},
  from: null,
  to: null,
  box: null,
  topic: null,
  sort: "relevance",
  offset: 0,
  limit: PAGE_SIZE,
};

/**
 * What an address asks of a collection, and how the answer is laid out. `typed`: what a reader typed to find values of facets, by
 * field; no address that leads elsewhere keeps it.
 */
export type CollectionState = CollectionQuestion & { view: ViewName | null };
type TypedState = CollectionState & { typed: Readonly<Record<string, string>> };

/** Reads an address; what is not known to the configuration is let go. */
export function readAddress(params: URLSearchParams, config: Config): TypedState {
  const facets: Record<string, string[]> = {};
  for (const field of config.fields) {
    if (field.facet === "none" || field.facet === "years") continue;
    const values = [...new Set(params.getAll(`f.${field.key}`))].filter(
      (one) => one !== "" && one.length <= LONGEST,
    );
    if (values.length > 0) facets[field.key] = values.slice(0, MOST_VALUES);
  }
  const year = (name: string): number | null => {
    const text = (params.get(name) ?? "").normalize("NFKC").trim();
    return /^-?\d{1,4}$/.test(text) ? Number(text) : null;
  };
  const page = Math.min(LAST_PAGE, Math.max(1, Math.trunc(Number(params.get("page") ?? 1)) || 1));
  return {
    q: (params.get("q") ?? "").slice(0, LONGEST).trim(),
    facets,
    from: year("from"),
    to: year("to"),
    box: readBox(params.get("box") ?? ""),
    topic: config.topics.find((one) => one.key === params.get("topic")) ?? null,
    sort: sorts.find((one) => one === params.get("sort")) ?? "relevance",
    offset: (page - 1) * PAGE_SIZE,
    limit: PAGE_SIZE,
    view: config.views.find((one) => one === params.get("view")) ?? null,
    typed: readTyped(params, config),
  };
}

function readTyped(params: URLSearchParams, config: Config): Record<string, string> {
  const typed = config.fields.map(({ key }) => [key, (params.get(`find.${key}`) ?? "").slice(0, 100).trim()]);
  return Object.fromEntries(typed.filter(([, text]) => text !== ""));
}

/** `south,west,north,east` in degrees; null: it is none. */
function readBox(text: string): Box | null {
  const parts = text
    .split(",")
    .map((part) => (/^-?\d{1,3}(\.\d{1,6})?$/.test(part) ? Number(part) : Number.NaN));
  const [south, west, north, east] = parts as [number, number, number, number];
  const isBox = parts.length === 4 && south >= -90 && south <= north && north <= 90;
  return isBox && west >= -180 && west <= east && east <= 180 ? { south, west, north, east } : null;
}

function boxText({ south, west, north, east }: Box): string {
  return [south, west, north, east].map((part) => String(Number(part.toFixed(6)))).join(",");
}

/** The square of a thousandth of a degree around a place, as `placesOf` counts. */
export function boxAround({ lat, lon }: { lat: number; lon: number }): Box {
  const half = 0.0005;
  return { south: lat - half, west: lon - half, north: lat + half, east: lon + half };
}

type Shape = Omit<CollectionQuestion, "limit"> & { view?: ViewName | null };

/** The parameters of a question; what is as usual is not said. Reading them again gives the same question. */
export function addressParams(state: Shape): { name: string; value: string }[] {
  const one = (name: string, value: string | number | null | undefined): { name: string; value: string }[] =>
    value === null || value === undefined || value === "" ? [] : [{ name, value: String(value) }];
  return [
    ...one("q", state.q),
    ...Object.entries(state.facets).flatMap(([field, values]) =>
      values.flatMap((value) => one(`f.${field}`, value)),
    ),
    ...one("from", state.from),
    ...one("to", state.to),
    ...one("box", state.box && boxText(state.box)),
    ...one("topic", state.topic?.key),
    ...one("sort", state.sort === "relevance" ? null : state.sort),
    ...one("view", state.view),
    ...one("page", state.offset > 0 ? state.offset / PAGE_SIZE + 1 : null),
  ];
}

/** The address of a question to a collection; `base`: path of the language. */
export function searchHref(base: string, slug: string, state: Shape): string {
  const params = new URLSearchParams(addressParams(state).map(({ name, value }) => [name, value]));
  return `${base}/collections/${slug}/search${params.size > 0 ? `?${params}` : ""}`;
}

/** Orders that make sense for a question, as it is laid out. */
export function sortsFor(state: CollectionState, view: ViewName): Sort[] {
  if (view === "timeline") return ["oldest", "newest"];
  return sorts.filter((one) => one !== "relevance" || state.q !== "");
}
