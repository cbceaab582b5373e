import type { OpenSearchCluster } from "../../../services/opensearch/cluster.ts";
import { EMPTY_BRIEF } from "../catalogue/testing.ts";
import type { Searcher } from "../discovery/index.ts";
import type { Database } from "../kernel/database.ts";
import { Cluster } from "./cluster.ts";
import { ClusterIndex } from "./cluster-index.ts";
import { createOpenSearchSearcher } from "./searcher.ts";

/** A catalogue and its index on a cluster. */
export type CatalogueOnTrial = {
  cluster: Cluster;
  index: ClusterIndex;
  searcher: Searcher;
  /** Ids of the titles, in the order of their numbers. */
  ids: number[];
  find(text: string): Promise<number[]>;
  /** Changes a title in the database, and tells nobody. */
  rename(id: number, title: string): Promise<void>;
};

/** A new catalogue in the place of the one before, with so many titles called `title 1`, `title 2` and so on. */
export async function startCatalogue(
  database: Pick<Database, "db" | "pool">,
  server: OpenSearchCluster,
  { name, titles, shards = 1 }: { name: string; titles: number; shards?: number },
): Promise<CatalogueOnTrial> {
  await database.pool.query("delete from catalogue.instance");
  const brief = JSON.stringify({ ...EMPTY_BRIEF, title: { main: "title N" } });
  const { rows } = await database.pool.query<{ id: number }>(
    `insert into catalogue.instance (brief, record_count)
      select replace($1, 'title N', 'title ' || n)::json, 1 from generate_series(1, $2) n returning id`,
    [brief, titles],
  );
  const cluster = await Cluster.at({ urls: server.settings.OPENSEARCH_URL.split(","), name, shards });
  const index = new ClusterIndex(database.db, cluster, () => undefined);
  const searcher = createOpenSearchSearcher(cluster);
  const find = async (text: string): Promise<number[]> =>
    (await searcher.search({ node: { kind: "words", field: "title", text }, size: 100 })).hits.map(
      (hit) => hit.id,
    );
  const rename = async (id: number, title: string): Promise<void> => {
    await database.pool.query(
      "update catalogue.instance set brief = $2::json, version = version + 1 where id = $1",
      [id, JSON.stringify({ ...EMPTY_BRIEF, title: { main: title } })],
    );
  };
  return { cluster, index, searcher, find, rename, ids: rows.map((row) => Number(row.id)) };
}
