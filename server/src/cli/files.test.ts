import { spawn } from "node:child_process";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { gzipSync } from "node:zlib";
import { type MarcRecord, readMarcBytes, writeIso2709, writeMarcXml } from "@commonshelf/marc";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { startS3 } from "../../../services/s3/server.ts";
import { addMember } from "../consortium/index.ts";
import { folderFiles, regionFiles } from "../files/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { readConfig } from "../kernel/config.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import { runCommand } from "./index.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-files-"));
  for (const code of ["FLIB", "GLIB", "XLIB"])
    await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code, name: { en: code } }));
});
afterAll(() => database.close());

const MAIN = resolve(import.meta.dirname, "../main.ts");

let settings: Record<string, string> = {};
type Ran = { code: number | null; out: Buffer; err: string };

function environment(): Record<string, string> {
  const { host, port, user, password, database: name } = database.connection;
  return {
    DATABASE_URL: `postgres://${user}:${encodeURIComponent(String(password))}@localhost/${name}?host=${encodeURIComponent(String(host))}&port=${port}`,
    COMMONSHELF_DATA: folder,
    LANG: "en_GB.UTF-8",
    LC_ALL: "",
    ...settings,
  };
}

/** One command. An import, which lowers its own priority and hears of its parent's end, has a process of its own. */
const run = (...words: string[]): Promise<Ran> => (words[0] === "import" ? started(words) : called(words));

/** Started as `commonshelf` starts it: with a channel that tells of its parent's end and keeps nobody alive. */
async function started(words: string[]): Promise<Ran> {
  const child = spawn(process.execPath, [MAIN, ...words], {
    env: { ...process.env, ...environment() },
    stdio: ["ignore", "pipe", "pipe", "ipc"],
  });
  const out: Buffer[] = [];
  let err = "";
  child.stdout!.on("data", (chunk: Buffer) => out.push(chunk));
  child.stderr!.on("data", (chunk: Buffer) => {
    err += chunk.toString();
  });
  const code = await new Promise<number | null>((done) => child.once("exit", done));
  return { code, out: Buffer.concat(out), err };
}

/** Called as the program calls it, in this process: its start would take longer than what it does. */
async function called(words: string[]): Promise<Ran> {
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  const into =
    (chunks: Buffer[]) =>
    (chunk: string | Uint8Array, ...more: unknown[]) => {
      chunks.push(Buffer.from(chunk as string));
      const done = more.at(-1);
      if (typeof done === "function") done();
      return true;
    };
  for (const [name, value] of Object.entries(environment())) vi.stubEnv(name, value);
  const spies = [
    vi.spyOn(process.stdout, "write").mockImplementation(into(out)),
    vi.spyOn(process.stderr, "write").mockImplementation(into(err)),
  ];
  try {
    return { code: await runCommand(words), out: Buffer.concat(out), err: Buffer.concat(err).toString() };
  } finally {
    for (const spy of spies) spy.mockRestore();
    vi.unstubAllEnvs();
  }
}

function book(number: string, fields: MarcRecord["fields"] = []): MarcRecord {
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: "261101s2001    xx            000 0 eng  " },
      { tag: "245", ind1: "1", ind2: "0", subfields: [["a", `Kites of ${number}`]] },
      ...fields,
    ],
  };
}

const item = (code: string, barcode: string): MarcRecord["fields"][number] => ({
  tag: "952",
  ind1: " ",
  ind2: " ",
  subfields: [
    ["a", code],
    ["o", "Q1"],
    ["p", barcode],
  ],
});

