import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { type MarcRecord, readMarcBytes, writeIso2709 } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { addMember, findMemberByCode } from "../../consortium/index.ts";
import { builtInProfiles, itemProfileSchema, ProfileCensus, readItems } from "../../copies/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { createTestDatabase } from "../../kernel/testing.ts";
import { importFile } from "../import.ts";
import { listRejects } from "../import-runs.ts";
import { loadItemPlaces } from "./item-places.ts";
import { removeProfile, setProfile } from "./profiles.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let memberId: number;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-dialects-"));
  await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code: "DLIB", name: { en: "D" } }));
  memberId = (await findMemberByCode(database.db, "DLIB")).id;
});
afterAll(() => database.close());

/** A field from text as cataloguers write it: `876 __ $p 3001 $a 77`. */
function field(text: string): MarcRecord["fields"][number] {
  const [, tag = "", ind = "", rest = ""] = /^(\S+) (..) (.*)$/.exec(text)!;
  const subfields = rest
    .split("$")
    .slice(1)
    .map((part): [string, string] => [part[0]!, part.slice(1).trim()]);
  return { tag, ind1: ind[0]!.replace("_", " "), ind2: ind[1]!.replace("_", " "), subfields };
}

function record(number: string, fields: string[], unimarc = false): MarcRecord {
  const title = unimarc
    ? [field("100 __ $a20260101d2001    em y0chiy50      ea"), field(`200 1_ $aBook ${number}`)]
    : [{ tag: "008", value: "261101s2001    xx            000 0 eng  " }, field(`245 10 $aBook ${number}`)];
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [{ tag: "001", value: number }, ...title, ...fields.map(field)],
  };
}

function holdings(number: string, title: string, fields: string[], status = "n"): MarcRecord {
  return {
    leader: `00000${status}y  a2200000   4500`,
    fields: [{ tag: "001", value: number }, { tag: "004", value: title }, ...fields.map(field)],
  };
}

let files = 0;
async function load(records: MarcRecord[], profile = "auto") {
  const path = join(folder, `d${++files}.mrc`);
  await writeFile(path, Buffer.concat(records.map((r) => writeIso2709(r))));
  const outcome = await importFile(database.pool, {
    path,
    memberId,
    profile,
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
  });
  return { ...outcome, lines: await listRejects(database.db, outcome.runId, -1, 200) };
}

async function barcodesAt(number: string): Promise<(string | null)[]> {
  const { rows } = await sql<{ barcode: string | null }>`select i.barcode from catalogue.item i
    join catalogue.record r on r.id = i.record_id
    where r.control_number = ${number} and i.condition = 'good' order by i.barcode`.execute(database.db);
  return rows.map((row) => row.barcode);
}

const profile = (name: string) => builtInProfiles.filter((one) => one.name === name);

