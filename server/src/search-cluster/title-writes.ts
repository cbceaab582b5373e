import {
  availableMembersBetween,
  availableValues,
  searchUnavailable,
  type TitleReader,
} from "../discovery/index.ts";
import type { BulkItem, Cluster } from "./cluster.ts";
import { facetField } from "./mapping.ts";
import { titleSource } from "./title-document.ts";

/** Titles read and sent at once. */
const PAGE = 500;
/** Several processes change one index: who is overtaken reads again, so often at most. */
const ROUNDS = 8;
const SCAN_PAGE = 5000;
const CONFLICT = 409;
const BUSY = 429;

type Place = { _id: string; found?: boolean; _seq_no?: number; _primary_term?: number };

/** A title as the index has it. */
export type Indexed = { id: number; version: number; available: string[] };

/** Brings titles in an index of the cluster up to date with the database. */
export class TitleWrites {
  private readonly cluster: Cluster;
  private readonly reader: TitleReader;

  constructor(cluster: Cluster, reader: TitleReader) {
    this.cluster = cluster;
    this.reader = reader;
  }

  /**
   * Writes these titles as they are now, takes out what is gone. A title that another process has written meanwhile is read
   * and written again, so that the newest state stands. Refuses `search-unavailable`.
   */
  async update(ids: readonly number[]): Promise<void> {
    for (let i = 0; i < ids.length; i += PAGE) {
      let left = ids.slice(i, i + PAGE);
      for (let round = 0; left.length > 0; round++) {
        if (round === ROUNDS) throw new Error(`${left.length} titles are overtaken again and again`);
        left = await this.updateOnce(left);
      }
    }
  }

  /** Writes titles that nobody else writes: into an index that is being built. */
  async fill(index: string, ids: readonly number[]): Promise<void> {
    const { lines } = await this.linesFor([...ids], new Map());
    if (lines.length > 0) await this.send(index, lines.flat());
  }

  private async updateOnce(ids: number[]): Promise<number[]> {
    const { alias } = this.cluster;
    // Where they stand is read before what they are: whoever comes between is noticed.
    const { docs } = await this.cluster.send<{ docs: Place[] }>("POST", `/${alias}/_mget`, {
      ids: ids.map(String),
    });
    const places = new Map(docs.flatMap((doc) => (doc.found ? [[Number(doc._id), doc] as const] : [])));
    const { lines, live } = await this.linesFor(ids, places);
    for (const id of ids)
      if (!live.has(id) && places.has(id))
        lines.push([{ delete: { _id: String(id), ...stand(places.get(id)) } }]);
    return lines.length === 0 ? [] : await this.send(alias, lines.flat());
  }

  private async linesFor(
    ids: number[],
    places: ReadonlyMap<number, Place>,
  ): Promise<{ lines: object[][]; live: Set<number> }> {
    const [read, texts] = await Promise.all([this.reader.read(ids), this.reader.readTexts(ids)]);
    const lines = read.instances.map((instance) => {
      const place = places.get(instance.id);
      const head = { _id: String(instance.id), ...stand(place) };
      const document = this.reader.documentOf(instance, read, texts);
      return [place ? { index: head } : { create: head }, titleSource(document, instance.version)];
    });
    return { lines, live: new Set(read.instances.map((instance) => instance.id)) };
  }

  /** Returns the titles that another has written first. */
  private async send(index: string, lines: readonly object[]): Promise<number[]> {
    const { errors, items } = await this.cluster.send<{
      errors: boolean;
      items: Record<string, BulkItem>[];
    }>("POST", `/${index}/_bulk`, undefined, {
      lines,
      query: { require_alias: index === this.cluster.alias },
    });
    if (!errors) return [];
    const refused = items.flatMap((item) => Object.values(item)).filter((item) => item.error);
    if (refused.some((item) => item.status === BUSY || item.status >= 500)) throw searchUnavailable();
    const other = refused.find((item) => item.status !== CONFLICT);
    if (other) throw new Error(`OpenSearch would not take title ${other._id}: ${other.error!.reason}`);
    return refused.map((item) => Number(item._id));
  }

  /** Titles of the index with ids above `after` up to `until`, by id. */
  async *scan(after: number, until: number): AsyncGenerator<Indexed> {
    for (let from = after; ; ) {
      const { hits } = await this.cluster.send<{ hits: { hits: { fields: Record<string, unknown[]> }[] } }>(
        "POST",
        `/${this.cluster.alias}/_search`,
        {
          query: { range: { added: { gt: from, ...(Number.isFinite(until) && { lte: until }) } } },
          sort: [{ added: "asc" }],
          size: SCAN_PAGE,
          docvalue_fields: ["added", "version", facetField("available")],
          stored_fields: "_none_",
          track_total_hits: false,
        },
      );
      for (const { fields } of hits.hits)
        yield {
          id: Number(fields.added![0]),
          version: Number(fields.version![0]),
          available: (fields[facetField("available")] ?? []).map(String),
        };
      const last = hits.hits.at(-1);
      if (!last || hits.hits.length < SCAN_PAGE) return;
      from = Number(last.fields.added![0]);
    }
  }

  /**
   * Titles with ids above `after` up to `until` that are not in the index as the database (`versions`) has them: another
   * version, other libraries that can lend a copy now, gone.
   */
  async differing(after: number, until: number, versions: ReadonlyMap<number, number>): Promise<number[]> {
    const to = Number.isFinite(until) ? until + 1 : Number.MAX_SAFE_INTEGER;
    const available = await availableMembersBetween(this.reader.db, after + 1, to);
    const differing: number[] = [];
    const unseen = new Set(versions.keys());
    for await (const title of this.scan(after, until)) {
      unseen.delete(title.id);
      const now = availableValues(available.get(title.id) ?? []);
      if (title.version !== versions.get(title.id) || !isSame(now, title.available)) differing.push(title.id);
    }
    return [...differing, ...unseen];
  }
}

function stand(place: Place | undefined): object {
  return place ? { if_seq_no: place._seq_no, if_primary_term: place._primary_term } : {};
}

function isSame(a: readonly string[], b: readonly string[]): boolean {
  const values = new Set(a);
  return values.size === new Set(b).size && b.every((value) => values.has(value));
}
