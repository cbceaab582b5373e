import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser, picture } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
let bench: Page;

beforeAll(async () => {
  browser = await openBrowser();
  bench = (await newVisitor(browser)).page;
  await bench.goto(`${address}/staff/collections/yunze-guji/objects`);
  await bench.fill('input[name="login"]', "cataloguer");
  await bench.fill('input[name="password"]', DEMO_PASSWORD);
  await bench.click('button[type="submit"]');
});
afterAll(() => browser.close());

const tiles = () => bench.locator(".arrangement-page button");
const labels = async (): Promise<string[]> => await bench.locator(".arrangement-page b").allTextContents();
const save = async (): Promise<void> => {
  const saved = bench.waitForResponse(
    (reply) => /\/arrangement$/.test(reply.url()) && reply.request().method() === "PUT",
  );
  await bench.getByRole("button", { name: "保存排法" }).click();
  expect((await saved).status()).toBe(200);
};

test("a curator parts a book and puts its pages in order, by mouse and by keys, and readers open it at a section", async () => {
  await bench.getByRole("button", { name: /茶說/ }).first().click();
  await bench.getByRole("button", { name: /整理 4 页/ }).click();
  await tiles().nth(3).waitFor();
  expect(await labels()).toEqual(["書衣", "一a", "一b", "二a"]);
  await tiles().nth(1).click();
  await bench.getByRole("button", { name: "从这里起一卷" }).click();
  await bench.getByLabel("卷册名").fill("採茶");
  await tiles().nth(3).dragTo(tiles().nth(2));
  expect(await labels()).toEqual(["書衣", "一a", "二a", "一b"]);
  await tiles().nth(3).focus();
  await bench.keyboard.press("Alt+ArrowLeft");
  await bench.getByText("现在是第 3 页").waitFor({ state: "attached" });
  expect(await labels()).toEqual(["書衣", "一a", "一b", "二a"]);
  await tiles().nth(1).click();
  await tiles()
    .nth(3)
    .click({ modifiers: ["Shift"] });
  await bench.getByLabel("前面加上").fill("茶·");
  await bench.getByRole("button", { name: "给选中的 3 页标上" }).click();
  expect(await labels()).toEqual(["書衣", "茶·一a", "茶·一b", "茶·二a"]);
  expect(await violations(bench)).toEqual([]);
  await picture(bench, "collection-sections");
  await save();

  const { page } = await newVisitor(browser, { javaScript: false, width: 390 });
  await page.goto(`${address}/zh-hans/search?q=${encodeURIComponent("茶說")}`);
  await page.getByRole("link", { name: /茶說/ }).first().click();
  await page.getByRole("navigation", { name: "目次" }).getByRole("link", { name: /採茶/ }).click();
  await page.waitForURL(/pages\/2/);
  expect(await page.locator(".col-leaf-contents summary").innerText()).toContain("採茶");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);

  await bench.getByText("以前的 1 种排法").click();
  await bench.getByRole("button", { name: "回到这个排法" }).click();
  await bench.locator(".arrangement-page b", { hasText: /^一a$/ }).waitFor();
});
