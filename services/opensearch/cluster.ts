import { chmod, chown, mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { account, compiledWith, freePort, type Running, startProgram } from "../java.ts";

const NAME = "trial";

/** Nodes of OpenSearch on loopback, one cluster. */
export type OpenSearchCluster = {
  /** The settings of a region that searches there. */
  settings: { SEARCH_ENGINE: string; OPENSEARCH_URL: string };
  /** Process of every node. */
  pids: number[];
  /** Ends one node without a word. */
  kill(node: number): Promise<void>;
  /** Starts it again, with what it had. */
  start(node: number): Promise<void>;
  stop(): Promise<void>;
};

/** Starts `nodes` nodes with nothing in them; `port` 0 takes free ones. */
export async function startOpenSearch(
  options: { nodes?: number; port?: number; heapMegabytes?: number } = {},
): Promise<OpenSearchCluster> {
  const { nodes = 1, port = 0, heapMegabytes = 256 } = options;
  const here = import.meta.dirname;
  const classPath = await compiledWith(join(here, "pom.xml"), join(here, "Start.java"));
  const folder = await mkdtemp(join(tmpdir(), "opensearch-"));
  const who = account("nobody");
  await chmod(folder, 0o755);
  const places: { http: number; transport: number }[] = [];
  for (let i = 0; i < nodes; i++)
    places.push({ http: port === 0 ? await freePort() : port + i, transport: await freePort() });
  const running: (Running | undefined)[] = [];
  const start = async (node: number): Promise<void> => {
    const { http, transport } = places[node]!;
    const home = join(folder, `node-${node}`);
    await mkdir(join(home, "config"), { recursive: true });
    if (who) await chown(home, who.uid, who.gid);
    const settings = {
      "path.home": home,
      "node.name": `node-${node}`,
      "cluster.name": NAME,
      "network.host": "127.0.0.1",
      "http.port": http,
      "transport.port": transport,
      ...clusterSettings(places.map((place) => `127.0.0.1:${place.transport}`)),
      // A trial is not to fail on a disk that is nearly full.
      "cluster.routing.allocation.disk.threshold_enabled": false,
    };
    const heap = [`-Xms${heapMegabytes}m`, `-Xmx${heapMegabytes}m`, "-XX:+UseSerialGC"];
    const words = [...heap, "-cp", classPath, "Start"];
    running[node] = await startProgram(
      "java",
      [...words, ...Object.entries(settings).map(([name, value]) => `${name}=${value}`)],
      { cwd: home, ...who },
      async (signal) => {
        const asked = `http://127.0.0.1:${http}/_cluster/health?wait_for_nodes=${nodes}&timeout=1s`;
        return (await fetch(asked, { signal })).ok;
      },
    );
  };
  await Promise.all(places.map((_, node) => start(node)));
  return {
    settings: {
      SEARCH_ENGINE: "opensearch",
      OPENSEARCH_URL: places.map((place) => `http://127.0.0.1:${place.http}`).join(","),
    },
    pids: running.flatMap((one) => one?.child.pid ?? []),
    kill: async (node) => {
      await running[node]?.kill();
    },
    start,
    stop: async () => {
      await Promise.all(running.map((one) => one?.stop()));
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function clusterSettings(addresses: readonly string[]): Record<string, string> {
  if (addresses.length === 1) return { "discovery.type": "single-node" };
  return {
    "discovery.seed_hosts": addresses.join(","),
    "cluster.initial_cluster_manager_nodes": addresses.map((_, node) => `node-${node}`).join(","),
  };
}
