import { parseArgs } from "node:util";
import { startOpenSearch } from "./opensearch/cluster.ts";
import { startS3 } from "./s3/server.ts";

/** Starts one of the servers that the tests use, for whoever develops: `npm run services -- s3`. Ends with Ctrl-C. */
const starts: Record<
  string,
  (words: string[]) => Promise<{ settings: Record<string, string>; stop(): Promise<void> }>
> = {
  s3: async (words) => {
    const { values } = parseArgs({ args: words, options: { port: { type: "string", default: "9090" } } });
    return await startS3(Number(values.port));
  },
  opensearch: async (words) => {
    const { values } = parseArgs({
      args: words,
      options: {
        port: { type: "string", default: "9200" },
        nodes: { type: "string", default: "1" },
        heap: { type: "string", default: "512" },
      },
    });
    return await startOpenSearch({
      port: Number(values.port),
      nodes: Number(values.nodes),
      heapMegabytes: Number(values.heap),
    });
  },
};

const [name = "", ...rest] = process.argv.slice(2);
const start = starts[name];
if (!start) {
  process.stderr.write(`npm run services -- NAME   (${Object.keys(starts).join(", ")})\n`);
  process.exit(2);
}
const server = await start(rest);
process.stdout.write("Running. Settings for a region that uses it:\n\n");
for (const [setting, value] of Object.entries(server.settings))
  process.stdout.write(`  export ${setting}=${value}\n`);
process.once("SIGINT", () => {
  void server.stop().then(() => process.exit(0));
});