test.each([
  [
    "marc21-876",
    [
      "852 0_ $8 1 $b MAIN $c STX $h PR1",
      "876 __ $8 1.1 $a 901 $p 3001001",
      "876 __ $8 1.2 $a 902 $p 3001002",
    ],
    "PR1",
    "901",
  ],
  [
    "koha-952",
    ["952 __ $a MAIN $c STX $o PR1 $p 3001001 $9 901", "952 __ $a MAIN $c STX $o PR1 $p 3001002 $9 902"],
    "PR1",
    "901",
  ],
  [
    "sirsi-999",
    ["999 __ $a PR1 $w LC $i 3001001 $l STX $m MAIN", "999 __ $a PR1 $w LC $i 3001002 $l STX $m MAIN"],
    "PR1",
    undefined,
  ],
  [
    "millennium-945",
    ["945 __ $a PR1 $i 3001001 $l stx $y .i901", "945 __ $a PR1 $i 3001002 $l stx $y .i902"],
    "PR1",
    ".i901",
  ],
  [
    "sierra-949",
    ["949 __ $a PR1 $i 3001001 $l stx $y .i901", "949 __ $a PR1 $i 3001002 $l stx $y .i902"],
    "PR1",
    ".i901",
  ],
  ["sierra-940", ["940 __ $a PR1 $i 3001001 $l stx", "940 __ $a PR1 $i 3001002 $l stx"], "PR1", undefined],
  ["evergreen-949", ["949 __ $a PR1 $p 3001001 $h STX", "949 __ $a PR1 $p 3001002 $h STX"], "PR1", undefined],
  [
    "alma-hld-itm",
    ["ITM __ $9 3001001 $i PR1 $g STX $f MAIN $8 901", "ITM __ $9 3001002 $i PR1 $g STX $f MAIN $8 902"],
    "PR1",
    "901",
  ],
  [
    "aleph-z30",
    ["Z30 __ $5 3001001 $3 PR1 $2 STX $1 MAIN", "Z30 __ $5 3001002 $3 PR1 $2 STX $1 MAIN"],
    "PR1",
    undefined,
  ],
] as const)("%s is read, and auto finds it", (name, fields, callNumber, number) => {
  const one = record("x", [...fields]);
  const reading = readItems(one, profile(name));
  expect(reading).toMatchObject({ found: 2, refused: [] });
  expect(reading.items.map((item) => item.barcode)).toEqual(["3001001", "3001002"]);
  expect(reading.items[0]).toMatchObject({ callNumber, ...(number ? { itemNumber: number } : {}) });
  const census = new ProfileCensus(builtInProfiles);
  census.add(one);
  expect(readItems(one, census.choose().chosen).items.map((item) => item.barcode)).toEqual([
    "3001001",
    "3001002",
  ]);
});

test.each([
  ["cnmarc-905", ["905 __ $b 0150001 $b 0150002 $d I247 $e 33"]],
  ["cnmarc-906", ["906 __ $a 11 $b 0150001 $d I247 $e 33", "906 __ $a 12 $b 0150002 $d I247 $e 33"]],
  [
    "cnmarc-930",
    ["930 __ $5 L1:1 $a I247/33 $b L1", "915 __ $5 L1:1 $b 0150001", "915 __ $5 L1:1 $b 0150002"],
  ],
])("%s is read, and auto finds it", (name, fields) => {
  const one = record("c", fields, true);
  expect(
    readItems(one, profile(name)).items.map((item) => [item.barcode, item.callNumber.replace(" ", "/")]),
  ).toEqual([
    ["0150001", "I247/33"],
    ["0150002", "I247/33"],
  ]);
  const census = new ProfileCensus(builtInProfiles);
  census.add(one);
  expect(census.choose().chosen.map((p) => p.name)).toContain(name);
});

test("unlabelled copies by number, and what states and flags say", () => {
  expect(
    readItems(record("a", ["AVA __ $b MAIN $j STX $d PR1 $e available $f 3"]), profile("alma-ava")).items,
  ).toHaveLength(3);
  const koha = readItems(
    record("k", ["952 __ $o Q $p 1111 $1 1", "952 __ $o Q $p 2222 $7 -1", "952 __ $o Q $p 3333 $0 0 $4 0"]),
    profile("koha-952"),
  );
  expect(koha.items.map((i) => [i.condition, i.forLoan])).toEqual([
    ["lost", true],
    ["good", false],
    ["good", true],
  ]);
  const sierra = readItems(
    record("s", ["945 __ $a Q $i 1111 $s m", "945 __ $a Q $i 2222 $s o", "945 __ $a Q $i 3333 $s -"]),
    profile("millennium-945"),
  );
  expect(sierra.items.map((i) => [i.condition, i.forLoan])).toEqual([
    ["missing", true],
    ["good", false],
    ["good", true],
  ]);
});

