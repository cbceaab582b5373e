import { sql } from "kysely";
import { afterAll, beforeAll, expect, test } from "vitest";
import { localePaths } from "../frame/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { talkativePng } from "../kernel/images/testing-pictures.ts";
import { languages } from "../kernel/text.ts";
import { instantIn } from "../kernel/zones/zoned-time.ts";
import { createPerson } from "../people/index.ts";
import { Browser } from "./testing-browser.ts";
import { buildRegion, type Region } from "./testing-region.ts";

let region: Region;
let lin: Browser;
let mei: Browser;
beforeAll(async () => {
  region = await buildRegion();
  await inTransaction(region.database.db, async (tx) => {
    for (const login of ["lin", "mei"])
      await createPerson(tx, systemActor, { name: login, login, password: "a long password" });
  });
  lin = await Browser.signIn(region.app, "lin");
  mei = await Browser.signIn(region.app, "mei");
});
afterAll(() => region.close());

const digitsOf = (html: string): string =>
  /sharing-digits num">(\d{3}) (\d{3})</.exec(html)!.slice(1).join("");
const place = { lat: "40.8424", lon: "111.749", system: "wgs84" };

test("nobody sees the pages without signing in", async () => {
  for (const path of ["loans", "books", "near", "circles"]) {
    const reply = await region.app.inject({ url: `/en/sharing/${path}` });
    expect([reply.statusCode, reply.headers.location]).toEqual([
      303,
      `/en/sign-in?next=${encodeURIComponent(`/en/sharing/${path}`)}`,
    ]);
  }
});

test("two readers without JavaScript: publish, find near, ask, agree, meet, hand over, write, return", async () => {
  await lin.open("/en/sharing/near");
  expect(await lin.send("/sharing/place", place)).toContain("Your place is set");
  await lin.open("/en/sharing/books");
  const offer = {
    modes: ["lend"],
    public: "1",
    radiusKm: "5",
    loanDays: "14",
    condition: "good",
    note: "",
    shelf: "",
  };
  expect(
    await lin.send("/sharing/books", { ...offer, lines: "《红楼梦》 9787020002207\n茶馆 / 老舍" }),
  ).toContain("2 books added");
  expect(lin.html).toContain("茶馆");

  await mei.open("/en/sharing/near");
  await mei.send("/sharing/place", place);
  expect(mei.html).toContain("within 50 km");
  const copyPath = /href="(\/en\/sharing\/copies\/[^"]+)"[^>]*>(?:<[^>]+>)*茶馆/.exec(mei.html)![1]!;
  expect(await mei.open(copyPath)).toContain("Ask for it");
  await mei.send("/request", { words: "想读很久了" });
  expect(mei.html).toContain("Waiting for the owner");
  const loanPath = mei.url;

  await lin.open("/en/sharing/loans?side=lender");
  expect(lin.html).toContain("One unread message");
  await lin.open("/en/account");
  expect(lin.html).toContain("Somebody asks for 茶馆");
  await lin.open(loanPath);
  expect(lin.html).toContain("想读很久了");
  expect(await lin.send("/accept")).toContain("Agreed");
  await mei.open(loanPath);
  await mei.send("/appointment", { day: "2026-11-22", time: "18:30", place: "Library hall" });
  await lin.open(loanPath);
  expect(lin.html).toContain("22 Nov 2026, 18:30");
  expect(await lin.send("/agree-appointment")).toContain("It is a date");
  const file = await lin.open(`${loanPath}/appointment.ics`);
  expect(file).toContain("DTSTART:20261122T103000Z");

  await lin.open(loanPath);
  const code = digitsOf(lin.html);
  expect(lin.html).toMatch(/<path d="M\d+ \d+h/);
  await mei.open(`${loanPath}?code=${code}`);
  expect(mei.html).toContain(`value="${code}"`);
  expect(await mei.send("/receive", { code: "000000" === code ? "111111" : "000000" })).toContain(
    "Wrong or old code",
  );
  expect(await mei.send("/receive", { code })).toContain("It is yours now");
  await mei.send("/message", { text: "<b>谢谢</b>" });
  expect(await lin.open(loanPath)).toContain("&lt;b&gt;谢谢&lt;/b&gt;");
  await mei.open(loanPath);
  const back = digitsOf(mei.html);
  expect(await lin.send("/take-back", { code: back })).toContain("It is back");
  // A book to and fro on one day earns nothing.
  expect(await lin.open("/en/sharing/loans")).not.toContain("Points of mutual help: 1");
});

