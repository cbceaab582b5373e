import type { Client } from "@opensearch-project/opensearch";
import { searchUnavailable } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { readSecret } from "../kernel/secrets.ts";

/** Where a region's index is: addresses of nodes, the name its indexes begin with, the parts each is made of. */
export type ClusterSettings = { urls: readonly string[]; name: string; shards: number };

const REQUEST_MS = 10_000;
/** Building, merging and waiting for copies take longer than any question. */
const LONG_MS = 10 * 60_000;

/** What one item of a bulk request came to. */
export type BulkItem = { _id: string; status: number; error?: { type: string; reason: string } };

/**
 * A region's part of an OpenSearch cluster. Whatever keeps it from being asked is refused as `search-unavailable`; a question
 * it will not answer as `query-too-long`.
 */
export class Cluster {
  private readonly client: Client;
  /** The alias of the index that is searched now. */
  readonly alias: string;
  readonly shards: number;
  private major: number | undefined;

  private constructor(client: Client, { name, shards }: ClusterSettings) {
    this.client = client;
    this.alias = name;
    this.shards = shards;
  }

  /** Loads the client, which nobody else needs; asks nothing yet. */
  static async at(settings: ClusterSettings): Promise<Cluster> {
    const { Client } = await import("@opensearch-project/opensearch");
    const client = new Client({ nodes: [...settings.urls], requestTimeout: REQUEST_MS, maxRetries: 2 });
    return new Cluster(client, settings);
  }

  /** The part of a region: its indexes are named by the region, so that many regions share a cluster. */
  static async ofRegion(db: Db, settings: { urls: readonly string[]; shards: number }): Promise<Cluster> {
    const region = await readSecret(db, "region-id");
    return await Cluster.at({ ...settings, name: `commonshelf-${region.toString("hex").slice(0, 12)}` });
  }

  /** Sends a request; `lines` are bodies of one line each. */
  async send<T>(
    method: string,
    path: string,
    body?: object,
    options: {
      query?: Record<string, string | number | boolean>;
      lines?: readonly object[];
      long?: boolean;
    } = {},
  ): Promise<T> {
    try {
      const { body: answer } = await this.client.transport.request(
        {
          method,
          path,
          querystring: options.query,
          ...(options.lines ? { bulkBody: options.lines.map((line) => JSON.stringify(line)) } : { body }),
        } as Parameters<Client["transport"]["request"]>[0],
        options.long ? { requestTimeout: LONG_MS } : {},
      );
      return answer as T;
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /**
   * Makes an index of a name that nobody else gives. A cluster that is busy may be slow to say that it did; whoever asks it
   * again then hears that it is there.
   */
  async createIndex(name: string, body: object): Promise<void> {
    await this.send("PUT", `/${name}`, body, { long: true }).catch((error: { cause?: unknown }) => {
      const { body: said } = (error.cause as { meta?: { body?: unknown } } | undefined)?.meta ?? {};
      if (!JSON.stringify(said ?? "").includes("resource_already_exists_exception")) throw error;
    });
  }

  /** The first number of its version. */
  async majorVersion(): Promise<number> {
    if (this.major === undefined) {
      const { version } = await this.send<{ version: { number: string } }>("GET", "/");
      this.major = Number.parseInt(version.number, 10);
    }
    return this.major;
  }

  /** Whether it has an index or alias of this name. */
  async has(name: string): Promise<boolean> {
    const { body } = await this.client.indices.exists({ index: name }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    return body === true;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.client.close();
  }
}

/** What is no fault of the question means that the engine cannot be asked. */
function refusalOf(error: unknown): unknown {
  const { statusCode, body } = (error as { meta?: { statusCode?: number; body?: unknown } }).meta ?? {};
  if (isQuestionRefused(statusCode, body)) return new Problem("query-too-long", 400);
  const refusal = searchUnavailable();
  refusal.cause = error;
  return refusal;
}

/** Too many clauses, too deep, too far: asked so, it would be refused again. */
export function isQuestionRefused(status: number | undefined, body: unknown): boolean {
  return /too_many_(?:nested_)?clauses|maxClauseCount|max_result_window|nesting depth/i.test(
    status !== undefined && status >= 400 ? JSON.stringify(body ?? "") : "",
  );
}
