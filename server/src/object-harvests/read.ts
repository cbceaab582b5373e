import { fetchPage, type Reach, readAddress, readListPage } from "../harvesting/index.ts";
import { Problem } from "../kernel/problem.ts";
import { readAnyTable } from "../object-formats/index.ts";
import { refuse } from "./refusals.ts";

/** What a source is asked for. */
export type Address = { kind: "oai" | "iiif"; url: string; prefix: string; setSpec: string };
/** One record of a source: what it says by columns, that it is deleted, or why it cannot be read. */
export type SourceRecord = { identifier: string } & (
  | { kind: "record"; cells: Record<string, string> }
  | { kind: "deleted" }
  | { kind: "unreadable"; reason: string }
);
export type SourcePage = {
  records: SourceRecord[];
  token: string | null;
  serverTime: Date | null;
  isTokenStale: boolean;
};

const DUBLIN_CORE = "oai_dc";
/** Manifests that one page of a IIIF collection holds. */
const MANIFESTS = 20;
const MOST_MANIFESTS = 100_000;

/** What one record says, whatever its format; null: none that is known. */
function cellsOf(text: string): Record<string, string> | string {
  try {
    return readAnyTable(Buffer.from(text)).rows[0]?.cells ?? "empty";
  } catch (error) {
    if (error instanceof Problem && error.status < 500) return error.code;
    throw error;
  }
}

/**
 * The page of an OAI-PMH list that a token names; null: the first one. Refuses `harvest-unreachable`, `harvest-unreadable`
 * and `harvest-refused`, 502.
 */
export async function readOaiPage(
  address: Address,
  from: string | null,
  token: string | null,
  reach: Reach,
): Promise<SourcePage> {
  const params =
    token !== null
      ? new URLSearchParams({ verb: "ListRecords", resumptionToken: token })
      : new URLSearchParams({
          verb: "ListRecords",
          metadataPrefix: address.prefix || DUBLIN_CORE,
          ...(address.setSpec ? { set: address.setSpec } : {}),
          ...(from === null ? {} : { from }),
        });
  const page = readListPage(await fetchPage(readAddress(address.url), params, reach));
  const records = page.records.map((one): SourceRecord => {
    const { identifier } = one;
    if (one.kind !== "raw") return one;
    const cells = cellsOf(one.metadata);
    return typeof cells === "string"
      ? { identifier, kind: "unreadable", reason: cells }
      : { identifier, kind: "record", cells };
  });
  return { ...page, records };
}

type Json = { readonly [key: string]: unknown };
const isObject = (value: unknown): value is Json =>
  typeof value === "object" && value !== null && !Array.isArray(value);
const listOf = (value: unknown): unknown[] => (Array.isArray(value) ? value : []);
const idOf = (value: unknown): string => (isObject(value) ? String(value.id ?? value["@id"] ?? "") : "");
const typeOf = (value: Json): string => String(value.type ?? value["@type"] ?? "").replace(/^sc:/, "");

async function fetchJson(url: string, reach: Reach): Promise<Json> {
  const address = new URL(url);
  const { searchParams } = address;
  const base = readAddress(`${address.origin}${address.pathname}`);
  const text = await fetchPage(base, searchParams, {
    ...reach,
    accept: "application/ld+json, application/json",
  });
  try {
    const value: unknown = JSON.parse(text);
    if (isObject(value)) return value;
  } catch {
    // Told below: what is no JSON is not readable either way.
  }
  throw refuse("harvest-unreadable", { detail: text.slice(0, 100) });
}

/**
 * The addresses of all manifests of a IIIF collection and of the collections in it, each once; of a manifest its own. A
 * collection that contains itself is looked into once. Refuses `harvest-turns-in-circles` 502 beyond a hundred thousand.
 */
export async function manifestsOf(url: string, reach: Reach): Promise<string[]> {
  const found = new Set<string>();
  const asked = new Set<string>();
  const waiting = [url];
  while (waiting.length > 0) {
    const next = waiting.shift()!;
    if (asked.has(next)) continue;
    asked.add(next);
    const value = await fetchJson(next, reach);
    if (typeOf(value) === "Manifest") found.add(next);
    const inside = ["items", "manifests", "collections", "members"].flatMap((name) => listOf(value[name]));
    for (const one of inside.filter(isObject))
      if (typeOf(one) === "Manifest") found.add(idOf(one));
      else if (typeOf(one) === "Collection") waiting.push(idOf(one));
    if (found.size + asked.size > MOST_MANIFESTS) throw refuse("harvest-turns-in-circles");
  }
  found.delete("");
  return [...found];
}

/** A page of manifests, `token` saying how many were read. One that cannot be fetched is named, and the rest goes on. */
export async function readManifestPage(
  manifests: readonly string[],
  token: string | null,
  reach: Reach,
): Promise<SourcePage> {
  const at = Number(token ?? 0);
  const records: SourceRecord[] = [];
  for (const identifier of manifests.slice(at, at + MANIFESTS)) {
    const read = await fetchJson(identifier, reach)
      .then((value) => cellsOf(JSON.stringify(value)))
      .catch((error: unknown) => {
        if (error instanceof Problem) return error.code;
        throw error;
      });
    records.push(
      typeof read === "string"
        ? { identifier, kind: "unreadable", reason: read }
        : { identifier, kind: "record", cells: read },
    );
  }
  const next = at + MANIFESTS;
  return {
    records,
    token: next < manifests.length ? String(next) : null,
    serverTime: null,
    isTokenStale: false,
  };
}
