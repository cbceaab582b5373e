import type { RecordRow } from "./records.ts";
import { writeSections } from "./sections.ts";

type Json = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : value == null ? [] : [value]);

/** What a text says: a string, a map of languages (Presentation 3), or values with their languages (Presentation 2). */
function texts(value: unknown): string[] {
  return listOf(value).flatMap((one): string[] => {
    if (typeof one === "string") return [one.replace(/<[^>]*>/g, "").trim()];
    if (!isObject(one)) return [];
    if ("@value" in one) return texts(one["@value"]);
    return Object.values(one).flatMap(texts);
  });
}

const idOf = (value: unknown): string =>
  isObject(value) ? String(value.id ?? value["@id"] ?? "") : typeof value === "string" ? value : "";
const typeOf = (value: Json): string => String(value.type ?? value["@type"] ?? "").replace(/^sc:/, "");

/** The canvas a part of a range means, without the moment or the place on it. */
const canvasIn = (value: unknown): string => {
  const source = isObject(value) && isObject(value.source) ? value.source : value;
  const id = isObject(value) && typeof value.source === "string" ? value.source : idOf(source);
  return id.replace(/#.*$/, "");
};

type Range = { label: string; depth: number; first: number };

/**
 * Ranges in their order: of Presentation 3 they stand inside each other, of 2 they name each other. A range begins at the
 * first of its canvases or of what is inside it; one without any is left out, and so is the one that stands for the whole.
 */
function rangesOf(manifest: Json, canvases: readonly string[]): Range[] {
  const all = listOf(manifest.structures).filter(isObject);
  const byId = new Map(all.map((one) => [idOf(one), one]));
  const inside = (range: Json): unknown[] =>
    [range.items, range.members, range.ranges, range.canvases].flatMap(listOf);
  const named = new Set(all.flatMap(inside).map(idOf));
  const seen = new Set<string>();
  const walk = (range: Json, depth: number): Range[] => {
    const id = idOf(range);
    if (seen.has(id) || depth > 8) return [];
    seen.add(id);
    const places: number[] = [];
    const below: Range[] = [];
    for (const one of inside(range)) {
      const known = byId.get(idOf(one)) ?? (isObject(one) && typeOf(one) === "Range" ? one : undefined);
      if (known) below.push(...walk(known, depth + 1));
      else if (canvases.includes(canvasIn(one))) places.push(canvases.indexOf(canvasIn(one)) + 1);
    }
    const label = texts(range.label)[0] ?? "";
    const first = Math.min(...places, ...below.map((one) => one.first));
    if (first === Number.POSITIVE_INFINITY) return [];
    const isWhole = listOf(range.viewingHint).includes("top") || label === "";
    if (isWhole) return below.map((one) => ({ ...one, depth: one.depth - 1 }));
    return [{ label, depth, first }, ...below];
  };
  const isOrder = ({ behavior }: Json): boolean =>
    listOf(behavior).some((one) => one === "sequence" || one === "thumbnail-nav");
  const tops = all.filter(
    (one) => !isOrder(one) && (!named.has(idOf(one)) || listOf(one.viewingHint).includes("top")),
  );
  return tops.flatMap((one) => walk(one, 0));
}

/** The name a picture's file may have: the last of its service's address, or of its own. */
function fileOf(canvas: Json): string {
  const page = listOf(canvas.items ?? canvas.images)[0];
  const first = isObject(page) ? (listOf(page.items)[0] ?? page) : null;
  const body = isObject(first) ? listOf(first.body ?? first.resource)[0] : null;
  if (!isObject(body)) return "";
  const service = idOf(listOf(body.service)[0]);
  const address = service === "" ? idOf(body) : service;
  return decodeURIComponent(
    address
      .replace(/[?#].*$/, "")
      .replace(/\/+$/, "")
      .replace(/^.*\//, ""),
  );
}

/** A manifest: its names, its facts, its ranges, and what its pictures are called, which are not fetched. */
function rowOf(manifest: Json, above: readonly string[]): RecordRow {
  const facts: Record<string, string[]> = {};
  for (const pair of listOf(manifest.metadata).filter(isObject)) {
    const name = texts(pair.label)[0]?.slice(0, 80);
    if (name) facts[name] = [...(facts[name] ?? []), ...texts(pair.value)];
  }
  const sequences = listOf(manifest.sequences).filter(isObject);
  const canvases = [...listOf(manifest.items), ...sequences.flatMap((one) => listOf(one.canvases))];
  const thumbnail = listOf(manifest.thumbnail)[0];
  const labels = canvases.map((one) => (isObject(one) ? (texts(one.label)[0] ?? "") : ""));
  // A cell says each thing once: labels that are missing or the same again would move those after them.
  const isClear = labels.every(Boolean) && new Set(labels).size === labels.length;
  return {
    identifier: [idOf(manifest)],
    title: texts(manifest.label),
    "part of": above.slice(0, 1),
    description: [...texts(manifest.summary), ...texts(manifest.description)],
    date: texts(manifest.navDate),
    rights: [...texts(manifest.rights), ...texts(manifest.license)],
    attribution: [
      ...texts(isObject(manifest.requiredStatement) ? manifest.requiredStatement.value : []),
      ...texts(manifest.attribution),
    ],
    provider: listOf(manifest.provider).flatMap((one) => (isObject(one) ? texts(one.label) : [])),
    parts: writeSections(rangesOf(manifest, canvases.map(idOf))),
    "page labels": isClear ? labels : [],
    "picture files": canvases.filter(isObject).map(fileOf).filter(Boolean),
    pages: canvases.length > 0 ? [String(canvases.length)] : [],
    thumbnail: [idOf(thumbnail)].filter(Boolean),
    url: listOf(manifest.homepage).map(idOf).filter(Boolean),
    ...Object.fromEntries(Object.entries(facts).map(([name, values]) => [columnOf(name), values])),
  };
}

/** Facts are called as the manifest calls them, beside what it says itself. */
const TAKEN =
  /^(?:identifier|title|part of|description|rights|attribution|provider|pages|parts|page labels|picture files|thumbnail|url)$/i;
const columnOf = (name: string): string => (TAKEN.test(name) ? `${name} *` : name);

/** Manifests of a file: one, or those a collection names, which then say only what they are called. Null: neither. */
export function iiifRows(value: unknown, above: readonly string[] = [], depth = 0): RecordRow[] | null {
  if (!isObject(value)) return null;
  const type = typeOf(value);
  if (type === "Manifest") return [rowOf(value, above)];
  if (type !== "Collection" || depth > 8) return null;
  const inside = [value.items, value.manifests, value.collections, value.members].flatMap(listOf);
  const name = texts(value.label).slice(0, 1);
  const rows = inside.flatMap((one) => iiifRows(one, name, depth + 1) ?? []);
  return rows.length > 0 ? rows : [rowOf(value, above)];
}
