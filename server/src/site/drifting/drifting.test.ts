import { afterAll, beforeAll, expect, test } from "vitest";
import { getJourney, secretOf } from "../../drifting/index.ts";
import { type Actor, systemActor } from "../../kernel/actor.ts";
import { inTransaction, type Tx } from "../../kernel/database.ts";
import { actorOf } from "../../kernel/testing-actors.ts";
import { getNest, nestSecret } from "../../nests/index.ts";
import { createPerson } from "../../people/index.ts";
import { publishCopies } from "../../shelves/index.ts";
import { Browser, TEST_PASSWORD } from "../testing-browser.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;

beforeAll(async () => {
  region = await buildRegion();
  for (const login of ["amu", "bei"])
    await inTransaction(region.database.db, async (tx) => {
      const person = await createPerson(tx, systemActor, {
        name: login,
        login,
        password: TEST_PASSWORD,
        affiliations: [{ memberId: region.jinhe.id, patronGroup: "student", number: `N-${login}` }],
      });
      await publish(tx, actorOf({ personId: person.id, grants: [] }), { title: `${login} 漂流的书` });
    });
});
afterAll(() => region.close());

async function publish(tx: Tx, actor: Actor, line: { title: string }): Promise<void> {
  await publishCopies(tx, actor, region.clock, {
    lines: [line],
    options: {
      modes: ["drift"],
      loanDays: 30,
      condition: "good",
      note: "",
      shelf: "",
      audience: { public: false, radiusKm: 5, friends: false, circleIds: [] },
    },
  });
}

test("without JavaScript: a nest is registered and visited, a stranger manages nothing", async () => {
  const amu = await Browser.signIn(region.app, "amu");
  await amu.open("/zh-hans/nests");
  await amu.send("/zh-hans/nests", {
    name: "南门小书巢",
    kind: "shelf",
    address: "南门",
    opening: "",
    access: "public",
    capacity: "30",
    lat: "40.8424",
    lon: "111.7490",
    system: "wgs84",
  });
  expect(amu.html).toContain("书巢已登记");
  expect(amu.html).toContain("<h1>南门小书巢</h1>");
  const nest = amu.url.split("/").at(-1)!;
  const bei = await Browser.signIn(region.app, "bei");
  await bei.open(`/en/nests/${nest}`);
  expect(bei.html).not.toContain("Manage this nest");
  await bei.send("/visits", { kind: "counted", books: "12", secret: "zzzzzzzz" });
  expect(bei.html).toContain("not what the label says");
  const { id: nestId } = await getNest(region.database.db, region.clock, nest);
  const secret = await nestSecret(region.database.db, nestId);
  await bei.open(`/en/nests/${nest}?s=${secret}`);
  await bei.send("/visits", { kind: "counted", books: "12", secret });
  expect(bei.html).toContain("12 books");
  await bei.send("/visits", { kind: "took", books: "9", secret });
  expect(bei.html).toContain("Everybody may take 3 books a day");
  await bei.open("/zh-hans/nests?q=南门");
  expect(bei.html).toContain("南门小书巢");
  const nobody = new Browser(region.app);
  await nobody.open(`/zh-hant/nests/${nest}`);
  expect(nobody.html).not.toContain('visits"');
  await nobody.open("/zh-hans/nests/zzzzzzzz");
  expect(nobody.status).toBe(404);
});

test("a book drifts: its label opens the finder's page, one tap without an account, thoughts wait, its journey is told", async () => {
  const amu = await Browser.signIn(region.app, "amu");
  await amu.open("/zh-hans/drift");
  const copyId = /<option value="([0-9a-f-]{36})"/.exec(amu.html)![1]!;
  await amu.send("/zh-hans/drift", { copyId, message: "慢慢读" });
  expect(amu.html).toContain("出发了");
  const code = amu.url.split("/").at(-1)!;
  const page = amu.url;
  for (const kind of ["labels", "drift-card", "thoughts-card"]) {
    await amu.open(`/zh-hans/drift/${code}/${kind}.pdf`);
    expect(amu.html.slice(0, 5)).toBe("%PDF-");
  }
  await amu.open(page);
  await amu.send("/release", { place: "公园长椅", lat: "40.8424", lon: "111.7490", system: "gcj02" });
  expect(amu.html).toContain("书已放出");
  const pdf = await region.app.inject({ url: `/zh-hans/drift/${code}/labels.pdf` });
  expect(pdf.statusCode).toBe(303);
  const finder = new Browser(region.app);
  await finder.open(`/zh-hans/drift/${code}`);
  expect(finder.html).not.toContain("labels.pdf");
  const { id } = await getJourney(region.database.db, null, code);
  const secret = await secretOf(region.database.db, id);
  await finder.open(`/zh-hans/drift/find?code=${code}&secret=${secret.toUpperCase()}`);
  expect(finder.html).toContain("我捡到了");
  await finder.send("/find");
  expect(finder.html).toContain("书现在在你手里");
  await finder.send("/thoughts", { text: "真好看", name: "过路人" });
  expect(finder.html).toContain("管理员看过后就会显示");
  await finder.open(`/en/drift/${code}`);
  expect(finder.html).toContain("In somebody&#x27;s hands");
  expect(finder.html).not.toContain("真好看");
  await amu.open("/zh-hans/account");
  expect(amu.html).toContain("被捡到了");
  await finder.open(`/zh-hans/drift/${code}/wrongwrongwr`);
  await finder.send("/find");
  expect(finder.html).toContain("书内密码不对");
});

test("a finder whom the holder has yet to answer writes thoughts, and is not told that the book is theirs", async () => {
  const bei = await Browser.signIn(region.app, "bei");
  await bei.open("/zh-hans/drift");
  const copyId = /<option value="([0-9a-f-]{36})"/.exec(bei.html)![1]!;
  await bei.send("/zh-hans/drift", { copyId, message: "" });
  const code = bei.url.split("/").at(-1)!;
  const { id } = await getJourney(region.database.db, null, code);
  const secret = await secretOf(region.database.db, id);
  const finder = new Browser(region.app);
  await finder.open(`/zh-hans/drift/${code}/${secret}?found=1`);
  expect(finder.html).not.toContain("书现在在你手里");
  expect(finder.html).toContain("我捡到了");
  await finder.send("/find");
  expect(finder.html).toContain("已经去问了");
  expect(finder.html).not.toContain("我捡到了");
  await finder.send("/thoughts", { text: "在车站捡到的", name: "" });
  expect(finder.html).toContain("管理员看过后就会显示");
  expect(finder.html).not.toContain("书现在在你手里");
  await bei.open(`/zh-hans/drift/${code}`);
  await bei.send(/drift\/\w+(\/claims\/[0-9a-f-]+)"/.exec(bei.html)![1]!, { granted: "1" });
  await finder.open(`/zh-hans/drift/${code}/${secret}`);
  expect(finder.html).toContain("书现在在你手里");
  await finder.open(`/zh-hans/drift/${code}/wrongwrongwr`);
  expect(finder.html).not.toContain("书现在在你手里");
});

test("once somebody found the book its label is no more the starter's to print", async () => {
  for (const login of ["amu", "bei"]) {
    const reader = await Browser.signIn(region.app, login);
    await reader.open("/zh-hans/drift");
    const code = /\/zh-hans\/drift\/([a-z2-9]{8})/.exec(reader.html)![1]!;
    await reader.open(`/zh-hans/drift/${code}/labels.pdf`);
    expect(reader.status).toBe(403);
  }
});