test("auto invents nothing: captions, class marks and numbers of the system are no barcodes, and it says so", async () => {
  const wrong = (i: number): string[] => [`999 __ $a x $i v.${i % 4}`, `945 __ $l stx $i .i1430960${i}`];
  const { counts, lines, profiles } = await load(
    Array.from({ length: 8 }, (_, i) => record(`w${i}`, wrong(i))),
  );
  expect(counts).toMatchObject({ created: 8, items: 0, rejected: 0 });
  expect(counts.itemsRefused).toBeGreaterThan(0);
  expect(profiles).toEqual([]);
  expect(lines.filter((line) => line.reason === "auto-stopped").length).toBeGreaterThan(0);
  const right = await load([record("r1", ["999 __ $a PR1 $i 3300100 $l STX", "999 __ $a PR1 $l STX"])]);
  expect(right.counts).toMatchObject({ items: 1, itemsRefused: 1 });
  expect(right.lines.map((line) => line.reason).sort()).toEqual([
    "auto-chose",
    "item-without-barcode",
    "location-unknown",
  ]);
});

test("what auto chose is told without examples where no copy has a barcode", async () => {
  const { counts, lines } = await load([record("b1", ["852 __ $b STX $h PR1"])]);
  expect(counts).toMatchObject({ created: 1, items: 1 });
  const [chosen] = lines.filter((line) => line.reason.startsWith("auto-"));
  expect(chosen).toMatchObject({ reason: "auto-chose-bare", severity: "note", params: { found: 1 } });
});

test("copies in a field that no profile reads are told with their place; numbers of systems, vendors and days are not", async () => {
  const strange = Array.from({ length: 3 }, (_, i) =>
    record(`u${i}`, [
      `909 __ $x 3901500${i}21 $y STX $z PR${i}`,
      `994 __ $a Z0 $b ABC12${i}`,
      `999 __ $c 11${i} $d 11${i}`,
    ]),
  );
  const alone = await load(strange);
  expect(alone.counts).toMatchObject({ created: 3, items: 0, warnings: 1 });
  expect(alone.lines.filter((line) => line.reason === "items-unread")).toMatchObject([
    {
      severity: "warning",
      place: "909 $x",
      params: { found: 3, examples: "3901500021, 3901500121, 3901500221" },
    },
  ]);
  // Fields that hold copies and nothing else are told with short barcodes too.
  const short = await load(
    [record("u7", ["852 __ $b MAIN $h PR7", "876 __ $p ALM0001 $j Available", "ITM __ $b ALM0002 $c MAIN"])],
    "marc21-852",
  );
  expect(short.lines.filter((line) => line.reason === "items-unread").map((line) => line.place)).toEqual([
    "876 $p",
    "ITM $b",
  ]);
  const beside = await load([
    record("u9", [
      "852 __ $b MAIN $h PR9 $p 440099",
      "909 __ $x 3901500921 $y STX",
      "CAT __ $a BATCH $c 20100203",
    ]),
  ]);
  expect(beside.counts).toMatchObject({ items: 1 });
  expect(beside.lines.filter((line) => line.reason === "items-unread")).toMatchObject([
    { severity: "note", place: "909 $x" },
  ]);
});

test("holdings records follow 004 to their title, after it, before it and in a later load; they change and go", async () => {
  const items = ["852 0_ $b MAIN $h PR2", "876 __ $p 440011", "876 __ $p 440012"];
  const first = await load([record("ht1", []), holdings("hh1", "ht1", items)]);
  expect(first.counts).toMatchObject({ read: 2, created: 2, items: 2, warnings: 0 });
  expect(await barcodesAt("ht1")).toEqual(["440011", "440012"]);

  const early = await load([holdings("hh2", "ht2", ["852 0_ $b MAIN $p 440021"])]);
  expect(early.lines.filter((line) => line.severity === "warning")).toMatchObject([
    { reason: "title-missing", controlNumber: "hh2", params: { title: "ht2" } },
  ]);
  await load([record("ht2", [])]);
  expect(await barcodesAt("ht2")).toEqual(["440021"]);

  expect((await load([record("ht1", []), holdings("hh1", "ht1", items)])).counts).toMatchObject({
    unchanged: 2,
    updated: 0,
  });
  await load([holdings("hh1", "ht1", ["852 0_ $b MAIN $h PR2", "876 __ $p 440012"])]);
  expect(await barcodesAt("ht1")).toEqual(["440012"]);
  await load([holdings("hh1", "ht2", ["852 0_ $b MAIN $h PR2", "876 __ $p 440012"])]);
  expect(await barcodesAt("ht2")).toEqual(["440012", "440021"]);
  await load([holdings("hh2", "ht2", [], "d")]);
  expect(await barcodesAt("ht2")).toEqual(["440012"]);
  const lost = await load([holdings("hh9", "", [])]);
  expect(lost.lines).toMatchObject([{ reason: "no-title-number", severity: "refused", place: "004" }]);
});