const file = async (name: string, bytes: Uint8Array | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

test("every file of a call is tried, each bad one is refused once by its name, and one report holds them all", async () => {
  const good = Buffer.concat([writeIso2709(book("good1")), Buffer.from("00120nam a22 garbage\x1e\x1d")]);
  const files = [
    await file("empty.mrc", ""),
    await file("cover.mrc", Buffer.from("\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "latin1")),
    await file("list.mrc", "publication_title\tprint_identifier\nAnnals\t1234-5679\n"),
    await file(
      "cut.mrc.gz",
      gzipSync(Buffer.concat(Array.from({ length: 400 }, (_, i) => writeIso2709(book(`cut${i}`))))).subarray(
        0,
        900,
      ),
    ),
    join(folder, "nowhere.mrc"),
    await file("good.mrc", good),
  ];
  const report = join(folder, "report.tsv");
  const { code, out, err } = await run("import", "--member", "FLIB", "--json", "--rejects", report, ...files);
  expect(code).toBe(3);
  const lines = out
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(lines.map((line) => line.refusal ?? line.error ?? null)).toEqual([
    "format-empty",
    "format-image",
    "format-kbart",
    "file-damaged",
    expect.stringContaining("ENOENT"),
    null,
  ]);
  expect(lines.at(-1)).toMatchObject({ read: 2, created: 1, rejected: 1 });
  expect(err).toContain("a KBART title list");
  const told = (await readFile(report, "utf8"))
    .trim()
    .split("\n")
    .map((line) => line.split("\t"));
  expect(told[0]).toEqual([
    "file",
    "severity",
    "record",
    "byte",
    "control number",
    "field",
    "reason",
    "message",
  ]);
  expect(told.slice(1).map((line) => [line[0], line[6]])).toEqual([
    ["empty.mrc FLIB", "format-empty"],
    ["cover.mrc FLIB", "format-image"],
    ["list.mrc FLIB", "format-kbart"],
    ["cut.mrc.gz FLIB", "file-damaged"],
    ["good.mrc FLIB", "leader-unreadable"],
  ]);
  expect(told.at(-1)![2]).toBe("2");
  const { rows } = await sql`select 1 from catalogue.record r where r.control_number like 'cut%'`.execute(
    database.db,
  );
  expect(rows).toEqual([]);
});

test("a report is in the language asked for", async () => {
  const path = await file("zh.mrc", "%PDF-1.4\n%\xe2\xe3");
  expect((await run("import", "--member", "FLIB", "--language", "zh-Hans", path)).err).toContain(
    "这个文件不是可以装载的 MARC：PDF",
  );
  expect((await run("import", "--member", "FLIB", "--language", "xx", path)).code).toBe(2);
});

test("a changed file of the same size is another file; an interrupted one is known by all its bytes", async () => {
  const records = Array.from({ length: 900 }, (_, i) => book(`fp${String(i).padStart(4, "0")}`));
  const path = await file("fp.mrc", Buffer.concat(records.map((r) => writeIso2709(r))));
  await run("import", "--member", "FLIB", path);
  // As if the load had been cut off after 600 records; one of the first 300 is changed since, far from start and middle.
  await sql`update catalogue.import_run set state = 'failed', position = 600 where file_name = 'fp.mrc'`.execute(
    database.db,
  );
  const bytes = await readFile(path);
  const at = bytes.indexOf("Kites of fp0200");
  bytes.write("Moths", at);
  await writeFile(path, bytes);
  const { out } = await run("import", "--member", "FLIB", "--json", path);
  expect(JSON.parse(out.toString())).toMatchObject({ read: 900, updated: 1, unchanged: 899 });
});

test("a harvest's deleted records are withdrawn, and one that nobody knows is told", async () => {
  await run(
    "import",
    "--member",
    "GLIB",
    await file("h1.mrc", writeIso2709(book("h77", [item("MAIN", "H770001")]))),
  );
  const header = (id: string): string =>
    `<record><header status="deleted"><identifier>oai:x.example:${id}</identifier></header></record>`;
  const xml = `<OAI-PMH><ListRecords>${header("h77")}${header("h78")}<record><header/><metadata>${writeMarcXml(book("h79"))}</metadata></record></ListRecords></OAI-PMH>`;
  const { out, err, code } = await run(
    "import",
    "--member",
    "GLIB",
    "--json",
    await file("harvest.xml", xml),
  );
  expect(code).toBe(0);
  expect(JSON.parse(out.toString())).toMatchObject({
    read: 3,
    created: 1,
    updated: 1,
    unchanged: 1,
    warnings: 1,
  });
  expect(err).toContain("oai:x.example:h78");
  const { rows } = await sql<{
    gone: boolean;
    condition: string;
  }>`select r.deleted_at is not null as gone, i.condition
    from catalogue.record r join catalogue.item i on i.record_id = r.id where r.control_number = 'h77'`.execute(
    database.db,
  );
  expect(rows).toEqual([{ gone: true, condition: "withdrawn" }]);
});

test("an export goes on after what a format cannot hold, names it, and counts", async () => {
  const note = (code: string, value: string): MarcRecord["fields"][number] => ({
    tag: "500",
    ind1: " ",
    ind2: " ",
    subfields: [
      [code, value],
      ["a", "kept"],
    ],
  });
  const many = Array.from({ length: 3000 }, (_, i) => item("MAIN", `EXP${10000 + i}`));
  const records = [
    book("e1"),
    book("e2", [note("", "no code"), { tag: "HLD866", ind1: " ", ind2: " ", subfields: [["a", "1-9"]] }]),
    book("e3", [{ tag: "505", ind1: " ", ind2: " ", subfields: [["a", "x".repeat(12_000)]] }]),
    book("e4", many),
    book("e5"),
  ];
  const xml = `<collection xmlns="http://www.loc.gov/MARC21/slim">${records.map((r) => writeMarcXml(r)).join("")}</collection>`;
  await run("import", "--member", "XLIB", "--profile", "koha-952", await file("e.xml", xml));
  const { code, out, err } = await run("export", "--member", "XLIB");
  expect(code).toBe(1);
  const read = readMarcBytes(out).flatMap((r) => (r.ok ? [r.record] : []));
  const numbers = read.map((r) => (r.fields[0] as { value: string }).value);
  expect([...new Set(numbers)]).toEqual(["e1", "e2", "e3", "e4", "e5"]);
  expect(read.flatMap((r) => r.fields.filter((f) => f.tag === "952"))).toHaveLength(3000);
  expect(JSON.stringify(read[1])).toContain("kept");
  for (const words of [
    "e2: a subfield of 500",
    'e2: field "HLD866"',
    'e3: field "505"',
    "5 records written, 0 left out, 3 fields",
  ])
    expect(err).toContain(words);
  // What was written in several parts is one record again.
  const again = await run(
    "import",
    "--member",
    "GLIB",
    "--profile",
    "koha-952",
    "--json",
    await file("again.mrc", out),
  );
  expect(JSON.parse(again.out.toString())).toMatchObject({ created: 5, items: 3000, rejected: 0 });
  expect((await run("export", "--member", "XLIB", "--format", "marcxml")).code).toBe(0);
});

test("a profile is shown, kept, tried and used; a union file is parted among members", async () => {
  const shown = JSON.parse((await run("profile", "show", "koha-952")).out.toString()) as {
    rules: Record<string, unknown>[];
  };
  const own = {
    ...shown,
    name: "union-952",
    rules: [{ ...shown.rules[0], library: "a" }],
    libraries: { G: "GLIB" },
  };
  const path = await file("union.json", JSON.stringify(own));
  expect((await run("profile", "set", path, "--member", "FLIB")).code).toBe(0);
  expect((await run("profile", "list", "--member", "FLIB")).out.toString()).toMatch(/^union-952\town/);
  expect(
    (await run("profile", "set", await file("bad.json", '{"name":"x y","rules":[]}'), "--member", "FLIB"))
      .code,
  ).toBe(3);
  const union = await file(
    "union.mrc",
    Buffer.concat([
      writeIso2709(book("u1", [item("FLIB", "UNI10001"), item("G", "UNI10002")])),
      writeIso2709(book("u2", [item("G", "UNI10003"), item("NOBODY", "UNI10004")])),
    ]),
  );
  const tried = await run("profile", "try", union, "--member", "FLIB");
  expect(tried.out.toString()).toMatch(/koha-952\t4 entries in 2 records: 4 items/);
  const split = await run("import", "--split", "--profile", "union-952", "--member", "FLIB", "--json", union);
  expect(split.code).toBe(1);
  expect(split.err).toContain("NOBODY (1): no such member");
  const told = split.out
    .toString()
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { member: string; rejectsFile: string });
  expect(told.map((one) => [one.member, one.rejectsFile])).toEqual(
    ["FLIB", "GLIB"].map((code) => [code, `${union}.${code}.rejects.tsv`]),
  );
  const again = await run("import", "--split", "--profile", "union-952", "--member", "FLIB", union);
  expect(again.out.toString()).toMatch(/^union\.mrc \(FLIB\): \{.*\}\nunion\.mrc \(GLIB\): /);
  const { rows } = await sql<{ code: string; barcode: string }>`select m.code, i.barcode from catalogue.item i
    join consortium.member m on m.id = i.member_id where i.barcode like 'UNI%' order by i.barcode`.execute(
    database.db,
  );
  expect(rows).toEqual([
    { code: "FLIB", barcode: "UNI10001" },
    { code: "GLIB", barcode: "UNI10002" },
    { code: "GLIB", barcode: "UNI10003" },
  ]);
});

test("a library joins with loans, requests and blocks, as Koha, Aleph and 汇文 write them", async () => {
  const json = async (...words: string[]): Promise<Record<string, unknown>> => {
    const { code, out, err } = await run(...words, "--member", "GLIB", "--json");
    expect(code, err).toBe(0);
    const { file: _file, ...counts } = JSON.parse(out.toString()) as Record<string, unknown>;
    return counts;
  };
  const [one, two] = [book("J1", [item("J", "J-1")]), book("J2", [item("J", "J-2")])];
  const records = await file("joining.mrc", Buffer.concat([one, two].map(writeIso2709)));
  expect((await run("import", "--member", "GLIB", "--profile", "koha-952", records)).code).toBe(0);
  const patrons = await file("patrons.csv", "学号,姓名,卡号\n1001,王力,C1001\n1002,李明,C1002\n");
  expect(await json("patrons", "import", patrons)).toMatchObject({ created: 2, rejected: 0 });
  const loans = await file(
    "koha-loans.csv",
    "cardnumber,barcode,date_due,issuedate,renewals\nC1001,J-1,2026-12-20 23:59:00,2026-11-20 10:15:00,1\nC1009,J-2,2026-12-20,,\n",
  );
  expect(await json("loans", "import", "--dry-run", loans)).toMatchObject({ created: 1, rejected: 1 });
  const rejects = join(folder, "loans.rejects.tsv");
  expect(await json("loans", "import", "--rejects", rejects, loans)).toEqual({
    read: 2,
    created: 1,
    updated: 0,
    unchanged: 0,
    rejected: 1,
  });
  expect(await readFile(rejects, "utf8")).toBe("line\tnumber\treason\n3\tC1009\treader-unknown\n");
  const aleph = await file(
    "aleph-loans.csv",
    "Z36-ID;Z30-BARCODE;Z36-DUE-DATE;Z36-LOAN-DATE;Z36-NO-RENEWAL\n1001;J-1;20261220;20261120;01\n",
  );
  expect(await json("loans", "import", "--dry-run", aleph)).toMatchObject({ unchanged: 1, rejected: 0 });
  const holds = await file("holds.csv", "读者证号,条码号,预约日期\n1002,J-1,2026/11/21\n");
  expect(await json("holds", "import", holds)).toMatchObject({ created: 1, rejected: 0 });
  const shelf = await file(
    "koha-holds.csv",
    "cardnumber,barcode,found,expirationdate,notes\nC1002,J-2,W,2026-12-31,x\nC1001,J-2,W,,\n",
  );
  const { err } = await run("holds", "import", "--member", "GLIB", "--dry-run", shelf);
  expect(err).toContain("columns not taken: notes");
  expect(err).toContain(":3: date-invalid");
  expect(await json("holds", "import", shelf)).toMatchObject({ created: 1, rejected: 1 });
  const { rows: standing } = await sql`select 1 from circulation.hold where state = 'on-shelf'`.execute(
    database.db,
  );
  expect(standing).toHaveLength(1);
  const blocks = await file("blocks.csv", "证件号\t类型\t截止日期\n1002\t超期\t2099年1月1日\n");
  expect(await json("blocks", "import", blocks)).toMatchObject({ created: 1, rejected: 0 });
  expect(await json("blocks", "undo")).toEqual({ undone: 1, kept: 0 });
  expect(await json("holds", "undo")).toEqual({ undone: 2, kept: 0 });
  expect(await json("loans", "undo")).toEqual({ undone: 1, kept: 0 });
  const nothing = await run("loans", "import", "--member", "GLIB", join(folder, "none.csv"));
  expect([nothing.code, nothing.err]).toEqual([2, expect.stringContaining("cannot read")]);
  const without = await run("loans", "import", "--member", "GLIB", await file("bad.csv", "a,b\n1,2\n"));
  expect([without.code, without.err]).toEqual([3, expect.stringContaining("reader, item, due")]);
});

test("a region moves into a bucket, and doctor looks at it", async () => {
  const none = await run("files", "copy");
  expect([none.code, none.err]).toEqual([2, expect.stringContaining("S3_BUCKET is not set")]);
  const server = await startS3();
  try {
    await folderFiles(folder).put("copies/a.jpg", Buffer.from("one"));
    await folderFiles(folder).put("assets/00/b.pdf", Buffer.from("four"));
    settings = server.settings;
    expect((await run("files", "copy")).out.toString()).toContain("2 files copied");
    expect((await run("files", "copy")).out.toString()).toContain(
      "0 files copied (0 MB), 2 were there already",
    );
    const files = regionFiles(readConfig({ COMMONSHELF_DATA: folder, ...settings }));
    expect((await files.get("assets/00/b.pdf"))?.bytes).toBe(4);
    expect((await run("doctor")).out.toString()).toMatch(/ok {4}files +bucket region at .* can be written/);
    settings = { ...server.settings, S3_SECRET_KEY: "wrong" };
    const wrong = (await run("doctor")).out.toString();
    expect(wrong).toMatch(/LOOK {2}files +bucket region at .*\n +→ Look at S3_ENDPOINT/);
  } finally {
    settings = {};
    await server.stop();
  }
}, 180_000);

test("doctor tells a stranger what is wrong and what to do", async () => {
  settings = {
    SMTP_URL: "smtp://127.0.0.1:1",
    SMTP_FROM: "a@example.org",
    PUBLIC_URL: "http://shelf.example",
  };
  try {
    const looked = await run("doctor");
    const text = looked.out.toString();
    expect(looked.code).toBe(1);
    expect(text).toMatch(/LOOK {2}mail +127\.0\.0\.1:1: .*ECONNREFUSED.*\n +→ Look at SMTP_URL/);
    expect(text).toMatch(/LOOK {2}address +http:\/\/shelf\.example\n +→ Put a proxy with https/);
    expect(text).toMatch(/ok {4}clock +0 s from/);
    expect(text).toMatch(/ok {4}connections +\d+ of \d+ in use/);
    settings = { PUBLIC_URL: "https://shelf.example" };
    expect((await run("doctor")).out.toString()).toMatch(/ok {4}address +https/);
    settings = { DATABASE_URL: "postgres://a:secret@127.0.0.1:1/none" };
    const away = await run("doctor");
    expect([away.code, away.out.toString()]).toEqual([
      1,
      expect.stringMatching(/LOOK {2}database +127\.0\.0\.1:1: .*\n +→ Start PostgreSQL/),
    ]);
    expect(away.out.toString() + away.err).not.toContain("secret");
  } finally {
    settings = {};
  }
}, 180_000);
