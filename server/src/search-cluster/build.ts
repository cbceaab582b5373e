import { setTimeout as wait } from "node:timers/promises";
import { scanVersions } from "../catalogue/index.ts";
import type { IndexSource } from "../contracts/index-source.ts";
import { TitleReader } from "../discovery/index.ts";
import type { Db } from "../kernel/database.ts";
import { systemClock } from "../kernel/time.ts";
import type { Cluster } from "./cluster.ts";
import { indexBody } from "./mapping.ts";
import { TitleWrites } from "./title-writes.ts";

/** Titles of one bulk request. */
const BATCH = 500;
/** Requests under way: one is read and described while another is written. */
const AT_ONCE = 3;
const VERSIONS_PAGE = 20_000;
/** Longer than a search may take. */
const UNDER_WAY_MS = 2000;
const ABANDONED_MS = 24 * 3_600_000;

/**
 * Builds the whole index beside the live one and lets the alias name it; the old one is dropped. Returns how many titles it has.
 * Changes made meanwhile are found by comparing afterwards.
 */
export async function buildClusterIndex(
  db: Db,
  cluster: Cluster,
  onProgress: (done: number) => void = () => undefined,
  sources: readonly IndexSource[] = [],
): Promise<number> {
  const { alias, shards } = cluster;
  const next = `${alias}-${systemClock.now().getTime().toString(36)}`;
  const writes = new TitleWrites(cluster, new TitleReader(db, sources));
  await cluster.createIndex(next, indexBody(shards));
  try {
    await cluster.send("PUT", `/${next}/_settings`, {
      index: { refresh_interval: "-1", auto_expand_replicas: "0-0" },
    });
    const titles = await fill(db, writes, next, onProgress);
    await cluster.send("POST", `/${next}/_forcemerge`, undefined, {
      query: { max_num_segments: 1 },
      long: true,
    });
    await cluster.send("PUT", `/${next}/_settings`, {
      index: { refresh_interval: "1s", auto_expand_replicas: "0-1" },
    });
    await cluster.send("POST", `/${next}/_refresh`, undefined, { long: true });
    await putInPlace(cluster, next);
    return titles;
  } catch (error) {
    await cluster.send("DELETE", `/${next}`).catch(() => undefined);
    throw error;
  }
}

async function fill(
  db: Db,
  writes: TitleWrites,
  index: string,
  onProgress: (done: number) => void,
): Promise<number> {
  let after = 0;
  let titles = 0;
  for (;;) {
    const page = await scanVersions(db, after, VERSIONS_PAGE, "all");
    if (page.length === 0) return titles;
    after = page.at(-1)!.id;
    const ids = page.filter(({ version }) => version > 0).map(({ id }) => id);
    let at = 0;
    const lane = async (): Promise<void> => {
      while (at < ids.length) {
        const slice = ids.slice(at, at + BATCH);
        at += BATCH;
        await writes.fill(index, slice);
        titles += slice.length;
        onProgress(titles);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, lane));
  }
}

/** Searches go to the new index from one moment to the next; the one before is dropped when those under way have ended. */
async function putInPlace(cluster: Cluster, next: string): Promise<void> {
  const { alias } = cluster;
  const there = await cluster.send<Record<string, { aliases: object }>>("GET", `/${alias}-*/_alias`);
  const others = Object.entries(there).filter(([name]) => name !== next);
  const before = others.filter(([, { aliases }]) => alias in aliases).map(([name]) => name);
  const abandoned = others
    .map(([name]) => name)
    .filter((name) => !before.includes(name) && isAbandoned(name));
  await cluster.send("POST", "/_aliases", {
    actions: [
      ...before.map((index) => ({ remove: { index, alias } })),
      { add: { index: next, alias, is_write_index: true } },
    ],
  });
  await wait(UNDER_WAY_MS);
  for (const name of [...before, ...abandoned]) await cluster.send("DELETE", `/${name}`);
}

/** A build that began so long ago has ended one way or the other. */
function isAbandoned(name: string): boolean {
  return systemClock.now().getTime() - Number.parseInt(name.split("-").at(-1)!, 36) > ABANDONED_MS;
}
