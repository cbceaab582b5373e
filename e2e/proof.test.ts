import { readFileSync } from "node:fs";
import { join } from "node:path";
import pg from "pg";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address, dataFolder: folder } = ownRegion();
let browser: Browser;
let db: pg.Client;
beforeAll(async () => {
  browser = await openBrowser();
  const password = readFileSync(join(folder, "postgres-password"), "utf8").trim();
  db = new pg.Client({
    host: join(folder, "socket"),
    user: "commonshelf",
    password,
    database: "commonshelf",
  });
  await db.connect();
});
afterAll(async () => {
  await db.end();
  await browser.close();
});

test("a role given long after signing in asks for the password, says a wrong one, and goes on with the right one", async () => {
  const { page } = await newVisitor(browser, { width: 1280 });
  await page.goto(`${address}/staff/library`);
  await page.fill('input[name="login"]', "admin");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  await page.locator(".choices button").first().click();
  await page.getByRole("navigation").first().waitFor();
  await db.query(`update people.session s set confirmed_at = confirmed_at - interval '11 minutes'
    from people.credential c where c.person_id = s.person_id and c.login = 'admin'`);
  await page.goto(`${address}/staff/library/YUNZE/staff`);
  const role = page.getByRole("checkbox", { name: /编目/ }).first();
  await role.waitFor();
  const held = await role.isChecked();

  await role.click();
  const dialog = page.getByRole("dialog", { name: "请再确认是你" });
  await dialog.getByRole("button", { name: "不做了" }).click();
  await page.getByText("请先再确认一次是你。").first().waitFor();
  expect(await role.isChecked()).toBe(held);

  await role.click();
  await dialog.getByLabel("密码").fill("not the password");
  await dialog.getByRole("button", { name: "确认并继续" }).click();
  await dialog.getByRole("alert").waitFor();
  await dialog.getByLabel("密码").fill(DEMO_PASSWORD);
  await dialog.getByRole("button", { name: "确认并继续" }).click();
  await page.getByText("角色已更新，立即生效。").first().waitFor();
  await expect.poll(() => role.isChecked()).toBe(!held);
  await role.click();
  await expect.poll(() => role.isChecked()).toBe(held);
  expect(await page.getByRole("dialog").count()).toBe(0);
});
