import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { consortiumJobs } from "../../consortium/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import { readConfig } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { MARKS, talkativePng } from "../../kernel/images/testing-pictures.ts";
import { createPerson, grantRole } from "../../people/index.ts";
import { Browser, TEST_PASSWORD } from "../testing-browser.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
let folder: string;
let admin: Browser;
let office: Browser;
let visitor: Browser;
const FORM = {
  accent: "#ffd400",
  scope: "own",
  facetOrder: "author language nonsense",
  languages: ["zh-Hans", "en"],
  "intro.en": "Welcome to <b>Jinhe</b>",
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "faces-"));
  region = await buildRegion({ COMMONSHELF_DATA: folder });
  await inTransaction(region.database.db, async (tx) => {
    for (const login of ["jinhe-admin", "reader", "office"]) {
      const person = await createPerson(tx, systemActor, { name: login, login, password: TEST_PASSWORD });
      if (login === "jinhe-admin") await grantRole(tx, systemActor, person.id, "member-admin", "JINHE");
      if (login === "office") await grantRole(tx, systemActor, person.id, "consortium-admin", null);
    }
  });
  admin = await Browser.signIn(region.app, "jinhe-admin");
  visitor = new Browser(region.app);
  await admin.open("/en/face");
  await admin.send("/en/face", FORM);
  office = await Browser.signIn(region.app, "office");
  await office.open("/en/face?member=JINHE");
  await office.send("/en/face", { ...FORM, host: "lib.jinhe.example" });
});
afterAll(async () => {
  await region.close();
  await rm(folder, { recursive: true, force: true });
});

