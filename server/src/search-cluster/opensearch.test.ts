import { globSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { SuggestTableBuilder } from "@commonshelf/cjk";
import { afterAll, beforeAll, expect, test } from "vitest";
import { OWN_LIMITS } from "../../../services/java.ts";
import { type OpenSearchCluster, startOpenSearch } from "../../../services/opensearch/cluster.ts";
import { describeEngine, indexDocument, type ToldTitle } from "../discovery/testing.ts";
import { readConfig } from "../kernel/config.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { Cluster } from "./cluster.ts";
import { indexBody } from "./mapping.ts";
import { createOpenSearchSearcher } from "./searcher.ts";
import { startCatalogue } from "./testing-catalogue.ts";
import { titleSource } from "./title-document.ts";

let server: OpenSearchCluster;
let database: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  [server, database] = await Promise.all([startOpenSearch(), createTestDatabase()]);
}, OWN_LIMITS);
afterAll(async () => {
  await server.stop();
  await database.close();
});

describeEngine("the engine on OpenSearch", async () => {
  const urls = server.settings.OPENSEARCH_URL.split(",");
  const cluster = await Cluster.at({ urls, name: "trial", shards: 1 });
  await cluster.createIndex("trial", indexBody(1));
  const suggestions = { table: new SuggestTableBuilder().build() };
  const headings: ["title" | "author", string][] = [];
  const known = new Map<number, ToldTitle>();
  const put = async (titles: readonly ToldTitle[]): Promise<void> => {
    const lines = titles.flatMap(({ instance, holders, available, callNumber }) => {
      const codes = new Map(holders.map((code, i) => [i + 1, code]));
      const document = indexDocument(instance, codes, available, undefined, [callNumber]);
      return [{ index: { _id: String(instance.id) } }, titleSource(document, 1)];
    });
    const answer = await cluster.send<{ errors: boolean }>("POST", "/trial/_bulk", undefined, {
      lines,
      query: { refresh: true },
    });
    if (answer.errors) throw new Error(JSON.stringify(answer));
  };
  const searcher = createOpenSearchSearcher(cluster, { suggestions });
  const elsewhere = createOpenSearchSearcher(
    await Cluster.at({ urls: ["http://127.0.0.1:1"], name: "trial", shards: 1 }),
  );
  let asked = searcher;
  return {
    searcher: new Proxy(searcher, { get: (_, name) => asked[name as keyof typeof asked] }),
    put: async (titles) => {
      await put(titles);
      for (const one of titles) {
        known.set(one.instance.id, one);
        headings.push(["title", one.instance.brief.title.main]);
        for (const { value } of one.instance.brief.contributors) headings.push(["author", value]);
      }
      const builder = new SuggestTableBuilder();
      for (const [kind, text] of headings) builder.add(kind, text, 1);
      suggestions.table = builder.build();
    },
    remove: async (ids) => {
      const lines = ids.map((id) => ({ delete: { _id: String(id) } }));
      await cluster.send("POST", "/trial/_bulk", undefined, { lines, query: { refresh: true } });
    },
    setAvailable: (id, codes) => put([{ ...known.get(id)!, available: [...codes] }]),
    cutOff: () => {
      asked = elsewhere;
    },
  };
});

test("an index is built at the first start; changes are found, what is gone no more", async () => {
  const { index, searcher, find, rename, ids } = await startCatalogue(database, server, {
    name: "first",
    titles: 30,
  });
  expect(await index.open()).toBe(true);
  expect(await searcher.size()).toBe(30);
  expect(await find("title 7")).toEqual([ids[6]]);
  await rename(ids[6]!, "聊斋志异");
  await index.follow([ids[6]!]);
  await expect.poll(() => find("聊齋誌異"), { interval: 20 }).toEqual([ids[6]]);
  await database.pool.query("delete from catalogue.instance where id = $1", [ids[6]]);
  await index.follow([ids[6]!]);
  await expect.poll(() => find("聊齋誌異"), { interval: 20 }).toEqual([]);
});

test("a busy cluster that is asked again for an index it has just made is no failure, another refusal is one", async () => {
  const urls = server.settings.OPENSEARCH_URL.split(",");
  await using cluster = await Cluster.at({ urls, name: "twice", shards: 1 });
  await cluster.createIndex("twice", indexBody(1));
  await cluster.createIndex("twice", indexBody(1));
  expect(await cluster.has("twice")).toBe(true);
  await expect(cluster.createIndex("Twice", indexBody(1))).rejects.toMatchObject({
    code: "search-unavailable",
  });
});

test.each([
  [{ SEARCH_ENGINE: "zebra" }, 'SEARCH_ENGINE must be "postings" or "opensearch"'],
  [{ SEARCH_ENGINE: "opensearch" }, "OPENSEARCH_URL must be"],
  [{ SEARCH_ENGINE: "opensearch", OPENSEARCH_URL: "search:9200,x" }, "OPENSEARCH_URL must be"],
  [{ OPENSEARCH_SHARDS: "0" }, "OPENSEARCH_SHARDS must be"],
  [{ OPENSEARCH_SHARDS: "65" }, "OPENSEARCH_SHARDS must be"],
])("settings that do not fit are named: %j", (settings, words) => {
  expect(() => readConfig(settings)).toThrow(words);
});

test("nobody loads the client who does not search there", async () => {
  const folder = fileURLToPath(new URL("../", import.meta.url));
  const sources = globSync("**/*.ts", { cwd: folder }).filter((file) => !file.endsWith(".test.ts"));
  const naming = sources.filter((file) =>
    /^import (?!type ).*@opensearch-project/m.test(readFileSync(`${folder}${file}`, "utf8")),
  );
  expect(naming).toEqual([]);
  expect(readConfig({ OPENSEARCH_URL: "http://127.0.0.1:9200", OPENSEARCH_SHARDS: "64" }).openSearch).toBe(
    undefined,
  );
});