test("a form sent twice does nothing twice", async () => {
  await lin.open("/en/sharing/books");
  const key = { _key: "one-and-the-same" };
  const fields = { ...key, modes: ["lend"], lines: "骆驼祥子 / 老舍" };
  await lin.send("/sharing/books", fields);
  await lin.send("/sharing/books", fields);
  expect(lin.html.match(/>骆驼祥子<\/a>/g)).toHaveLength(1);
});

test("a form is the act of whoever opened its page, and of nobody who signed in since", async () => {
  await lin.open("/en/sharing/books");
  const [, own] = /name="_for" value="([^"]+)"/.exec(lin.html)!;
  await mei.open("/en/sharing/books");
  expect(mei.html).not.toContain(own);
  await mei.send("/sharing/books", { _for: own!, modes: ["lend"], lines: "二馬 / 老舍" });
  expect(mei.html).not.toContain("二馬");
  await mei.send("/sharing/books", { modes: ["lend"], lines: "二馬 / 老舍" });
  expect(mei.html).toContain("二馬");
});

test("a circle is founded, joined by a link, and its steward's work is for its steward only", async () => {
  await lin.open("/en/sharing/circles");
  await lin.send("/sharing/circles", {
    name: "三号楼",
    kind: "compound",
    about: "",
    proofs: ["steward", "invite"],
    memberId: "",
    emailDomain: "",
    maxLoanDays: "",
    maxActiveLoans: "",
  });
  expect(lin.html).toContain("The circle is founded");
  const circlePath = lin.url;
  await lin.send("/invite", { days: "7", uses: "5" });
  const link = /https:\/\/shelf\.example(\/en\/sharing\/invite\/[\w-]+)/.exec(lin.html)![1]!;
  await mei.open(circlePath);
  expect(mei.html).not.toContain("Steward’s work");
  await mei.send("/application", { proof: "steward", words: "住 301" });
  await lin.open(circlePath);
  expect(lin.html).toContain("住 301");
  await mei.open(link);
  expect(mei.html).toContain("You are invited to join");
  await mei.send(link.slice(3));
  expect(mei.html).toContain("You are in");
});

