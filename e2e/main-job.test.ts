import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

type Branch = { id: number; code: string; name: Record<string, string> };
type FoundTitle = { id: number; title: string; holders: string[]; availability: { total: number } };
type Holding = { branchId: number; items: { barcode: string; status: string }[] };

async function branchesOf(code: string): Promise<Branch[]> {
  const reply = await fetch(`${address}/api/v1/members/${code}/branches`);
  return ((await reply.json()) as { items: Branch[] }).items;
}

/** A desk of a member, signed in and standing at a branch. */
async function openDesk(code: string, branchCode: string): Promise<Page> {
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', `desk-${code.toLowerCase()}`);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  const branch = (await branchesOf(code)).find((b) => b.code === branchCode)!;
  await page.getByRole("button", { name: branch.name["zh-Hans"]! }).click();
  await page.getByRole("link", { name: "还书与扫描" }).waitFor();
  return page;
}

async function scan(page: Page, barcode: string): Promise<string> {
  await page.getByRole("link", { name: "还书与扫描" }).click();
  const field = page.getByLabel("单册条码");
  await field.fill(barcode);
  const answered = page.waitForResponse(/\/desk\/scan$/);
  await field.press("Enter");
  const outcome = (await (await answered).json()) as { kind: string };
  await page.locator(`.outcome .big.${outcome.kind === "shelve" ? "good" : "wait"}`).waitFor();
  const card = page.locator(".outcome .big").filter({ hasText: barcode });
  await card.waitFor();
  return (await card.innerText()).replaceAll("\n", " ");
}

/** What comes out of the slip printer when this button is pressed. */
async function printed(page: Page, button: string): Promise<string> {
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.getByRole("button", { name: button }).first().click();
  const slip = page.locator(".slip-sheet");
  expect(await slip.locator("svg path, li").count()).toBeGreaterThan(0);
  const text = (await slip.textContent())!;
  await page.evaluate(() => dispatchEvent(new Event("afterprint")));
  expect(await slip.count()).toBe(0);
  return text;
}

