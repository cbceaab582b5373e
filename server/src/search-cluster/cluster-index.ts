import { scanVersions } from "../catalogue/index.ts";
import type { IndexSource } from "../contracts/index-source.ts";
import { type CatalogueFollower, TitleReader } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import { buildClusterIndex } from "./build.ts";
import type { Cluster } from "./cluster.ts";
import { MEANING } from "./mapping.ts";
import { TitleWrites } from "./title-writes.ts";

const VERSIONS_PAGE = 20_000;
const BATCH = 2000;
/** Changes can be found so soon after they are written. */
const REFRESH_MS = 200;
/** How soon it is tried again while the cluster is away. */
const RETRY_MS = 1000;
/** Changes that are remembered while it is away; beyond, everything is compared when it is back. */
const MOST_REMEMBERED = 100_000;

type Report = (error: unknown) => void;

/**
 * The catalogue's index on a cluster, kept up to date from the outbox. While the cluster cannot be reached, changes are
 * remembered and made as soon as it is back; whatever was missed is found by comparing index and catalogue.
 */
export class ClusterIndex implements CatalogueFollower {
  private readonly missed = new Set<number>();
  private missedAll = false;
  private opening: Promise<void> | undefined;
  private retry: NodeJS.Timeout | undefined;
  private refresh: NodeJS.Timeout | undefined;
  private isStopped = false;
  private readonly db: Db;
  private readonly cluster: Cluster;
  private readonly writes: TitleWrites;
  private readonly report: Report;

  private readonly sources: readonly IndexSource[];

  constructor(db: Db, cluster: Cluster, report: Report, sources: readonly IndexSource[] = []) {
    this.sources = sources;
    this.db = db;
    this.cluster = cluster;
    this.writes = new TitleWrites(cluster, new TitleReader(db, sources));
    this.report = report;
  }

  /**
   * Builds the index when there is none that this program can use, else brings it up to date. When the cluster cannot be
   * reached this is done as soon as it can; tells whether it could.
   */
  async open(onProgress: (done: number) => void = () => undefined): Promise<boolean> {
    try {
      await this.openNow(onProgress);
      return true;
    } catch (error) {
      if (!isAway(error)) throw error;
      this.miss("all", error);
      return false;
    }
  }

  /** One at a time: changes that come while an index is built do not have another one built. */
  private openNow(onProgress: (done: number) => void): Promise<void> {
    this.opening ??= this.openOnce(onProgress).finally(() => {
      this.opening = undefined;
    });
    return this.opening;
  }

  private async openOnce(onProgress: (done: number) => void): Promise<void> {
    if (await this.isUsable()) await this.reconcile(onProgress);
    else {
      await buildClusterIndex(this.db, this.cluster, onProgress, this.sources);
      await this.reconcile();
    }
  }

  private async isUsable(): Promise<boolean> {
    const { alias } = this.cluster;
    if (!(await this.cluster.has(alias))) return false;
    const mappings = await this.cluster.send<Record<string, { mappings: { _meta?: object } }>>(
      "GET",
      `/${alias}/_mapping`,
    );
    const [
      {
        mappings: { _meta: meaning = {} },
      } = { mappings: {} },
    ] = Object.values(mappings);
    return Object.entries(MEANING).every(
      ([name, value]) => (meaning as Record<string, unknown>)[name] === value,
    );
  }

  /** Writes what differs from the catalogue, takes out what is gone. Returns how many titles differed. */
  async reconcile(onProgress: (done: number) => void = () => undefined): Promise<number> {
    await this.refreshNow();
    let after = 0;
    let differing = 0;
    for (;;) {
      const page = await scanVersions(this.db, after, VERSIONS_PAGE, "all");
      const until = page.length < VERSIONS_PAGE ? Number.POSITIVE_INFINITY : page.at(-1)!.id;
      const versions = new Map(
        page.filter(({ version }) => version > 0).map(({ id, version }) => [id, version]),
      );
      const ids = await this.writes.differing(after, until, versions);
      for (let i = 0; i < ids.length; i += BATCH) {
        await this.writes.update(ids.slice(i, i + BATCH));
        differing += Math.min(BATCH, ids.length - i);
        onProgress(differing);
      }
      if (!Number.isFinite(until)) break;
      after = until;
    }
    await this.refreshNow();
    return differing;
  }

  async follow(ids: readonly number[]): Promise<void> {
    await this.update(ids);
  }

  async update(ids: readonly number[]): Promise<void> {
    if (this.retry) return this.miss(ids);
    try {
      await this.writes.update(ids);
      this.refreshSoon();
    } catch (error) {
      if (!isAway(error)) throw error;
      this.miss(ids, error);
    }
  }

  async updateAvailability(ids: readonly number[]): Promise<void> {
    await this.update(ids);
  }

  /** The alias names the new index already; what was changed while it was built is written again. */
  async adoptSnapshot(): Promise<void> {
    await this.open();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.retry);
    clearTimeout(this.refresh);
  }

  private miss(ids: readonly number[] | "all", error?: unknown): void {
    if (ids === "all" || this.missed.size + ids.length > MOST_REMEMBERED) this.missedAll = true;
    else for (const id of ids) this.missed.add(id);
    if (this.retry || this.isStopped) return;
    if (error !== undefined) this.report(error);
    this.tryLater();
  }

  private tryLater(): void {
    this.retry = setTimeout(() => void this.catchUp(), RETRY_MS).unref();
  }

  private async catchUp(): Promise<void> {
    const ids = [...this.missed];
    const all = this.missedAll;
    try {
      this.missed.clear();
      this.missedAll = false;
      if (all || !(await this.cluster.has(this.cluster.alias))) await this.openNow(() => undefined);
      await this.writes.update(ids);
      this.refreshSoon();
      this.retry = undefined;
      // What came while this was under way.
      if (this.missed.size > 0 || this.missedAll) this.tryLater();
    } catch (error) {
      for (const id of ids) this.missed.add(id);
      this.missedAll ||= all;
      if (!isAway(error)) this.report(error);
      if (!this.isStopped) this.tryLater();
    }
  }

  private refreshSoon(): void {
    this.refresh ??= setTimeout(() => {
      this.refresh = undefined;
      // It refreshes by itself every second.
      this.refreshNow().catch(() => undefined);
    }, REFRESH_MS).unref();
  }

  private async refreshNow(): Promise<void> {
    await this.cluster.send("POST", `/${this.cluster.alias}/_refresh`);
  }
}

function isAway(error: unknown): boolean {
  return error instanceof Problem && error.code === "search-unavailable";
}