test("a profile of the member's own reads a field nobody else has, and a change of it reads the same file anew", async () => {
  const own = itemProfileSchema.parse({
    name: "ours",
    rules: [{ tags: ["987"], barcode: "z", callNumber: "k" }],
  });
  const file = [record("own1", ["987 __ $z 550011 $y 660011 $k PR3"])];
  expect((await load(file)).counts).toMatchObject({ items: 0 });
  await inTransaction(database.db, (tx) => setProfile(tx, systemActor, memberId, own));
  expect(await load(file)).toMatchObject({ counts: { updated: 1, items: 1 }, profiles: ["ours"] });
  expect(await barcodesAt("own1")).toEqual(["550011"]);
  const changed = itemProfileSchema.parse({
    name: "ours",
    rules: [{ tags: ["987"], barcode: "y", callNumber: "k" }],
  });
  await inTransaction(database.db, (tx) => setProfile(tx, systemActor, memberId, changed));
  await load(file, "ours");
  expect(await barcodesAt("own1")).toEqual(["660011"]);
  await inTransaction(database.db, (tx) => removeProfile(tx, systemActor, memberId, "ours"));
  await expect(load(file, "ours")).rejects.toMatchObject({ code: "unknown-profile" });
});

test("a union file is parted by the subfield that says whose an item is", async () => {
  const union = itemProfileSchema.parse({
    name: "union",
    rules: [{ tags: ["952"], barcode: "p", callNumber: "o", library: "a" }],
  });
  await inTransaction(database.db, (tx) => setProfile(tx, systemActor, memberId, union));
  const path = join(folder, "union.mrc");
  const records = [
    record("un1", ["952 __ $a DLIB $o Q $p 770011", "952 __ $a ELSE $o Q $p 770012"]),
    record("un2", ["952 __ $a ELSE $o Q $p 770021"]),
  ];
  await writeFile(path, Buffer.concat(records.map((r) => writeIso2709(r))));
  const { counts } = await importFile(database.pool, {
    path,
    memberId,
    profile: "union",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
    isOwnLibrary: (code) => code === "DLIB",
  });
  expect(counts).toMatchObject({ read: 1, created: 1, items: 1 });
  const { rows } = await sql<{ marc: string }>`select r.marc::text as marc from catalogue.record r
    where r.control_number like 'un%'`.execute(database.db);
  expect(rows).toHaveLength(1);
  expect(rows[0]!.marc).not.toContain("770012");
});

const DATA = process.env.COMMONSHELF_TEST_DATA ?? resolve(import.meta.dirname, "../../../../../shared/data");

test.each([
  ["marc21/php-marc/sru-bibsys.xml", 116],
  ["oai-pmh/php-marc/oaipmh-bibsys.xml", 82],
  ["marc21/cob_index/over_100_items.xml", 155],
  ["marc21/evergreen/jazz_1k.mrc.gz", 1238],
  ["marc21/mod-data-import/61PRINT160129.mrc.gz", 246],
  ["marc21/gomarckit/authoritybibs.mrc", 9],
])("real file %s: every item with its barcode", async (name, expected) => {
  const bytes = await readFile(join(DATA, name));
  const results = readMarcBytes(name.endsWith(".gz") ? gunzipSync(bytes) : bytes);
  const census = new ProfileCensus(builtInProfiles);
  for (const result of results) if (result.ok) census.add(result.record);
  const { chosen } = census.choose();
  const barcodes = results
    .flatMap((result) => (result.ok ? readItems(result.record, chosen).items : []))
    .flatMap((item) => item.barcode ?? []);
  expect(barcodes.length).toBe(expected);
});
