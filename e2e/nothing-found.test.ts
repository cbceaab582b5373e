import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(DEMO_PASSWORD);
  await page.locator('main button[type="submit"]').first().click();
  await page.waitForLoadState();
}

test("nothing found: one tap suggests the book, the librarian answers, the reader hears it", async () => {
  const reader = await newVisitor(browser, { javaScript: false, width: 390 });
  await signIn(reader.page, "reader");
  await reader.page.goto(`${address}/zh-hans/search?q=${encodeURIComponent("《云泽方言词典》 虚构者")}`);
  await reader.page.locator('form[action$="/suggestions"] button').click();
  await reader.page.waitForLoadState();
  expect(await reader.page.locator(".note-done").innerText()).toContain("已转给你的图书馆");
  const row = reader.page.locator(".sharing-row").first();
  expect(await row.innerText()).toMatch(/云泽方言词典\s+虚构者[\s\S]*等图书馆决定/);

  const staff = await newVisitor(browser);
  const { page } = staff;
  await page.goto(`${address}/staff`);
  await page.locator('input[name="login"]').fill("cataloguer");
  await page.locator('input[name="password"]').fill(DEMO_PASSWORD);
  await page.locator('button[type="submit"]').click();
  await page.locator('nav a[href="/staff/suggestions"]').click();
  const line = page.locator("tbody tr", { hasText: "云泽方言词典" });
  await line.locator("button").click();
  await page.locator('input[value="accept"]').check();
  await page.locator('textarea[name="answer"]').fill("已下单，约两周到馆");
  expect(await violations(page)).toEqual([]);
  await page.locator('form.admin button[type="submit"]').click();
  await line.waitFor({ state: "detached" });

  await reader.page.goto(`${address}/zh-hans/account`);
  expect(await reader.page.locator("#notices, main").first().innerText()).toContain(
    "你荐购的《云泽方言词典》，图书馆会买。已下单，约两周到馆",
  );
  await reader.page.goto(`${address}/zh-hans/suggestions`);
  expect(await reader.page.locator(".sharing-row").first().innerText()).toContain("图书馆会买");
  await reader.context.close();
  await staff.context.close();
});

test("a student types 高数, sees how it was read, and borrows the first volume of the set", async () => {
  const { page, context } = await newVisitor(browser, { javaScript: false });
  await signIn(page, "reader3");
  await page.goto(`${address}/zh-hans/search?q=${encodeURIComponent("高数")}`);
  expect(await page.locator("#results").innerText()).toContain("“高数”按“高等数学”查找");
  const first = page.locator("ol.rows > .row").first();
  expect(await first.innerText()).toMatch(/高等数学\s*·?\s*上册/);
  await first.locator(".row-borrow").click();
  expect(await page.locator("#volumes + ol").innerText()).toMatch(/上册[\s\S]*下册/);
  expect(await page.locator('#request input[name="way"]:checked').count()).toBe(1);
  await page.locator("#request button.primary").click();
  await page.waitForLoadState();
  expect(await page.locator("#request").innerText()).toContain("你已预约");
  await context.close();
});

test.each([
  ["法文版的红楼梦", "没有同时符合“法文版的红楼梦”的书。这里列出的是“红楼梦”的结果", /^找到 [1-9]/],
  ["近五年关于海南的英文书", "没有同时符合“近五年关于海南的英文书”的书，改按字词查找", /^找到 0/],
  ["鲁迅写的小说", "“鲁迅写的小说”按“小说 作者 鲁迅”查找", /^找到 [1-9]/],
])("the page says how a sentence was taken: %s", async (said, told, total) => {
  const { page, context } = await newVisitor(browser, { javaScript: false });
  await page.goto(`${address}/zh-hans/search?q=${encodeURIComponent(said)}`);
  expect(await page.locator("#results").innerText()).toContain(told);
  expect(await page.locator("h1").innerText()).toMatch(total);
  await context.close();
});

test.each([
  ["zh-hans/", 1440, "light"],
  ["zh-hans/", 390, "dark"],
  ["en/near", 768, "light"],
  ["zh-hant/suggestions?q=x", 390, "light"],
  ["en/nests", 1440, "dark"],
  ["zh-hans/drift", 390, "light"],
  ["zh-hans/search?q=zzxxyy", 390, "dark"],
] as const)(
  "%s at %i px, %s: nothing cut off, no WCAG 2.2 AA violations",
  async (path, width, colorScheme) => {
    const { page, context } = await newVisitor(browser, { width });
    await page.emulateMedia({ colorScheme });
    await signIn(page, "reader2");
    await page.goto(`${address}/${path}`);
    expect(await violations(page)).toEqual([]);
    expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
    await context.close();
  },
);
