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

type Holding = { branchId: number; callNumber: string; items: { barcode: string; status: string }[] };

/** The desk of a library, at the first branch it may choose. */
async function openDesk(code: string): Promise<Page> {
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', `desk-${code.toLowerCase()}`);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  await page.locator(".choices button").first().click();
  await page.getByRole("heading", { level: 1, name: "今天", exact: true }).waitFor();
  return page;
}

/** A free copy of a library, with where it stands. */
async function freeCopy(code: string, branchId?: number): Promise<{ barcode: string; callNumber: string }> {
  const found = await fetch(`${address}/api/v1/search?available=${code}&size=100&facets=0&sort=title`);
  for (const { id } of ((await found.json()) as { items: { id: number }[] }).items) {
    const reply = await fetch(`${address}/api/v1/instances/${id}/availability`);
    const { holdings } = (await reply.json()) as { holdings: Holding[] };
    for (const { branchId: at, callNumber, items } of holdings) {
      const copy = items.find((one) => one.status === "available");
      if (copy && callNumber !== "" && at === branchId) return { barcode: copy.barcode, callNumber };
    }
  }
  throw new Error(`${code} has no free copy with a call number there`);
}

/** The label of a copy is one label, however long the library's name is. */
async function printLabel(page: Page, barcode: string): Promise<void> {
  await page.getByRole("link", { name: "单册", exact: true }).click();
  await page.getByLabel("单册条码").fill(barcode);
  await page.getByLabel("单册条码").press("Enter");
  await page.evaluate(() => {
    window.print = () => undefined;
  });
  await page.getByRole("button", { name: "打印书标" }).click();
  const paper = (await page.pdf({ preferCSSPageSize: true })).toString("latin1");
  expect(paper.match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
}

/** A book in no catalogue is scanned and added; the scanner types on where it did. */
async function fastAdd(page: Page): Promise<void> {
  await page.getByLabel("单册条码").fill("FAST-1");
  await page.getByLabel("单册条码").press("Enter");
  await page.getByRole("button", { name: "快速添加" }).press("Enter");
  const dialog = page.getByRole("dialog");
  await page.keyboard.type("桌上的书");
  await dialog.getByRole("button", { name: "快速添加" }).click();
  await page.locator(".outcome .big.good", { hasText: "桌上的书" }).waitFor();
  await page.locator("input[data-scan]:focus").waitFor();
}

test("a day at the desk: what waits is taken on, a stretch of shelf is counted, figures tell the day", async () => {
  const page = await openDesk("QINGTAN");
  const session = (await (await page.request.get(`${address}/api/v1/session`)).json()) as {
    branch: { id: number };
  };
  const branches = await fetch(`${address}/api/v1/members/LANHE/branches`);
  const other = ((await branches.json()) as { items: { id: number }[] }).items[0]!;
  const stray = await freeCopy("LANHE", other.id);
  await page.getByRole("link", { name: "还书与扫描" }).click();
  await page.getByLabel("单册条码").fill(stray.barcode);
  await page.getByLabel("单册条码").press("Enter");
  await page.locator(".outcome .big.wait", { hasText: stray.barcode }).waitFor();
  await fastAdd(page);
  await printLabel(page, stray.barcode);
  await page.getByRole("link", { name: "今天", exact: true }).click();
  const task = page.locator("tr", { hasText: "要送走、还没装箱的" });
  await task.getByRole("button", { name: "我来做" }).click();
  await task.getByText("QINGTAN 流通台").waitFor();
  await task.getByRole("link").click();
  await page.getByRole("heading", { name: "等着装箱的" }).waitFor();

  const own = await freeCopy("QINGTAN", session.branch.id);
  await page.getByRole("link", { name: "盘点", exact: true }).click();
  await page.getByLabel("从索书号").fill(own.callNumber);
  await page.getByLabel("到索书号").fill(own.callNumber);
  await page.getByRole("button", { name: "开始盘一段架" }).click();
  await page.getByLabel("扫描架上的书").fill(own.barcode);
  await page.getByLabel("扫描架上的书").press("Enter");
  await page.locator("li.good", { hasText: own.callNumber }).waitFor();
  const end = page.getByRole("button", { name: /结束盘点/ });
  await end.click();
  await end.click();
  await page.getByText("盘点结束").waitFor();
  await page.getByText("没有不对的。").waitFor();

  await page.getByRole("link", { name: "统计", exact: true }).click();
  await page.getByRole("heading", { level: 1, name: "统计" }).waitFor();
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    page.getByRole("button", { name: "存为 CSV" }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe("turnover.csv");
});
