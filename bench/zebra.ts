import { execFileSync, spawn } from "node:child_process";
import {
  closeSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** What the comparison needs of the benchmark that runs it. */
export type ZebraBench = {
  address: string;
  env: NodeJS.ProcessEnv;
  main: string;
  queries: string[];
  print: (name: string, value: number, unit: string, more?: object) => void;
  printTimes: (name: string, times: number[]) => void;
  timesOf: (urls: string[]) => Promise<number[]>;
};

const TABLES = "/usr/share/idzebra-2.0/tab";
const MODULES = [
  "/usr/lib/x86_64-linux-gnu/idzebra-2.0/modules",
  "/usr/lib/aarch64-linux-gnu/idzebra-2.0/modules",
];
const PORT = 18_210;
const WORD = /[\p{L}\p{N}]+/gu;

/**
 * The same records in Debian's Zebra (package idzebra-2.0): MARC 21 and CNMARC as the region exports them, ICU words,
 * every word of the fields readers search in. Times its indexing, then the same queries, all their words in any field, twenty records each,
 * over SRU from both.
 */
export async function benchZebra(bench: ZebraBench): Promise<void> {
  if (!existsSync(TABLES)) throw new Error("Zebra is not installed: sudo apt-get install idzebra-2.0");
  const folder = mkdtempSync(join(tmpdir(), "commonshelf-zebra-"));
  try {
    const { records, seconds } = await indexRecords(folder, bench);
    bench.print("Zebra indexes", records / seconds, "records/s", { records, seconds });
    const zebra = spawn("zebrasrv", ["-f", join(folder, "server.xml")], { cwd: folder, stdio: "ignore" });
    try {
      await new Promise((done) => setTimeout(done, 2000));
      const both = [
        ["Zebra", `http://127.0.0.1:${PORT}/Default`],
        ["Commonshelf", `${bench.address}/sru`],
      ] as const;
      for (const [name, door] of both) {
        const found = await fetch(`${door}?${sruQuery("history")}`).then((reply) => reply.text());
        if (!found.includes("<controlfield") && !found.includes(":controlfield"))
          throw new Error(`${name}: ${found}`);
        const urls = bench.queries.map((query) => `${door}?${sruQuery(query)}`);
        await bench.timesOf(urls.slice(0, 100));
        bench.printTimes(`${name} over SRU, 20 records`, await bench.timesOf(urls));
      }
    } finally {
      zebra.kill();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function sruQuery(query: string): URLSearchParams {
  const words = query.match(WORD) ?? ["x"];
  return new URLSearchParams({
    version: "1.1",
    operation: "searchRetrieve",
    maximumRecords: "20",
    recordSchema: "marcxml",
    query: words.map((word) => `"${word}"`).join(" and "),
  });
}

async function indexRecords(
  folder: string,
  bench: ZebraBench,
): Promise<{ records: number; seconds: number }> {
  const records = join(folder, "records");
  mkdirSync(records);
  mkdirSync(join(folder, "register"));
  const reply = await fetch(`${bench.address}/api/v1/members`);
  const { items } = (await reply.json()) as { items: { code: string }[] };
  for (const { code } of items) {
    const file = openSync(join(records, `${code}.mrc`), "w");
    execFileSync(process.execPath, [bench.main, "export", "--member", code], {
      env: bench.env,
      stdio: ["ignore", file, "ignore"],
    });
    closeSync(file);
  }
  writeSettings(folder);
  execFileSync("zebraidx", ["-c", "zebra.cfg", "init"], { cwd: folder, stdio: "ignore" });
  const began = performance.now();
  execFileSync("zebraidx", ["-c", "zebra.cfg", "update", "records"], { cwd: folder, stdio: "ignore" });
  const seconds = (performance.now() - began) / 1000;
  const count = items.reduce((sum, { code }) => sum + recordsIn(join(records, `${code}.mrc`)), 0);
  return { records: count, seconds };
}

/** Records of an ISO 2709 file, by their terminators. */
function recordsIn(path: string): number {
  const bytes = readFileSync(path);
  let count = 0;
  for (let at = bytes.indexOf(0x1d); at !== -1; at = bytes.indexOf(0x1d, at + 1)) count++;
  return count;
}

/** Fields readers search in, MARC 21 and CNMARC together; every word of them is indexed under `any`. */
const FIELDS =
  "010 011 020 022 100 110 111 130 200 205 210 215 225 240 245 246 250 260 264 300 327 330 440 490 500 504 505 510 517 520 600 601 605 606 607 610 650 651 653 690 700 701 702 710 711 712 730 740 800 830 880";

function writeSettings(folder: string): void {
  const files: Record<string, string[]> = {
    "zebra.cfg": [
      `profilePath: ${folder}:${TABLES}`,
      `modulePath: ${MODULES.find((path) => existsSync(path)) ?? MODULES[0]}`,
      "attset: bib1.att",
      "index: icu.idx",
      "recordType: grs.marcxml.region",
      "encoding: UTF-8",
      `register: ${join(folder, "register")}:60G`,
      "memMax: 256",
    ],
    "region.abs": [
      ...[
        "name region",
        "encoding utf-8",
        "attset bib1.att",
        "esetname F @",
        "esetname B @",
        "marc usmarc.mar",
      ],
      ...["xpath disable", "all any", "melm 001 Local-number:w"],
      ...FIELDS.split(" ").map((tag) => `melm ${tag} any:w`),
    ],
    "cql.properties": [
      "set.cql = info:srw/cql-context-set/1/cql-v1.1",
      "set = info:srw/cql-context-set/1/cql-v1.1",
      "index.cql.serverChoice = 1=1016",
      "relation.scr = 2=3",
      "relation.eq = 2=3",
      "position.any = 3=3 6=1",
      "structure.* = 4=6",
    ],
    "server.xml": [
      `<yazgfs><listen id="main">tcp:127.0.0.1:${PORT}</listen><server id="main" listenref="main">`,
      "<config>zebra.cfg</config><cql2rpn>cql.properties</cql2rpn><retrievalinfo>",
      '<retrieval syntax="xml" name="marcxml" identifier="info:srw/schema/1/marcxml-v1.1">',
      '<backend syntax="usmarc" name="F"><marc inputformat="marc" outputformat="marcxml" inputcharset="utf-8"/>',
      "</backend></retrieval></retrievalinfo></server></yazgfs>",
    ],
  };
  for (const [name, lines] of Object.entries(files))
    writeFileSync(join(folder, name), `${lines.join("\n")}\n`);
}