test("a member's own path shows its name, colours that can be read, its languages and words, and leads back", async () => {
  await visitor.open("/m/jinhe");
  expect(visitor.html).toContain('<span class="brand-name">金河大学图书馆</span>');
  expect(visitor.html).toContain("Welcome to &lt;b&gt;Jinhe&lt;/b&gt;");
  expect(visitor.html).toMatch(/<h1 class="motto motto-name">金河大学<\/h1>/);
  expect(visitor.html).not.toContain("诸馆一架");
  expect(visitor.html).toContain(">本馆新到<");
  expect(visitor.html).toMatch(/href="[^"]*[?&;]library=JINHE[^"]*">全部新书/);
  expect(visitor.html).not.toContain('href="/zh-hant/"');
  const css = /href="(\/faces\/JINHE\.[0-9a-f]{6}\.css)"/.exec(visitor.html)![1]!;
  const style = await region.app.inject({ url: css });
  expect(style.headers["content-type"]).toContain("text/css");
  expect(style.body).toMatch(
    /^@layer faces\{:root\{--cinnabar:var\(--light,#[0-9a-f]{6}\) var\(--dark,#[0-9a-f]{6}\)/,
  );
  expect(style.body).not.toContain("--light,#ffd400");
  await visitor.open("/m");
  expect(visitor.html).not.toContain("/faces/JINHE");
  expect(visitor.html).toContain("诸馆一架");
  await visitor.open("/m/nobody");
  expect(visitor.status).toBe(404);
});

test("under its face searches begin with its holdings, as a filter that can be taken away; facets come in its order", async () => {
  await visitor.open("/m/jinhe");
  expect(visitor.html).toContain('<input type="hidden" name="library" value="JINHE"/>');
  const page = await visitor.open("/en/search?q=%E7%BA%A2&library=JINHE");
  expect(page).toMatch(/class="chosen"[\s\S]*Jinhe University</);
  const names = [...page.matchAll(/<input type="checkbox" name="(author|language|library)"/g)].map(
    ([, name]) => name,
  );
  expect([...new Set(names)]).toEqual(["author", "language", "library"]);
  await visitor.open("/m");
});

test("its host name shows it too, and no other host does", async () => {
  const at = async (host: string): Promise<string> =>
    (await region.app.inject({ url: "/en/", headers: { host } })).body;
  expect(await at("lib.jinhe.example")).toContain("/faces/JINHE");
  expect(await at("LIB.JINHE.EXAMPLE:8080")).toContain("/faces/JINHE");
  for (const host of ["evil.example", "lib.jinhe.example.evil", "__proto__", "x"]) {
    const page = await at(host);
    expect(page, host).not.toContain("/faces/JINHE");
    expect(page, host).toContain('rel="canonical" href="https://shelf.example/en/"');
  }
});

test("news stand on its page for their days, hours of today beside them", async () => {
  await admin.open("/en/face");
  await admin.send("/face/news", {
    member: "JINHE",
    "title.en": "Closed for stocktaking",
    fromOn: "2026-11-01",
    untilOn: "2026-11-30",
  });
  await admin.send("/face/news", {
    member: "JINHE",
    "title.en": "Spring term",
    fromOn: "2027-02-01",
    untilOn: "2027-02-28",
  });
  expect(admin.html).toContain("Spring term");
  const page = (await region.app.inject({ url: "/en/", headers: { host: "lib.jinhe.example" } })).body;
  expect(page).toContain("Closed for stocktaking");
  expect(page).not.toContain("Spring term");
  expect(page).toContain("Open today");
  expect(
    await admin.send("/face/news", {
      member: "JINHE",
      "title.en": "",
      fromOn: "2026-11-01",
      untilOn: "2026-11-30",
    }),
  ).toContain("Write a title");
});

test("a logo is a picture by its bytes, and is served as what it is", async () => {
  const png = await talkativePng();
  const sent = (bytes: Buffer, site: string): Promise<number> =>
    admin.upload(
      "/en/face/logo",
      Buffer.concat([
        Buffer.from(
          '--x\r\ncontent-disposition: form-data; name="member"\r\n\r\nJINHE\r\n--x\r\ncontent-disposition: form-data; name="logo"; filename="a.png"\r\n\r\n',
        ),
        bytes,
        Buffer.from("\r\n--x--\r\n"),
      ]),
      site,
    );
  expect(await sent(png, "cross-site")).toBe(403);
  expect(await sent(Buffer.from("<svg onload=alert(1)>"), "same-origin")).toBe(303);
  expect(await admin.open("/en/face")).not.toContain("/faces/logo/");
  expect(await sent(png, "same-origin")).toBe(303);
  const path = /src="(\/faces\/logo\/[0-9a-f]{24})"/.exec(await admin.open("/en/face"))![1]!;
  const logo = await region.app.inject({ url: path });
  expect([logo.statusCode, logo.headers["content-type"]]).toEqual([200, "image/png"]);
  expect(logo.rawPayload.toString("latin1")).not.toMatch(MARKS);
  for (const wrong of ["/faces/logo/..", "/faces/logo/0", "/faces/x.css", "/faces/JINHE.zzzzzz.css"])
    expect((await region.app.inject({ url: wrong })).statusCode, wrong).toBe(404);
});

test("host names are given by the office, and never the region's own", async () => {
  await admin.open("/en/face");
  expect(admin.html).not.toContain('name="host"');
  expect(admin.html).toContain("lib.jinhe.example");
  for (const host of ["shelf.example", "localhost", "other.example"]) {
    await admin.send("/en/face", { ...FORM, host });
    expect(admin.html).toContain("set by the office");
  }
  await admin.send("/en/face", { ...FORM, host: "" });
  expect(admin.html).toContain("set by the office");
  await admin.send("/en/face", FORM);
  expect(admin.html).toContain("lib.jinhe.example");
  for (const host of ["shelf.example", "localhost", "SHELF.EXAMPLE "]) {
    await office.open("/en/face?member=JINHE");
    await office.send("/en/face", { ...FORM, host });
    expect(office.html, host).toContain("own address");
  }
  const { rows } = await sql<{ host: string }>`select detail ->> 'host' as host from kernel.audit
    where action = 'face.set' and detail ? 'host'`.execute(region.database.db);
  expect(rows).toEqual([{ host: "lib.jinhe.example" }]);
});

test("the face is for the member's administrators", async () => {
  const reader = await Browser.signIn(region.app, "reader");
  await reader.open("/en/face");
  expect(reader.status).toBe(403);
  const nobody = await region.app.inject({ url: "/en/face" });
  expect([nobody.statusCode, nobody.headers.location]).toEqual([303, "/en/sign-in?next=%2Fen%2Fface"]);
  expect(await admin.send("/en/face", { ...FORM, host: "not a host" }).catch(() => "")).not.toContain(
    ">Saved.<",
  );
});

test("a logo that was kept as it came is written anew once, and sent to nobody before", async () => {
  const { db } = region.database;
  const deps = { db, clock: region.clock, config: readConfig({ COMMONSHELF_DATA: folder }) };
  await sql`update consortium.face set logo = ${await talkativePng()}, logo_type = 'image/png', logo_hash = ${"ab".repeat(12)}
    where logo_hash is not null`.execute(db);
  expect((await region.app.inject({ url: `/faces/logo/${"ab".repeat(12)}` })).statusCode).toBe(404);
  const jobs = consortiumJobs({ ...deps, pool: region.database.pool });
  await jobs["consortium-logo-renew"]!({});
  const { rows } = await sql<{ hash: string; logo: Buffer | null }>`
    select logo_hash as hash, logo from consortium.face where logo_hash is not null`.execute(db);
  expect(rows[0]?.logo).toBeNull();
  expect((await region.app.inject({ url: `/faces/logo/${rows[0]!.hash}` })).statusCode).toBe(200);
});
