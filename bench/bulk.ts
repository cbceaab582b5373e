import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { parseArgs } from "node:util";
import { benchCorpus, openBenchRegion, printFigure } from "./region.ts";

/**
 * `npm run bench:bulk -- [--titles 5000] [--seed 11]`: loads one library's generated records, changes a field of all of them
 * at once and takes the change back, and prints how long loading, looking, changing and undoing take.
 */
const { values: options } = parseArgs({
  options: {
    titles: { type: "string", default: "5000" },
    seed: { type: "string", default: "11" },
  },
});
const LIBRARY = "ALIB";
const work = resolve(import.meta.dirname, "../var/bench");
const corpus = benchCorpus(work, options.titles, options.seed, "one");
const region = await openBenchRegion(join(work, "bulk"));

/** Asks until the answer is as wanted; the seconds it took. */
async function until(path: string, is: (body: Record<string, unknown>) => boolean): Promise<number> {
  const begin = performance.now();
  for (;;) {
    const reply = await fetch(`${region.address}/api/v1${path}`, { headers });
    const body = (await reply.json()) as Record<string, unknown>;
    if (reply.ok && is(body)) return (performance.now() - begin) / 1000;
    if (body.state === "failed") throw new Error(`${path}: ${JSON.stringify(body)}`);
    await new Promise((done) => setTimeout(done, 50));
  }
}

async function post(path: string, body: object): Promise<{ id: string }> {
  const reply = await fetch(`${region.address}/api/v1${path}`, {
    method: "POST",
    headers,
    body: JSON.stringify(body),
  });
  if (!reply.ok) throw new Error(`${path}: ${reply.status} ${await reply.text()}`);
  return (await reply.json()) as { id: string };
}

const headers = await region.office();
try {
  const began = performance.now();
  region.run("import", "--member", LIBRARY, "--json", join(corpus, `${LIBRARY}.mrc`));
  const loaded = (performance.now() - began) / 1000;
  const records = readFileSync(join(corpus, "truth.tsv"), "utf8").split("\n").filter(Boolean).length;
  const about = { titles: options.titles, seed: options.seed, records };
  printFigure("library loaded", records / loaded, "records/s", { ...about, seconds: loaded });
  const { id } = await post("/bulk-changes", {
    member: LIBRARY,
    selection: { kind: "library" },
    rules: [{ do: "add-field", tag: "590", subfields: [["a", "bench"]] }],
  });
  const looked = await until(`/bulk-changes/${id}`, ({ state }) => state === "ready");
  printFigure("bulk change looked at", records / looked, "records/s", { ...about, seconds: looked });
  await post(`/bulk-changes/${id}/performance`, {});
  const done = await until(`/imports/${id}`, ({ state }) => state === "done");
  printFigure("bulk change performed", records / done, "records/s", { ...about, seconds: done });
  const { id: undo } = await post(`/loads/${id}/undo`, {});
  const undone = await until(`/imports/${undo}`, ({ state }) => state === "done");
  printFigure("bulk change undone", records / undone, "records/s", { ...about, seconds: undone });
} finally {
  await region.close();
}