async function signInReader(page: Page, login: string): Promise<void> {
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.locator("form.sign-in button.primary").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

/** A title that only WANGYU can lend, with one copy free at its main library. */
async function findTitle(): Promise<{ id: number; barcode: string; title: string }> {
  const home = (await branchesOf("WANGYU")).find((b) => b.code === "MAIN")!;
  for (let offset = 0; offset < 1500; offset += 100) {
    const found = await fetch(
      `${address}/api/v1/search?available=WANGYU&size=100&facets=0&sort=title&offset=${offset}`,
    );
    const { items } = (await found.json()) as { items: FoundTitle[] };
    for (const item of items.filter((i) => i.holders.length === 1 && i.availability.total === 1)) {
      const reply = await fetch(`${address}/api/v1/instances/${item.id}/availability`);
      const { holdings } = (await reply.json()) as { holdings: Holding[] };
      const copy = holdings[0]!.items[0]!;
      if (holdings[0]!.branchId === home.id && copy.status === "available")
        return { id: item.id, barcode: copy.barcode, title: item.title };
    }
  }
  throw new Error("The demo region has no title that only one copy of WANGYU can serve");
}

test("a reader finds a book of another library, asks for it, borrows it at a library of choice; it comes back at a third and goes home", async () => {
  const { id, barcode, title } = await findTitle();
  const reader = await newVisitor(browser, { width: 390 });
  await signInReader(reader.page, "reader");
  await reader.page.goto(`${address}/zh-hans/`);
  await reader.page.locator('input[name="q"]').first().fill(title);
  await reader.page.locator('input[name="q"]').first().press("Enter");
  await reader.page.locator(`a[href*="/instance/${id}"]`).first().click();
  const pickup = (await branchesOf("YUNZE")).find((b) => b.code === "EAST")!;
  await reader.page.selectOption("#pickup", String(pickup.id));
  await reader.page.locator("#request button.primary").click();
  await reader.page.goto(`${address}/zh-hans/account`);
  expect(await reader.page.locator("main").innerText()).toContain(title.slice(0, 6));

  const owner = await openDesk("WANGYU", "MAIN");
  await owner.getByRole("link", { name: "取书单" }).click();
  await owner.getByText(barcode).waitFor();
  expect(await scan(owner, barcode)).toContain("送往");
  expect(await printed(owner, "打印小条")).toMatch(new RegExp(`送往云泽大学.*${barcode}`));

  const desk = await openDesk("YUNZE", "EAST");
  await desk.getByRole("link", { name: "在途" }).click();
  await desk.getByText(barcode).waitFor();
  expect(await scan(desk, barcode)).toMatch(/放上预约架.*林知微/);
  const slip = await printed(desk, "打印小条");
  expect(slip).toMatch(new RegExp(`林＊ …0001保留到.*${barcode}`));
  expect(slip).not.toContain("知微");
  await desk.getByRole("link", { name: "预约架" }).click();
  await desk.getByText(barcode).waitFor();
  await reader.page.reload();
  expect(await reader.page.locator("main").innerText()).toMatch(/可取|已到|预约架/);

  await desk.getByRole("link", { name: "借出", exact: true }).click();
  await desk.getByLabel("读者证").fill("YZ20260001");
  await desk.getByLabel("读者证").press("Enter");
  await desk.getByText("林知微").waitFor();
  await desk.getByLabel("单册条码").fill(barcode);
  await desk.getByLabel("单册条码").press("Enter");
  await desk.locator("li.good", { hasText: barcode }).waitFor();
  expect(await printed(desk, "打印借书单")).toMatch(new RegExp(`借出 1 册.*${barcode}.*前归还`));
  await reader.page.reload();
  expect(await reader.page.locator("main").innerText()).toContain("续借");

  const third = await openDesk("LANHE", "MAIN");
  expect(await scan(third, barcode)).toMatch(/送往.*回归属馆.*已还/);
  expect(await scan(owner, barcode)).toContain("上架");
  const after = await fetch(`${address}/api/v1/instances/${id}/availability`);
  expect(await after.json()).toMatchObject({ total: 1, available: 1 });
});

test("a wrong password is refused in words, and says the same whether the account exists", async () => {
  const messages: string[] = [];
  for (const login of ["reader2", "nobody-of-this-name"]) {
    const { page } = await newVisitor(browser);
    await page.goto(`${address}/zh-hans/sign-in`);
    await page.fill('input[name="login"]', login);
    await page.fill('input[name="password"]', "not the password");
    await page.locator("form.sign-in button.primary").click();
    const alert = page.locator('[role="alert"]').first();
    await alert.waitFor();
    messages.push(await alert.innerText());
  }
  expect(messages[0]).not.toBe("");
  expect(messages[1]).toBe(messages[0]);
});

test("another member's staff and a reader get nothing that is not theirs", async () => {
  const staff = await newVisitor(browser);
  await staff.page.goto(`${address}/staff`);
  await staff.page.fill('input[name="login"]', "desk-bailu");
  await staff.page.fill('input[name="password"]', DEMO_PASSWORD);
  await staff.page.click('button[type="submit"]');
  await staff.page.getByRole("heading", { name: "今天在哪个分馆工作？" }).waitFor();
  const yunze = (await branchesOf("YUNZE"))[0]!;
  expect(await staff.page.getByText("云泽大学").count()).toBe(0);
  const status = await staff.page.evaluate(async (branchId) => {
    const session = (await (await fetch("/api/v1/session")).json()) as { csrfToken: string };
    const headers = { "x-csrf-token": session.csrfToken, "content-type": "application/json" };
    const choose = await fetch("/api/v1/session/branch", {
      method: "PUT",
      headers,
      body: JSON.stringify({ branchId }),
    });
    const imports = await fetch("/api/v1/imports");
    return [choose.status, imports.status];
  }, yunze.id);
  expect(status[0]).toBeGreaterThanOrEqual(403);
  expect(status[1]).toBe(403);
  const reader = await newVisitor(browser);
  await signInReader(reader.page, "reader2");
  const forbidden = await reader.page.evaluate(async () => (await fetch("/api/v1/desk/pull-list")).status);
  expect(forbidden).toBe(403);
  expect((await fetch(`${address}/api/v1/loans`)).status).toBe(401);
});

test("search and record work without JavaScript, in three languages and in both scripts", async () => {
  const { page } = await newVisitor(browser, { javaScript: false, width: 390 });
  const totals: string[] = [];
  for (const [language, query] of [
    ["zh-hans", "红楼梦"],
    ["zh-hant", "紅樓夢"],
    ["en", "hong lou meng"],
  ] as const) {
    await page.goto(`${address}/${language}/search?q=${encodeURIComponent(query)}`);
    expect(await page.locator("main").innerText()).toMatch(/红楼梦|紅樓夢/);
    const reply = await fetch(`${address}/api/v1/search?q=${encodeURIComponent(query)}&size=1`);
    totals.push(String(((await reply.json()) as { total: number }).total));
  }
  expect(totals[1]).toBe(totals[0]);
  expect(Number(totals[2])).toBeGreaterThanOrEqual(Number(totals[0]));
  await page.locator('a[href*="/instance/"]').first().click();
  expect(await page.locator("h1").innerText()).toMatch(/红楼梦|紅樓夢/);
});
