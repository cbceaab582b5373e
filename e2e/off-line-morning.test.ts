import type { Browser, BrowserContext, Page } from "playwright-core";
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
type Holding = { branchId: number; items: { barcode: string; status: string; part: string }[] };

/** A desk of the demo's first library at its main branch. */
async function openDesk(): Promise<{ page: Page; context: BrowserContext; branch: Branch }> {
  const { page, context } = await newVisitor(browser);
  await page.goto(`${address}/staff`);
  await signIn(page);
  const reply = await fetch(`${address}/api/v1/members/YUNZE/branches`);
  const branch = ((await reply.json()) as { items: Branch[] }).items.find((one) => one.code === "MAIN")!;
  await page.getByRole("button", { name: branch.name["zh-Hans"]! }).click();
  await page.getByRole("link", { name: "还书与扫描" }).waitFor();
  return { page, context, branch };
}

async function signIn(page: Page): Promise<void> {
  await page.fill('input[name="login"]', "desk-yunze");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
}

/** Barcodes of free copies at this branch. */
async function freeCopies(branchId: number, count: number): Promise<string[]> {
  const barcodes: string[] = [];
  for (let offset = 0; offset < 1500; offset += 100) {
    const found = await fetch(
      `${address}/api/v1/search?available=YUNZE&size=100&facets=0&sort=title&offset=${offset}`,
    );
    const { items } = (await found.json()) as { items: { id: number }[] };
    for (const { id } of items) {
      const reply = await fetch(`${address}/api/v1/instances/${id}/availability`);
      const { holdings } = (await reply.json()) as { holdings: Holding[] };
      const free = holdings
        .filter((one) => one.branchId === branchId)
        .flatMap((one) => one.items)
        .find((one) => one.status === "available" && one.part === "");
      if (free) barcodes.push(free.barcode);
      if (barcodes.length === count) return barcodes;
    }
  }
  throw new Error("The demo region has too few free copies");
}

async function type(page: Page, label: string, text: string): Promise<void> {
  await page.getByLabel(label).fill(text);
  await page.getByLabel(label).press("Enter");
}

async function lend(page: Page, card: string, barcodes: string[], tone: "good" | "wait"): Promise<void> {
  await page.getByRole("link", { name: "借出", exact: true }).click();
  await page.keyboard.press("Alt+1");
  await type(page, "读者证", card);
  for (const barcode of barcodes) {
    await type(page, "单册条码", barcode);
    await page.locator(`li.${tone}`, { hasText: barcode }).waitFor();
  }
}

test("an off-line morning: the desk goes on, everything is done with its time when the network is back, two conflicts are settled", async () => {
  const { page, context, branch } = await openDesk();
  const other = await openDesk();
  const [back, lent, taken, moved] = await freeCopies(branch.id, 4);
  await lend(page, "YZ20260001", [back!], "good");
  await page.waitForFunction(() => navigator.serviceWorker.ready.then(() => true));

  await context.setOffline(true);
  // A power cut: the device starts again without a network.
  await page.goto(`${address}/staff/check-in`);
  await page.getByText("没有网络。借出和还书照常扫描").waitFor();
  await type(page, "单册条码", back!);
  await page.locator(".outcome .big.wait", { hasText: back! }).waitFor();
  await lend(page, "YU2026100", [lent!, taken!], "wait");
  await lend(page, "NOBODY-HAS-THIS", [moved!], "wait");
  await page.getByText("已记下 4 条").waitFor();
  await page.getByRole("button", { name: "退出" }).click();
  await page.getByText("补办以后再退出").waitFor();
  // Nothing can be read from the device's disk without the key that the browser keeps to itself.
  const stored = await page.evaluate(
    async () =>
      await new Promise<string>((done) => {
        const request = indexedDB.open("commonshelf-desk");
        request.onsuccess = () => {
          const all = request.result.transaction("acts").objectStore("acts").getAll();
          all.onsuccess = () =>
            done(all.result.map((one) => new TextDecoder("latin1").decode(new Uint8Array(one.data))).join());
        };
      }),
  );
  expect(stored).not.toContain("YU2026100");

  // Meanwhile the network of another desk holds, and one of the books is lent there.
  await lend(other.page, "YZ20260001", [taken!], "good");

  // The sign-in has run out when the network is back: it is asked for, and nothing is lost.
  const cookies = await context.cookies();
  await context.clearCookies({ name: cookies.find((one) => one.name.endsWith("session"))!.name });
  await context.setOffline(false);
  await page.getByText("这台设备上记下的 4 条还在").waitFor();
  await signIn(page);
  await page.getByRole("button", { name: branch.name["zh-Hans"]! }).click();
  await page.getByText("补办了 4 条，其中 2 条要处理").waitFor();
  await page.getByRole("button", { name: "查看" }).click();
  const open = page.locator(".off-line-acts li");
  await open.nth(1).waitFor();
  expect(await open.count()).toBe(2);

  await open.filter({ hasText: taken! }).getByRole("button", { name: "先还再借" }).click();
  await page.getByText("办好了").first().waitFor();
  await expect.poll(() => open.count()).toBe(1);
  await open.filter({ hasText: moved! }).getByRole("button", { name: "不办了" }).click();
  await page.getByText("都办好了，没有要处理的。").waitFor();

  const second = await other.page.request.get(
    `${address}/api/v1/desk/patron?reason=account&barcode=YU2026100`,
  );
  const { loans } = (await second.json()) as { loans: { barcode: string }[] };
  expect(loans.map((one) => one.barcode)).toEqual(expect.arrayContaining([lent, taken]));
  const first = await other.page.request.get(
    `${address}/api/v1/desk/patron?reason=account&barcode=YZ20260001`,
  );
  const left = ((await first.json()) as { loans: { barcode: string }[] }).loans.map((one) => one.barcode);
  expect(left).not.toContain(back);
  expect(left).not.toContain(taken);
  await page.getByRole("button", { name: "退出" }).click();
  await page.locator('input[name="login"]').waitFor();
});
