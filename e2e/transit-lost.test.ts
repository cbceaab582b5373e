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

/** A desk of a member at its main branch. */
async function openDesk(code: string): Promise<{ page: Page; branch: Branch }> {
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', `desk-${code.toLowerCase()}`);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  const reply = await fetch(`${address}/api/v1/members/${code}/branches`);
  const branch = ((await reply.json()) as { items: Branch[] }).items.find((one) => one.code === "MAIN")!;
  await page.getByRole("button", { name: branch.name["zh-Hans"]! }).click();
  await page.getByRole("link", { name: "还书与扫描" }).waitFor();
  return { page, branch };
}

/** A free copy of LANHE that stands at this branch of it. */
async function freeCopy(branchId: number): Promise<string> {
  const found = await fetch(`${address}/api/v1/search?available=LANHE&size=100&facets=0&sort=title`);
  for (const { id } of ((await found.json()) as { items: { id: number }[] }).items) {
    const reply = await fetch(`${address}/api/v1/instances/${id}/availability`);
    const { holdings } = (await reply.json()) as {
      holdings: { branchId: number; items: { barcode: string; status: string }[] }[];
    };
    const copy = holdings
      .filter((one) => one.branchId === branchId)
      .flatMap((one) => one.items)
      .find((one) => one.status === "available");
    if (copy) return copy.barcode;
  }
  throw new Error("LANHE has no free copy at its main branch");
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text);
  await page.getByLabel(label).press("Enter");
}

async function go(page: Page, part: string): Promise<void> {
  await page.getByRole("link", { name: "运送", exact: true }).click();
  await page.getByRole("link", { name: part, exact: true }).click();
}

test("a transit is lost and found: packed, handed over, missing from its crate, looked for at both ends, given up, and back again", async () => {
  const [sender, owner] = [await openDesk("YUNZE"), await openDesk("LANHE")];
  const barcode = await freeCopy(owner.branch.id);
  await sender.page.getByRole("link", { name: "还书与扫描" }).click();
  await type(sender.page, "单册条码", barcode);
  await sender.page.locator(".outcome .big.wait", { hasText: barcode }).waitFor();

  await go(sender.page, "装箱发出");
  await sender.page.locator(".choices button", { hasText: owner.branch.name["zh-Hans"]! }).first().click();
  await type(sender.page, "扫描放进箱里的书", barcode);
  await sender.page.getByText(`${barcode} 在箱里了`).waitFor();
  await sender.page.getByRole("button", { name: "封箱" }).click();
  await sender.page.getByText("已封箱，可以打印清单").waitFor();
  await sender.page.evaluate(() => {
    window.print = () => undefined;
  });
  await sender.page.getByRole("button", { name: "打印箱签和清单" }).click();
  const manifest = (await sender.page.locator(".slip-manifest").textContent())!;
  const code = /CR\d{6}/.exec(manifest)![0];
  expect(manifest).toContain(barcode);
  await sender.page.evaluate(() => dispatchEvent(new Event("afterprint")));
  await sender.page.getByRole("button", { name: /交给司机/ }).click();
  await sender.page.getByText("已交给司机").waitFor();

  await go(owner.page, "收箱");
  await type(owner.page, "扫描箱签", code.toLowerCase());
  await owner.page.getByRole("button", { name: "逐册扫描" }).click();
  const miss = owner.page.getByRole("button", { name: /箱里缺的开始查找/ });
  await miss.click();
  await miss.click();
  await owner.page.getByText("1 册在两头开始查找").waitFor();

  for (const { page } of [sender, owner]) {
    await go(page, "逾期与查找");
    await page.locator("tr", { hasText: barcode }).getByRole("button", { name: "找过了，没有" }).click();
    await page.getByText("已记下。").waitFor();
  }
  const giveUp = owner.page.locator("tr", { hasText: barcode }).getByRole("button", { name: /报丢失/ });
  await giveUp.click();
  await giveUp.click();
  await owner.page.locator("tr", { hasText: "已报丢失" }).filter({ hasText: barcode }).waitFor();

  await sender.page.getByRole("link", { name: "还书与扫描" }).click();
  await type(sender.page, "单册条码", barcode);
  await sender.page.locator(".outcome .big", { hasText: "送往" }).filter({ hasText: barcode }).waitFor();
  await owner.page.reload();
  await owner.page.locator("tr", { hasText: "失而复得" }).filter({ hasText: barcode }).waitFor();
});
