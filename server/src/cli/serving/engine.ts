import {
  type CatalogueFollower,
  CatalogueIndex,
  createSearcher,
  type Searcher,
  type Suggestions,
} from "../../discovery/index.ts";
import type { Config } from "../../kernel/config.ts";
import { indexSources } from "../../rooms.ts";
import * as openSearch from "../../search-cluster/index.ts";
import type { Company } from "./company.ts";
import type { RegionDatabase } from "./region-database.ts";

/** The search engine of a server. */
export type Engine = {
  searcher: Searcher;
  follower: CatalogueFollower;
  /** One index for all processes: changes are written to it once. */
  isShared: boolean;
  /** Titles that can be found at the start; null while that cannot be told. */
  titles: number | null;
  /** Keeps what a quick start needs. */
  save(): Promise<void>;
  stop(): void;
};

type Hooks = { show(text: string): void; report(error: unknown): void };

/** Opens the engine that the settings name. */
export async function openEngine(
  config: Config,
  database: RegionDatabase,
  company: Company,
  suggestions: Suggestions,
  hooks: Hooks,
): Promise<Engine> {
  return config.openSearch
    ? await openShared(config.openSearch, database, company, suggestions, hooks)
    : await openOwn(config, database, company, suggestions, hooks);
}

async function openOwn(
  config: Config,
  { db }: RegionDatabase,
  company: Company,
  suggestions: Suggestions,
  { show }: Hooks,
): Promise<Engine> {
  const index = new CatalogueIndex(db, config.dataFolder, { name: company.indexName, sources: indexSources });
  await index.open((done) => show(`indexing  ${done} titles`));
  return {
    searcher: createSearcher(() => index.opened, { suggestions }),
    follower: index,
    isShared: false,
    titles: index.index.size,
    save: () => index.save(),
    stop: () => undefined,
  };
}

async function openShared(
  settings: NonNullable<Config["openSearch"]>,
  { db }: RegionDatabase,
  company: Company,
  suggestions: Suggestions,
  { show, report }: Hooks,
): Promise<Engine> {
  const cluster = await openSearch.Cluster.ofRegion(db, settings);
  const index = new openSearch.ClusterIndex(db, cluster, report, indexSources);
  let isThere = false;
  await company.inTurn("search index", async () => {
    isThere = await index.open((done) => show(`indexing  ${done} titles`));
  });
  const searcher = openSearch.createSearcher(cluster, { suggestions });
  return {
    searcher,
    follower: index,
    isShared: true,
    titles: isThere ? await searcher.size() : null,
    save: async () => undefined,
    stop: () => index.stop(),
  };
}
