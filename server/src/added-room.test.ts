import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { command, newFolder, type Region, serve, tidyUpServers } from "./cli/testing-server.ts";
import { greetings } from "./testing-room.ts";
import { ROOT } from "./tidy-measure.ts";

/**
 * A room is its folder and one line: a copy of the product is given the folder of a room, its pages, and the line in
 * `rooms.ts`; nothing else is touched. Then a server of that copy is asked at every door.
 */
tidyUpServers(afterAll);
const PASSWORD = "a long password";
const BORDER_TOWN = `<?xml version="1.0" encoding="UTF-8"?>
<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader>
<controlfield tag="001">1</controlfield><controlfield tag="008">260101s2020    cc            000 0 chi d</controlfield>
<datafield tag="245" ind1="0" ind2="0"><subfield code="a">边城</subfield></datafield></record></collection>`;
let region: Region;

function copyWithRoom(): string {
  const copy = newFolder();
  for (const folder of ["server", "web", "packages"])
    cpSync(join(ROOT, folder), join(copy, folder), {
      recursive: true,
      filter: (path) => !/\.test\.tsx?$|[\\/](node_modules|fixtures)$/.test(path),
    });
  cpSync(join(ROOT, "package.json"), join(copy, "package.json"));
  symlinkSync(join(ROOT, "node_modules"), join(copy, "node_modules"));
  for (const [path, text] of Object.entries(greetings)) {
    mkdirSync(dirname(join(copy, path)), { recursive: true });
    writeFileSync(join(copy, path), text);
  }
  const list = join(copy, "server/src/rooms.ts");
  const text = readFileSync(list, "utf8")
    .replace(
      "import { room as home }",
      'import { room as greetings } from "./greetings/room.ts";\nimport { room as home }',
    )
    .replace("\n  privacy,\n", "\n  greetings,\n  privacy,\n");
  writeFileSync(list, text);
  return copy;
}

const get = async (path: string, headers: Record<string, string> = {}): Promise<string> =>
  (await fetch(region.address + path, { headers })).text();

let signedIn: Record<string, string>;

