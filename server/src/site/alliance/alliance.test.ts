import { afterAll, beforeAll, expect, test } from "vitest";
import { localePaths } from "../../frame/index.ts";
import { systemActor } from "../../kernel/actor.ts";
import { inTransaction } from "../../kernel/database.ts";
import { languages } from "../../kernel/text.ts";
import { createPerson, grantRole } from "../../people/index.ts";
import { Browser, TEST_PASSWORD } from "../testing-browser.ts";
import { buildRegion, type Region } from "../testing-region.ts";

let region: Region;
let lin: Browser;
let mei: Browser;
let office: Browser;

beforeAll(async () => {
  region = await buildRegion();
  await inTransaction(region.database.db, async (tx) => {
    for (const login of ["lin", "mei", "clerk"]) {
      const person = await createPerson(tx, systemActor, { name: login, login, password: TEST_PASSWORD });
      if (login === "clerk") await grantRole(tx, systemActor, person.id, "consortium-admin", null);
    }
  });
  lin = await Browser.signIn(region.app, "lin");
  mei = await Browser.signIn(region.app, "mei");
  office = await Browser.signIn(region.app, "clerk");
});
afterAll(() => region.close());

test("an organisation applies, is admitted, announces and calls to a campaign, all without JavaScript", async () => {
  await lin.open("/en/alliance");
  const form = {
    name: "Lotus Pond Readers",
    kind: "student-society",
    about: "Tea and <b>books</b>",
    contact: "",
  };
  expect(await lin.send("/alliance/organisations", form)).toContain("The application is sent");
  expect(await mei.open("/en/alliance")).not.toContain("Lotus Pond");
  await office.open("/en/alliance/office");
  expect(office.html).toContain("Tea and &lt;b&gt;books&lt;/b&gt;");
  await office.send("/decision", { decision: "admit", reason: "" });
  const page = /href="(\/en\/alliance\/organisations\/[^"]+)">Lotus Pond/.exec(
    await lin.open("/en/alliance"),
  )![1]!;
  await lin.open(page);
  await lin.send("/announcements", { title: "Swap day", body: "Saturday", until: "2026-11-30" });
  expect(lin.html).toContain("Swap day");
  await lin.send("/campaigns", {
    title: "One town, one book",
    about: "",
    startsOn: "2026-11-20",
    endsOn: "2026-12-20",
  });
  const shown = await mei.open(page);
  expect(shown).toContain("One town, one book");
  expect(shown).not.toContain("Steward’s work");
  await lin.open(page);
  expect(await lin.send("/step-down")).toContain("An organisation needs a steward");
});

test("a reader writes to the service centre, and only the two of them read it", async () => {
  await lin.open("/en/alliance/help");
  await lin.send("/alliance/help", { subject: "A lost book", body: "For two weeks" });
  const path = /href="(\/en\/alliance\/help\/[^"]+)">A lost book/.exec(lin.html)![1]!;
  await mei.open(path);
  expect(mei.status).toBe(404);
  expect(await office.open("/en/alliance/office")).toContain("A lost book");
  await office.open(path);
  await office.send("/messages", { body: "We ask around" });
  await lin.open(path);
  expect(lin.html).toContain("We ask around");
  expect(await lin.send("/close")).toContain("Closed");
});

test("the office is for the office, and a sign-in comes first", async () => {
  await mei.open("/en/alliance/office");
  expect(mei.status).toBe(403);
  for (const path of ["office", "help"]) {
    const reply = await region.app.inject({ url: `/en/alliance/${path}` });
    expect([reply.statusCode, reply.headers.location]).toEqual([
      303,
      `/en/sign-in?next=${encodeURIComponent(`/en/alliance/${path}`)}`,
    ]);
  }
});

test("every page answers in every language, without a bare key or gap", async () => {
  const organisation = /\/alliance\/organisations\/[^"]+/.exec(await lin.open("/en/alliance"))![0];
  for (const language of languages)
    for (const path of ["/alliance", organisation, "/alliance/help", "/alliance/office"]) {
      const html = await office.open(`${localePaths[language]}${path}`);
      expect(office.status, `${language} ${path}`).toBe(200);
      const text = html.replace(/<script.*?<\/script>|<[^>]+>/gs, " ");
      expect(text, `${language} ${path}`).not.toMatch(/\balliance\.[a-z-]|\bproblem\.[a-z-]|\{\{/);
    }
});
