import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PASSWORD, newVisitor, openBrowser, pressTwice } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
let page: Page;
beforeAll(async () => {
  browser = await openBrowser();
  ({ page } = await newVisitor(browser));
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', "cataloguer");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  await page.getByRole("link", { name: "导入" }).waitFor();
});
afterAll(() => browser.close());

function book(number: string, title: string): MarcRecord {
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: "261101s2001    xx            000 0 chi  " },
      { tag: "245", ind1: " ", ind2: " ", subfields: [["a", title]] },
      { tag: "650", ind1: " ", ind2: "4", subfields: [["a", "灯笼"]] },
    ],
  };
}

async function titlesFound(title: string): Promise<number> {
  const reply = await fetch(
    `${address}/api/v1/search?${new URLSearchParams({ q: `"${title}"`, size: "1" })}`,
  );
  return ((await reply.json()) as { total: number }).total;
}

/** Sends a file as it stands ready in the form: shown first. */
async function upload(name: string, records: MarcRecord[]): Promise<void> {
  await page.goto(`${address}/staff/imports`);
  await page.getByLabel("先预览，确认后才装载").check();
  const buffer = Buffer.concat(records.map((record) => writeIso2709(record)));
  await page.setInputFiles('input[type="file"]', { name, mimeType: "application/marc", buffer });
  await page.getByRole("button", { name: "开始导入" }).click();
  await page.getByRole("link", { name }).first().click();
}

test("a bad load: shown, accepted, seen in the catalogue, and undone as a whole", async () => {
  await upload("bad.mrc", [book("e2e-1", "檐下灯笼坏记录甲"), book("e2e-2", "檐下灯笼坏记录乙")]);
  await page.getByText("檐下灯笼坏记录甲").waitFor();
  expect(await titlesFound("檐下灯笼坏记录甲")).toBe(0);
  await page.getByRole("button", { name: "确认装载" }).click();
  await page.getByRole("tab", { name: "撤销" }).click();
  await expect.poll(() => titlesFound("檐下灯笼坏记录甲")).toBe(1);
  await page.reload();
  await page.getByRole("tab", { name: "撤销" }).click();
  await page.getByText("2 条新增的记录会撤下").waitFor();
  await pressTwice(page, "撤销这次装载");
  await page.getByText("已撤销。").waitFor();
  await expect.poll(() => titlesFound("檐下灯笼坏记录甲")).toBe(0);
});

test("a bulk change: looked at, performed, and undone as one", async () => {
  await upload("good.mrc", [book("e2e-3", "檐下灯笼好记录丙"), book("e2e-4", "檐下灯笼好记录丁")]);
  await page.getByRole("button", { name: "确认装载" }).click();
  await page.getByRole("tab", { name: "记录" }).waitFor();
  await expect.poll(() => titlesFound("檐下灯笼好记录丙")).toBe(1);
  await page.goto(`${address}/staff/bulk`);
  await page.locator('select[name="kind"]').selectOption("numbers");
  await page.getByLabel("控制号（001），一行一个").fill("e2e-3\ne2e-4");
  await page.getByLabel("字段", { exact: true }).fill("650");
  await page.getByLabel("子字段", { exact: true }).fill("a");
  await page.getByLabel("找", { exact: true }).fill("灯笼");
  await page.getByLabel("换成", { exact: true }).fill("宫灯");
  await page.getByRole("button", { name: "先看会改什么" }).click();
  await page.getByText("选中 2 条，会改 2 条").waitFor();
  expect(await page.locator("ins").first().innerText()).toContain("宫灯");
  await pressTwice(page, "修改这 2 条");
  await page.getByText("已改 2 条").waitFor();
  await page.getByRole("link", { name: "查看记录，或整批撤销" }).click();
  await page.getByRole("tab", { name: "撤销" }).click();
  await page.getByText("2 条记录会回到装载前的版本").waitFor();
  await pressTwice(page, "撤销这次装载");
  await page.getByText("已撤销。").waitFor();
  await page.getByRole("button", { name: "查看撤销结果" }).click();
  await page.getByRole("tab", { name: "记录" }).click();
  await page.getByText("宫灯").first().waitFor();
});
