import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
let desk: Page;
beforeAll(async () => {
  browser = await openBrowser();
  desk = (await newVisitor(browser)).page;
  await desk.goto(`${address}/staff`);
  await desk.fill('input[name="login"]', "desk-yunze");
  await desk.fill('input[name="password"]', DEMO_PASSWORD);
  await desk.click('button[type="submit"]');
  await desk.locator(".choices button").first().click();
  await desk.getByRole("link", { name: "读者管理", exact: true }).click();
});
afterAll(() => browser.close());

test("a desk takes a reader in, renews, gives a card, hands out a password, and lets them go with a certificate", async () => {
  await desk.getByRole("button", { name: "登记新读者" }).click();
  const form = desk.getByRole("form", { name: "登记新读者" });
  await form.locator('input[name="name"]').fill("祝离");
  await form.locator('input[name="number"]').fill("LEAVE-1");
  await form.locator('input[name="card"]').fill("LC-1");
  await form.getByRole("button", { name: "登记新读者" }).click();
  await desk.getByText("祝离 已登记").waitFor();
  await desk.getByRole("button", { name: "关闭" }).click();
  await desk.locator('input[name="q"]').fill("LEAVE-1");
  await desk.keyboard.press("Enter");
  await desk.getByRole("row", { name: "祝离" }).click();
  const page = desk.getByRole("article", { name: "祝离" });
  await page.locator('input[name="validUntil"]').fill("2027-06-30");
  await page.getByRole("button", { name: "保存" }).click();
  await desk.getByText("已保存。").waitFor();
  await page.locator('input[name="barcode"]').fill("LC-2");
  await page.getByRole("button", { name: "发证" }).click();
  await desk.getByText("已发证。").waitFor();
  await page.getByRole("button", { name: "给一次性密码" }).click();
  expect((await page.locator("code.one-time").innerText()).length).toBeGreaterThan(5);
  await page.getByText("在所有成员馆都已结清").waitFor();
  await desk.evaluate(() => {
    window.print = () => undefined;
  });
  await page.getByRole("button", { name: "打印离校证明" }).click();
  expect(await desk.locator(".slip-sheet").textContent()).toMatch(/兹证明 祝离（读者号 LEAVE-1）/);
  await desk.evaluate(() => dispatchEvent(new Event("afterprint")));
  await page.getByText("离校 · 云泽大学图书馆（虚构）").waitFor();
  expect(await violations(desk)).toEqual([]);
});

test("who is leaving borrows nothing more, at another library either", async () => {
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', "desk-lanhe");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  await page.locator(".choices button").first().click();
  await page.getByRole("link", { name: "借出", exact: true }).click();
  await page.getByLabel("读者证").fill("LC-2");
  await page.keyboard.press("Enter");
  await page.getByText(/限制借阅：离校/).waitFor();
});
