import { setTimeout as wait } from "node:timers/promises";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OWN_LIMITS } from "../../../services/java.ts";
import { type OpenSearchCluster, startOpenSearch } from "../../../services/opensearch/cluster.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { buildClusterIndex } from "./build.ts";
import { ClusterIndex } from "./cluster-index.ts";
import { startCatalogue } from "./testing-catalogue.ts";

const NODES = [0, 1, 2];
const PATIENT = { timeout: 60_000, interval: 100 };

let server: OpenSearchCluster;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  [server, database] = await Promise.all([startOpenSearch({ nodes: 3 }), createTestDatabase()]);
}, OWN_LIMITS);
afterAll(async () => {
  await server.stop();
  await database.close();
});

test("what was changed while nobody followed is found by comparing", async () => {
  const { index, searcher, find, rename, ids } = await startCatalogue(database, server, {
    name: "compared",
    titles: 20,
  });
  await index.open();
  await rename(ids[3]!, "儒林外史");
  await database.pool.query("delete from catalogue.instance where id = $1", [ids[0]]);
  expect(await index.reconcile()).toBe(2);
  expect(await index.reconcile()).toBe(0);
  expect(await find("儒林外史")).toEqual([ids[3]]);
  expect(await searcher.size()).toBe(19);
});

test("a new index takes the old one's place from one moment to the next, which is dropped", async () => {
  const { cluster, index, find, rename, ids } = await startCatalogue(database, server, {
    name: "renewed",
    titles: 20,
  });
  await index.open();
  const indexes = async (): Promise<string[]> =>
    Object.keys(await cluster.send<object>("GET", "/renewed-*/_alias"));
  const before = await indexes();
  let isBuilding = true;
  const asked = (async () => {
    while (isBuilding) expect(await find("title 5")).toEqual([ids[4]]);
  })();
  expect(await buildClusterIndex(database.db, cluster)).toBe(20);
  isBuilding = false;
  await asked;
  const after = await indexes();
  expect([before.length, after.length, after[0] === before[0]]).toEqual([1, 1, false]);
  await rename(ids[4]!, "儒林外史");
  await index.adoptSnapshot();
  expect(await find("儒林外史")).toEqual([ids[4]]);
});

test("several processes write the same title at once: the newest state stands", async () => {
  const { cluster, index, find, rename, ids } = await startCatalogue(database, server, {
    name: "rivals",
    titles: 3,
  });
  await index.open();
  const rivals = Array.from({ length: 4 }, () => new ClusterIndex(database.db, cluster, () => undefined));
  for (let round = 0; round < 5; round++) {
    const works = rivals.map(async (rival, i) => {
      await rename(ids[1]!, `round${round} rival${i}`);
      await rival.update([ids[1]!]);
    });
    await Promise.all(works);
    const { rows } = await database.pool.query(
      "select brief->'title'->>'main' as title from catalogue.instance where id = $1",
      [ids[1]],
    );
    await cluster.send("POST", "/rivals/_refresh");
    expect(await find(rows[0].title)).toEqual([ids[1]]);
  }
});

test(
  "changes made while the engine is down are found by themselves when it is back",
  async () => {
    const { index, searcher, find, rename, ids } = await startCatalogue(database, server, {
      name: "away",
      titles: 10,
    });
    await index.open();
    for (const node of NODES) await server.kill(node);
    const refused = { code: "search-unavailable", status: 503 };
    await expect(find("title 3")).rejects.toMatchObject(refused);
    await rename(ids[2]!, "聊斋志异");
    // The outbox goes on: nothing is thrown.
    await index.follow([ids[2]!]);
    await rename(ids[5]!, "儒林外史");
    await index.updateAvailability([ids[5]!]);
    await Promise.all(NODES.map((node) => server.start(node)));
    await expect
      .poll(() => find("聊斋志异").catch(() => []), { timeout: 30_000, interval: 100 })
      .toEqual([ids[2]]);
    await expect.poll(() => find("儒林外史"), { timeout: 5000, interval: 100 }).toEqual([ids[5]]);
    expect(await searcher.size()).toBe(10);
    index.stop();
  },
  OWN_LIMITS,
);

test(
  "a node is killed while titles are written and searched: nothing is lost, and it is noticed for moments only",
  async () => {
    const { index, searcher, find, rename, ids } = await startCatalogue(database, server, {
      name: "killed",
      titles: 600,
      shards: 3,
    });
    await index.open();
    await untilGreen();
    let refused = 0;
    let isOver = false;
    const asked = (async () => {
      while (!isOver) {
        const found = await find("title 5").catch((error: { code?: string }) => {
          expect(error.code).toBe("search-unavailable");
          refused += 1;
          return null;
        });
        if (found) expect(found).toEqual([ids[4]]);
        await wait(50);
      }
    })();
    for (let i = 100; i < 400; i++) {
      await rename(ids[i]!, `changed ${i}`);
      await index.follow([ids[i]!]);
      if (i === 200) await server.kill(1);
    }
    await expect.poll(() => find("changed 399").catch(() => []), PATIENT).toEqual([ids[399]]);
    isOver = true;
    await asked;
    await expect.poll(() => searcher.size().catch(() => 0), PATIENT).toBe(600);
    const found = await searcher.search({
      node: { kind: "words", field: "title", text: "changed" },
      size: 0,
    });
    expect(found.total).toBe(300);
    expect(await index.reconcile()).toBe(0);
    process.stdout.write(`searches refused while a node was killed: ${refused}\n`);
    await server.start(1);
    await untilGreen();
    index.stop();
  },
  OWN_LIMITS,
);

async function untilGreen(): Promise<void> {
  const [url] = server.settings.OPENSEARCH_URL.split(",");
  const health = await fetch(`${url}/_cluster/health?wait_for_status=green&timeout=60s`);
  expect(await health.json()).toMatchObject({ status: "green", timed_out: false });
}
