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

const searchFor = (language: string, text: string): string =>
  `${address}/${language}/search?q=${encodeURIComponent(text)}`;

/** Heights of the rows, and how many stand whole on the first screen. */
const measure = (page: Page) =>
  page.evaluate(() => {
    const rows = [...document.querySelectorAll("ol.rows > .row")].map((row) => row.getBoundingClientRect());
    return {
      tallest: Math.max(...rows.map((row) => row.height)),
      whole: rows.filter((row) => row.bottom <= innerHeight).length,
      over: document.documentElement.scrollWidth - innerWidth,
    };
  });

// LOOK: six rows on a laptop, three on a phone, whatever the language.
test.each([
  ["zh-hans", "红楼梦", 1440, 96, 6],
  ["zh-hant", "中国", 1440, 96, 6],
  ["en", "history", 1440, 96, 6],
  ["zh-hans", "红楼梦", 390, 132, 3],
  ["zh-hant", "中国", 390, 132, 3],
  ["en", "history", 390, 132, 3],
] as const)("a row earns its height: %s, %s, %i px", async (language, text, width, most, rows) => {
  const { page, context } = await newVisitor(browser, { width });
  await page.goto(searchFor(language, text));
  const found = await measure(page);
  expect(found.tallest).toBeLessThanOrEqual(most);
  expect(found.whole).toBeGreaterThanOrEqual(rows);
  expect(found.over).toBe(0);
  await context.close();
});

test.each([
  ["zh-hans", 1440, "light"],
  ["en", 390, "dark"],
] as const)(
  "an opened row tells all libraries and has no WCAG 2.2 AA violations: %s, %i px, %s",
  async (language, width, scheme) => {
    const { page, context } = await newVisitor(browser, { width });
    await page.emulateMedia({ colorScheme: scheme });
    await page.goto(searchFor(language, "鲁迅"));
    for (const row of [0, 1]) await page.locator(".row summary").nth(row).click();
    expect(await page.locator(".row-holders").first().locator("li").count()).toBeGreaterThan(0);
    expect(await violations(page)).toEqual([]);
    expect((await measure(page)).over).toBe(0);
    await context.close();
  },
);

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.locator('input[name="login"]').fill(login);
  await page.locator('input[name="password"]').fill(DEMO_PASSWORD);
  await page.locator('main button[type="submit"]').first().click();
  await page.waitForLoadState();
}

test("a row counts copies at nests for everybody, copies of readers near for who is signed in", async () => {
  const { page, context } = await newVisitor(browser);
  const linesOf = async (text: string): Promise<string> => {
    await page.goto(searchFor("zh-hans", text));
    return (await page.locator(".row .line").allInnerTexts()).join("\n");
  };
  expect(await linesOf("Sense and Sensibility")).toMatch(/书巢 \d+ 本/);
  expect(await linesOf("明朝那些事")).not.toContain("身边");
  await signIn(page, "reader2");
  expect(await linesOf("明朝那些事")).toMatch(/身边 \d+ 本/);
  await context.close();
});

test("from a row a reader gets a book in two taps, without a script", async () => {
  const { page, context } = await newVisitor(browser, { javaScript: false });
  await signIn(page, "reader4");
  await page.goto(searchFor("zh-hans", "红楼梦辨"));
  await page.locator(".row-borrow").first().click();
  expect(page.url()).toMatch(/\/instance\/\d+#request$/);
  await page.locator("#request button").click();
  await page.waitForLoadState();
  expect(await page.locator("#request").innerText()).toContain("预约");
  await context.close();
});
