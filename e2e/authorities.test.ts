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

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

/** The authors of what is found, as the API counts them. */
async function authors(q: string): Promise<Map<string, number>> {
  const reply = await fetch(`${address}/api/v1/search?q=${encodeURIComponent(q)}&facets=100`);
  const body = (await reply.json()) as {
    facets: { author: { values: { value: string; count: number }[] } };
  };
  return new Map(body.facets.author.values.map(({ value, count }) => [value, count]));
}

const NAME = "曹雪芹";
const LATIN = "Cao, Xueqin";

test("an author is one name, shown in the reader's script, from a review of the headings", async () => {
  const before = await authors("红楼梦");
  expect(before.get(LATIN)).toBeGreaterThan(0);
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/staff/authorities/new`);
  await page.fill('input[name="login"]', "cataloguer");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  const headings = page.getByLabel("标目，每行一个");
  await headings
    .or(page.getByRole("link", { name: "规范", exact: true }))
    .first()
    .waitFor();
  await page.goto(`${address}/staff/authorities/new`);
  await headings.fill(`${NAME}\n${LATIN}`);
  await page.getByLabel("别的写法，每行一个").fill("Tsao, Hsueh-chin");
  expect(await violations(page)).toEqual([]);
  await button(page, "保存").click();
  await page.getByText("在字段里写作").waitFor();

  // The headings of all records are gathered now; a name alone waits for somebody.
  const rowOf = (name: string) => page.getByRole("checkbox", { name, exact: true });
  await expect
    .poll(
      async () => {
        await page.goto(`${address}/staff/authorities`);
        await page.getByRole("heading", { name: "规范" }).waitFor();
        await page
          .getByRole("checkbox", { name: "全选" })
          .or(page.getByText("没有要核对的。"))
          .first()
          .waitFor();
        return (await rowOf(NAME).count()) * (await rowOf("Tsao, Hsueh-chin").count());
      },
      { interval: 1000 },
    )
    .toBeGreaterThan(0);
  expect(await violations(page)).toEqual([]);
  await page.getByRole("checkbox", { name: "全选" }).check();
  await button(page, /^连上勾选的/).click();
  await page.getByText(/^连上了/).waitFor();
  await expect.poll(async () => (await authors("红楼梦")).has(LATIN), { interval: 1000 }).toBe(false);
  expect((await authors("红楼梦")).get(NAME)!).toBeGreaterThan(before.get(NAME)!);

  // Readers see and choose it in their script.
  const { page: reader } = await newVisitor(browser);
  await reader.goto(
    `${address}/en/search?q=${encodeURIComponent("红楼梦")}&author=${encodeURIComponent(NAME)}`,
  );
  await reader.locator(".filters").getByText(LATIN).first().waitFor();
  await page.setViewportSize({ width: 390, height: 800 });
  await page.goto(`${address}/staff/authorities/find`);
  await button(page, new RegExp(NAME)).click();
  await page.getByText("在字段里写作").waitFor();
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(390);
});
