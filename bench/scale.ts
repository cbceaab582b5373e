/**
 * `node bench/scale.ts --data DIR --queries FILE [--heap 1024]`: what readers of a loaded region wait for (`bench/pages.ts`), first
 * with the engine in the server's memory, then with OpenSearch, beside what OpenSearch itself takes. `OPENSEARCH_URL` names a
 * cluster; without it one node with so many megabytes is started here, and when that cannot be done it is left out.
 */
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { startOpenSearch } from "../services/opensearch/cluster.ts";

const { values: options } = parseArgs({
  options: {
    data: { type: "string" },
    queries: { type: "string" },
    heap: { type: "string", default: "1024" },
  },
});
if (!options.data || !options.queries) throw new Error("scale.ts needs --data DIR and --queries FILE");

type Asked = { settings: Record<string, string>; pids: number[]; stop(): Promise<void> };

async function openCluster(): Promise<Asked | undefined> {
  const { OPENSEARCH_URL } = process.env;
  if (OPENSEARCH_URL)
    return {
      settings: { SEARCH_ENGINE: "opensearch", OPENSEARCH_URL },
      pids: [],
      stop: async () => undefined,
    };
  return await startOpenSearch({ heapMegabytes: Number(options.heap) }).catch((error: unknown) => {
    process.stderr.write(`Without OpenSearch: ${String(error)}\n`);
    return undefined;
  });
}

function benchPages(settings: Record<string, string>): void {
  const words = ["--data", options.data!, "--queries", options.queries!];
  execFileSync(process.execPath, [join(import.meta.dirname, "pages.ts"), ...words], {
    env: { ...process.env, ...settings, COMMONSHELF_BUDGET: "0" },
    stdio: ["ignore", "inherit", "inherit"],
  });
}

benchPages({ SEARCH_ENGINE: "postings" });
const cluster = await openCluster();
if (cluster)
  try {
    benchPages(cluster.settings);
    for (const pid of cluster.pids) {
      const peak = /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0;
      process.stdout.write(
        `${JSON.stringify({ name: "OpenSearch peak memory", value: Math.round(Number(peak) / 1024), unit: "MB" })}\n`,
      );
    }
  } finally {
    await cluster.stop();
  }
