import type { RecordRow } from "./records.ts";

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

/** A manifest: its names, its facts, and the addresses of its pictures, which are not fetched. */
function rowOf(manifest: Json, above: readonly string[]): RecordRow {
  const facts: Record<string, string[]> = {};
  for (const pair of listOf(manifest.metadata).filter(isObject)) {
    const name = texts(pair.label)[0]?.slice(0, 80);
    if (name) facts[name] = [...(facts[name] ?? []), ...texts(pair.value)];
  }
  const sequences = listOf(manifest.sequences).filter(isObject);
  const canvases = [...listOf(manifest.items), ...sequences.flatMap((one) => listOf(one.canvases))];
  const thumbnail = listOf(manifest.thumbnail)[0];
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
    pages: canvases.length > 0 ? [String(canvases.length)] : [],
    thumbnail: [idOf(thumbnail)].filter(Boolean),
    url: listOf(manifest.homepage).map(idOf).filter(Boolean),
    ...Object.fromEntries(Object.entries(facts).map(([name, values]) => [columnOf(name), values])),
  };
}

/** Facts are called as the manifest calls them, beside what it says itself. */
const TAKEN = /^(?:identifier|title|part of|description|rights|attribution|provider|pages|thumbnail|url)$/i;
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