test("every page answers in every language, without a bare key or gap", async () => {
  const loan = (await lin.open("/en/sharing/loans?side=lender")).match(/\/sharing\/loans\/[0-9a-f-]{36}/)![0];
  const copy = (await mei.open("/en/sharing/near")).match(/\/sharing\/copies\/[0-9a-f-]{36}/)![0];
  const circle = (await lin.open("/en/sharing/circles")).match(/\/sharing\/circles\/[0-9a-f-]{36}/)![0];
  const paths = ["/sharing", "/sharing/books", "/sharing/near", "/sharing/circles", loan, copy, circle];
  for (const language of languages)
    for (const path of paths)
      for (const browser of [lin, mei]) {
        const html = await browser.open(`${localePaths[language]}${path}`);
        expect(browser.status, `${language} ${path}`).toBe(200);
        const text = html.replace(/<script.*?<\/script>|<[^>]+>/gs, " ");
        expect(text, `${language} ${path}`).not.toMatch(/\bsharing\.[a-z-]|\bproblem\.[a-z-]|\{\{/);
      }
});

test("a stranger meets the same words for what is not there and what is not theirs", async () => {
  await inTransaction(region.database.db, (tx) =>
    createPerson(tx, systemActor, { name: "tao", login: "tao", password: "a long password" }),
  );
  const tao = await Browser.signIn(region.app, "tao");
  const loan = (await lin.open("/en/sharing/loans?side=lender")).match(
    /\/en\/sharing\/loans\/[0-9a-f-]{36}/,
  )![0];
  const copy = (await lin.open("/en/sharing/books")).match(/\/en\/sharing\/copies\/[0-9a-f-]{36}/)![0];
  for (const path of [loan, `${loan}/appointment.ics`, copy, "/en/sharing/loans/x", "/en/sharing/copies/x"]) {
    await tao.open(path);
    expect(tao.status, path).toBe(404);
  }
});

test("times of day are those of the reader's zone", () => {
  expect(instantIn("Asia/Shanghai", "2026-11-22", "18:30")?.toISOString()).toBe("2026-11-22T10:30:00.000Z");
  expect(instantIn("Europe/Berlin", "2026-03-29", "12:00")?.toISOString()).toBe("2026-03-29T10:00:00.000Z");
  expect(instantIn("Asia/Shanghai", "22.11.2026", "18:30")).toBeUndefined();
});

test("a picture is added by a plain form from our own pages only", async () => {
  const copy = (await lin.open("/en/sharing/books")).match(/\/en\/sharing\/copies\/[0-9a-f-]{36}/)![0];
  const png = await talkativePng();
  const head = '--x\r\ncontent-disposition: form-data; name="photo"; filename="a.png"\r\n\r\n';
  const payload = Buffer.concat([Buffer.from(head), png, Buffer.from("\r\n--x--\r\n")]);
  expect(await lin.upload(`${copy}/photo`, payload, "cross-site")).toBe(403);
  const others = Buffer.concat([
    Buffer.from('--x\r\ncontent-disposition: form-data; name="_for"\r\n\r\nsomebody\r\n'),
    payload,
  ]);
  expect(await lin.upload(`${copy}/photo`, others, "same-origin")).toBe(303);
  await lin.open(copy);
  expect(lin.html).not.toContain("Remove picture");
  expect(await lin.upload(`${copy}/photo`, payload, "same-origin")).toBe(303);
  await lin.open(copy);
  expect(lin.html).toContain("Picture added");
  await lin.send("/remove");
  expect(lin.html).not.toContain("Remove picture");
});

test("friends and blocks are made from a copy's page and undone from one's own", async () => {
  const copy = (await mei.open("/en/sharing/near")).match(/\/en\/sharing\/copies\/[0-9a-f-]{36}/)![0];
  await mei.open(copy);
  expect(await mei.send("/befriend")).toContain("Asked to be friends");
  await lin.open("/en/sharing/loans");
  expect(lin.html).toContain("asks to be friends");
  expect(await lin.send("/readers/befriend")).toContain("You are friends now");
  await mei.open(copy);
  await mei.send("/block");
  expect(mei.html).not.toContain("茶馆");
  await mei.open("/en/sharing/loans");
  await mei.send("/unblock");
  expect(await mei.open("/en/sharing/near")).toContain("茶馆");
});

test("what a form says meets the same rules as what a program sends", async () => {
  await lin.open("/en/sharing/books");
  const lines = "四世同堂 老舍";
  expect(await lin.send("/sharing/books", { lines })).toContain("Please choose how to share");
  const fields = { lines, modes: ["lend"] };
  expect(await lin.send("/sharing/books", { ...fields, radiusKm: "7" })).toContain(
    "Choose 1, 3, 5, 10, 20 or 50 km",
  );
  expect(await lin.send("/sharing/books", { ...fields, loanDays: "181" })).toContain(
    "was not filled in correctly",
  );
  expect(await lin.send("/sharing/books", { ...fields, lines: " " })).not.toContain("四世同堂");
  expect(await lin.send("/sharing/books", { ...fields, note: "扉页有签名", radiusKm: "" })).toContain(
    "1 book added",
  );
  const copy = /href="(\/en\/sharing\/copies\/[^"]+)"[^>]*>(?:<[^>]+>)*四世同堂/.exec(lin.html)![1]!;
  await lin.open(copy);
  await lin.send("/change", { modes: ["give"], loanDays: "14", note: "", friends: "1", reading: "read" });
  expect(lin.html).toContain("Saved");
  await lin.send("/pause");
  expect(lin.html).toContain("Saved");
  await lin.send("/withdraw");
  expect(lin.html).toContain("No longer shared");
  await mei.open("/en/sharing/near");
  const seen = mei.html.match(/\/en\/sharing\/copies\/[0-9a-f-]{36}/)![0];
  await mei.open(seen);
  expect(await mei.send("/report", { words: "封面不对" })).toContain("Thank you");
});

test("two circles are joined and parted by their stewards", async () => {
  const circleOf = async (name: string): Promise<string> => {
    await lin.open("/en/sharing/circles");
    await lin.send("/sharing/circles", { name, kind: "school", proofs: ["steward"] });
    return lin.url;
  };
  const school = await circleOf("金河学校");
  const group = await circleOf("一班");
  await lin.send("/parent", { parentId: school.split("/").at(-1)! });
  await lin.open(group);
  expect(lin.html).toContain("we are part of it");
  await lin.send("/part");
  expect(lin.html).not.toContain("we are part of it");
});

test("a book asked of another reader stands in the account, way by way, until it is wanted no more", async () => {
  await sql`update shelves.offer o set instance_id = ${region.ids.dream} from shelves.title t
    where t.id = o.title_id and t.isbn = '9787020002207'`.execute(region.database.db);
  const page = await mei.open(`/en/instance/${region.ids.dream}`);
  const copyId = /value="person:([^"]+)"/.exec(page)![1]!;
  await mei.send("/request", { way: `person:${copyId}` });
  const account = await mei.open("/en/account");
  expect(account).toContain("On its way to you");
  expect(account).toContain("From another reader: being tried");
  expect(await lin.open("/en/account")).not.toContain("On its way to you");
  await mei.open("/en/account");
  expect(await mei.send("/withdraw")).not.toContain("On its way to you");
});
