import { AxeBuilder } from "@axe-core/playwright";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";

const address = inject("address");
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

async function violations(page: Page): Promise<string[]> {
  const result = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  return result.violations.map((v) => `${page.url()} ${v.id}: ${v.nodes[0]?.target.join(" ")}`);
}

async function instancePath(language: string): Promise<string> {
  const reply = await fetch(`${address}/api/v1/search?q=${encodeURIComponent("红楼梦")}&size=1`);
  const { items } = (await reply.json()) as { items: { id: number }[] };
  return `/${language}/instance/${items[0]!.id}`;
}

async function browsePaths(language: string): Promise<string[]> {
  const shelf = (await instancePath(language)).replace("/instance/", "/shelf/");
  return [
    `/${language}/browse/author?at=${encodeURIComponent("沈從文")}`,
    `/${language}/browse/title?order=latin`,
    `/${language}/browse/subject?at=zzz`,
    `/${language}/browse/call-number?section=I`,
    shelf,
  ];
}

for (const language of ["zh-hans", "zh-hant", "en"])
  for (const [width, scheme] of [
    [390, "dark"],
    [1440, "light"],
  ] as const)
    test(`readers' pages have no WCAG 2.2 AA violations and do not overflow: ${language}, ${width} px, ${scheme}`, async () => {
      const { page, context } = await newVisitor(browser, { width });
      await page.emulateMedia({ colorScheme: scheme });
      const paths = [
        `/${language}/`,
        `/${language}/search?q=${encodeURIComponent("中国")}`,
        await instancePath(language),
        ...(await browsePaths(language)),
        `/${language}/sign-in`,
      ];
      const found: string[] = [];
      for (const path of paths) {
        await page.goto(address + path);
        found.push(...(await violations(page)));
        const overflow = await page.evaluate(
          () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
        );
        if (overflow > 0) found.push(`${path} overflows by ${overflow} px`);
      }
      await context.close();
      expect(found).toEqual([]);
    });

test("the workbench has no WCAG 2.2 AA violations", async () => {
  const { page } = await newVisitor(browser);
  const found: string[] = [];
  await page.goto(`${address}/staff`);
  await page.locator('input[name="login"]').waitFor();
  found.push(...(await violations(page)));
  await page.fill('input[name="login"]', "admin");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  await page.locator(".choices button").first().waitFor();
  found.push(...(await violations(page)));
  await page.locator(".choices button").first().click();
  for (const name of ["借出", "还书与扫描", "取书单", "预约架", "在途", "读者", "导入"]) {
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await page.waitForLoadState("networkidle");
    found.push(...(await violations(page)));
  }
  expect(found).toEqual([]);
});
