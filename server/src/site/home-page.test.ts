import { afterAll, beforeAll, expect, test } from "vitest";
import { addClosure, listBranches, setOpeningHours } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
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
      await createPerson(tx, systemActor, {
        name: login,
        login,
        password: "a long password",
        affiliations: [{ memberId: region.nanshan.id, patronGroup: "student", number: login }],
      });
    const main = (await listBranches(tx, { memberId: region.jinhe.id })).find((branch) => branch.isMain)!;
    await setOpeningHours(tx, systemActor, main.id, [{ weekday: 5, opens: "08:00", closes: "22:00" }]);
    await addClosure(tx, systemActor, {
      memberId: region.jinhe.id,
      firstOn: "2026-12-04",
      lastOn: "2026-12-04",
      yearly: true,
    });
  });
  lin = await Browser.signIn(region.app, "lin");
  mei = await Browser.signIn(region.app, "mei");
});
afterAll(() => region.close());

const wordsAt = async (path: string): Promise<string> => {
  const { body } = await region.app.inject({ method: "GET", url: path });
  return body.replace(/<[^>]+>/g, " ").replace(/\s+/g, " ");
};

// 2026-11-20 is a Friday, 2026-12-04 another; the libraries' zone is eight hours ahead of UTC.
test.each([
  ["2026-11-19T23:59:00Z", "金河大学 · 金河大学图书馆 ◐ 08:00 开"],
  ["2026-11-20T00:00:00Z", "● 开到 22:00"],
  ["2026-11-20T13:59:00Z", "● 开到 22:00"],
  ["2026-11-20T14:00:00Z", "◐ 11月27日周五 08:00 开"],
  ["2026-12-04T04:00:00Z", "◐ 12月11日周五 08:00 开"],
  ["2026-11-19T15:00:00Z", "◐ 明天 08:00 开"],
  ["2027-12-03T04:00:00Z", "● 开到 22:00"],
])("what is open is told by the library's own hours and closures: %s", async (now, said) => {
  region.clock.set(now);
  expect(await wordsAt("/zh-hans/near")).toContain(said);
  region.clock.set("2026-11-20T08:00:00Z");
});

test("nobody signed in sees no neighbour; whoever told a place sees what is offered near", async () => {
  const place = { lat: "39.05", lon: "84.02", system: "wgs84" };
  for (const one of [lin, mei]) {
    await one.open("/en/sharing/near");
    await one.send("/sharing/place", place);
  }
  await lin.open("/en/sharing/books");
  const offer = { modes: ["lend"], public: "1", radiusKm: "5", loanDays: "14", condition: "good" };
  await lin.send("/sharing/books", { ...offer, note: "", shelf: "", lines: "茶馆 / 老舍" });
  for (const path of ["/en/", "/en/near"]) {
    expect(await mei.open(path)).toContain("茶馆");
    expect(await lin.open(path)).not.toContain("茶馆");
    const outside = await wordsAt(path);
    expect(outside).not.toContain("茶馆");
    expect(outside).toContain("Sign in to see what readers who live near you");
  }
});

test("a request of another reader waits to be answered, and for nobody else", async () => {
  await mei.open("/en/sharing/near");
  const copy = /\/en\/sharing\/copies\/[0-9a-f-]{36}/.exec(mei.html)![0];
  await mei.open(copy);
  await mei.send("/request", { words: "" });
  const asked = (html: string): string =>
    /To answer<\/b><span[^>]*>(\d+)<\/span><span[^>]*>([^<]*)</.exec(html)!.slice(1).join(" ");
  expect(asked(await lin.open("/en/"))).toBe("1 茶馆");
  expect(asked(await mei.open("/en/"))).toBe("0 Nobody waits for an answer");
  expect(await wordsAt("/en/")).not.toContain("To answer");
});