beforeAll(async () => {
  const copy = copyWithRoom();
  const data = newFolder();
  region = await serve(data, {}, join(copy, "server/src/main.ts"));
  for (const args of [
    ["member", "add", "ALIB", "--name", "Library"],
    ["user", "add", "reader", "--name", "Reader"],
    ["user", "add", "other", "--name", "Other"],
  ])
    expect(await command(data, args, { COMMONSHELF_PASSWORD: PASSWORD })).toMatchObject({ code: 0 });
  const records = join(data, "records.xml");
  writeFileSync(records, BORDER_TOWN);
  expect(await command(data, ["import", "--member", "ALIB", records])).toMatchObject({ code: 0 });
  const reply = await fetch(`${region.address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: "reader", password: PASSWORD }),
  });
  const cookie = reply.headers
    .getSetCookie()
    .map((one) => one.split(";")[0]!)
    .join("; ");
  const { csrfToken } = (await reply.json()) as { csrfToken: string };
  signedIn = { cookie, "x-csrf-token": csrfToken, "content-type": "application/json" };
}, 300_000);

const say = (words: string, headers = signedIn): Promise<Response> =>
  fetch(`${region.address}/api/v1/greetings`, { method: "POST", headers, body: JSON.stringify({ words }) });
const sayByForm = (words: string, csrf: string): Promise<Response> =>
  fetch(`${region.address}/en/greetings`, {
    method: "POST",
    redirect: "manual",
    headers: { cookie: signedIn.cookie!, origin: region.address },
    body: new URLSearchParams({ words, _csrf: csrf }),
  });

test("its command is mounted as JSON, with its rights, its refusals and its table", async () => {
  expect((await say("hello", { "content-type": "application/json" })).status).toBe(401);
  expect((await say("hello")).status).toBe(201);
  expect(await (await say("rude")).json()).toMatchObject({ status: 409, code: "greeting-rude" });
  expect((await say("")).status).toBe(400);
  expect(JSON.parse(await get("/api/v1/greetings", signedIn))).toEqual({ items: [{ words: "hello" }] });
});

test("and as a form, which tells in words what it did and what it refuses", async () => {
  const csrf = signedIn["x-csrf-token"]!;
  expect((await sayByForm("good morning", "wrong")).status).toBe(403);
  const done = await sayByForm("good morning", csrf);
  expect([done.status, done.headers.get("location")]).toEqual([303, "/en/greetings"]);
  const flash = done.headers.getSetCookie().map((one) => one.split(";")[0]!);
  const page = await get("/en/greetings", { cookie: [signedIn.cookie, ...flash].join("; ") });
  expect(page).toContain("Said.");
  expect(page).toMatch(/<p class="greeting-words">good morning<\/p>/);
  const refused = await sayByForm("rude", csrf);
  const told = refused.headers.getSetCookie().map((one) => one.split(";")[0]!);
  expect(await get("/en/greetings", { cookie: [signedIn.cookie, ...told].join("; ") })).toContain(
    "That is rude.",
  );
});

test("it stands in the description, with all that the table of permissions is made from", async () => {
  const { paths, components } = JSON.parse(await get("/api/openapi.json")) as {
    paths: Record<string, Record<string, { operationId: string; security: unknown[]; responses: object }>>;
    components: { schemas: Record<string, unknown> };
  };
  const { post, get: list } = paths["/api/v1/greetings"]!;
  expect([post!.operationId, list!.operationId]).toEqual(["greetingsSay", "greetingsList"]);
  expect(post!.security.length).toBeGreaterThan(0);
  expect(Object.keys(post!.responses)).toEqual(expect.arrayContaining(["201", "401", "409"]));
  expect(components.schemas.Greeting).toBeDefined();
});

test("its page is there in three languages, its sheet is served, and the foot of every page leads to it", async () => {
  for (const [base, title] of [
    ["zh-hans", "问候"],
    ["zh-hant", "問候"],
    ["en", "Greetings"],
  ] as const) {
    expect(await get(`/${base}/greetings`)).toContain(`<title>${title}`);
    expect(await get(`/${base}/help`)).toContain(`<a href="/${base}/greetings">${title}</a>`);
  }
  const page = await get("/en/greetings");
  const sheets = [...page.matchAll(/href="(\/assets\/[^"]+\.css)"/g)].map((found) => found[1]!);
  const css = (await Promise.all(sheets.map((one) => get(one)))).join("");
  expect(css).toContain("letter-spacing:3px");
});

type Found = { items: { id: number; title: { main: string } }[] };
const search = async (words: string): Promise<Found> =>
  JSON.parse(await get(`/api/v1/search?q=${encodeURIComponent(words)}`)) as Found;

test("what it says of titles is searched, and it is a way to them", async () => {
  const { items } = await search("边城");
  expect(items).toHaveLength(1);
  expect((await search("salutations")).items).toEqual([]);
  expect((await say("salutations")).status).toBe(201);
  await expect.poll(async () => (await search("salutations")).items).toHaveLength(1);
  const { id } = items[0]!;
  expect(JSON.parse(await get(`/api/v1/instances/${id}/ways`))).toEqual({
    items: [{ kind: "read-aloud", greeters: 3, hours: [0, 1], reason: "greeters" }],
  });
  const page = await get(`/en/instance/${id}`);
  expect(page).toMatch(/<a class="way" href="\/en\/greetings">.*3 people read it to you/);
  expect(await get("/api/openapi.json")).toContain('"read-aloud"');
});

test("the workbench has its page, and words for what the audit says of it", async () => {
  const page = await get("/staff");
  const main = await get(/src="([^"]+\.js)"/.exec(page)![1]!);
  const chunks = [...main.matchAll(/"(\/staff\/assets\/chunk-\w+\.js)"/g)].map((found) => get(found[1]!));
  const said = [main, ...(await Promise.all(chunks))].filter((text) =>
    text.includes("audit.subject.greeting"),
  );
  expect(said.length).toBe(1);
  expect(said[0]!.includes("Greeted")).toBe(true);
  expect(said[0]!.includes("Greetings desk")).toBe(true);
  expect(main).toContain('"nav.greetings"');
  expect(await get(/"(\/staff\/assets\/greetings-\w+\.js)"/.exec(main)![1]!)).toContain(
    "greetings-at-the-desk",
  );
});

test("who is forgotten is forgotten there", async () => {
  const { "content-type": _, ...headers } = signedIn;
  const gone = await fetch(`${region.address}/api/v1/me`, { method: "DELETE", headers });
  expect(gone.status).toBe(200);
  const back = await fetch(`${region.address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json", origin: region.address },
    body: JSON.stringify({ login: "other", password: PASSWORD }),
  });
  const cookie = back.headers
    .getSetCookie()
    .map((one) => one.split(";")[0]!)
    .join("; ");
  expect(JSON.parse(await get("/api/v1/greetings", { cookie }))).toEqual({ items: [] });
});
