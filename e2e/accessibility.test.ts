import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alike, isSearched, overflow, violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser, settled } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function instancePath(language: string): Promise<string> {
  const reply = await fetch(`${address}/api/v1/search?q=${encodeURIComponent("红楼梦")}&size=1`);
  const { items } = (await reply.json()) as { items: { id: number }[] };
  return `/${language}/instance/${items[0]!.id}`;
}

/** Pages of sharing that need no account: nests, travelling books, coming in by a code. */
async function openPaths(): Promise<string[]> {
  const codeOf = async (list: string): Promise<string> => {
    const reply = await fetch(`${address}/api/v1/${list}`);
    return ((await reply.json()) as { items: { code: string }[] }).items[0]!.code;
  };
  const [nest, journey] = [await codeOf("nests"), await codeOf("drift")];
  return [
    "/nests",
    `/nests/${nest}`,
    "/drift",
    `/drift/${journey}`,
    `/drift/${journey}/abcdefghjkmn`,
    "/join",
    "/offline",
  ];
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

/** Each width and each look; with every language in `npm run test:long`. */
const LOOKS = [
  ["zh-hans", 390, "dark"],
  ["en", 1440, "light"],
  ...(process.env.COMMONSHELF_ALL_LOOKS
    ? ([
        ["zh-hant", 390, "light"],
        ["en", 390, "light"],
        ["zh-hans", 1440, "dark"],
      ] as const)
    : []),
] as const;

for (const [look, [language, width, scheme]] of LOOKS.entries())
  test(`readers' pages have no WCAG 2.2 AA violations and do not overflow: ${language}, ${width} px, ${scheme}`, async () => {
    const { page, context } = await newVisitor(browser, { width });
    await page.emulateMedia({ colorScheme: scheme });
    const paths = [
      `/${language}/`,
      `/${language}/search?q=${encodeURIComponent("中国")}`,
      await instancePath(language),
      ...(await browsePaths(language)),
      `/${language}/alliance`,
      `/${language}/help`,
      `/${language}/help/ranking`,
      `/${language}/sign-in`,
      ...(await openPaths()).map((path) => `/${language}${path}`),
    ];
    const found: string[] = [];
    for (const [at, path] of paths.entries()) {
      await page.goto(address + path);
      if (isSearched(at, look, LOOKS.length)) found.push(...(await violations(page)));
      found.push(...(await overflow(page)));
    }
    await context.close();
    expect(found).toEqual([]);
  });

/** A reader with a public course list, a waiting review with tags, and a saved search. */
async function makeReadersPages(page: Page): Promise<string[]> {
  await signIn(page, "reader");
  const instance = (await instancePath("zh-hans")).replace("/zh-hans", "");
  await page.goto(`${address}/zh-hans${instance}/list`);
  await page.fill("#list-title", "红楼梦研究");
  await page.check('input[value="course"]');
  await page.click("main button.primary");
  const list = new URL(page.url()).pathname.replace("/zh-hans", "").replace("/edit", "");
  await page.fill("#section-title", "第一周");
  await page.click(`form[action$="/sections"] button`);
  await page.check('input[value="public"]');
  await page.click(`form[action$="/words"] button`);
  await page.goto(`${address}/zh-hans${instance}/reviews`);
  await page.fill("#review-text", "值得再读。");
  await page.click(`form[action$="/write"] button`);
  await page.fill("#open-tags", "章回小说");
  await page.click(`form[action$="/tags"] button`);
  await page.goto(`${address}/zh-hans/account/saved-searches/new?q=${encodeURIComponent("红楼梦")}`);
  await page.click("main button.primary");
  return [
    "/account/lists",
    "/lists",
    list,
    `${list}/edit`,
    `${instance}/list`,
    `${instance}/reviews`,
    "/account/reviews",
    "/account/saved-searches",
    "/account/saved-searches/new?q=a",
    "/account/history",
  ];
}

/** Looks at the paths signed in, on phone and desktop, by day and by night. */
async function findFaults(page: Page, paths: string[]): Promise<string[]> {
  const found: string[] = [];
  for (const [look, [language, width, scheme]] of LOOKS.entries()) {
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    for (const [at, path] of paths.entries()) {
      const reply = await page.goto(`${address}/${language}${path}`);
      if (reply?.status() !== 200) found.push(`${language}${path} answers ${reply?.status()}`);
      if (isSearched(at, look, LOOKS.length)) found.push(...(await violations(page)));
      found.push(...(await overflow(page)));
    }
  }
  return found;
}

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('main button[type="submit"]');
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

test("lists, reviews, saved searches and history have no WCAG 2.2 AA violations and do not overflow", async () => {
  const { page, context } = await newVisitor(browser);
  const found = await findFaults(page, await makeReadersPages(page));
  await context.close();
  expect(found).toEqual([]);
});

test("account, sharing, the service centre and MARC have no WCAG 2.2 AA violations and do not overflow", async () => {
  const { page, context } = await newVisitor(browser);
  const instance = (await instancePath("zh-hans")).replace("/zh-hans", "");
  await signIn(page, "reader");
  const found = await findFaults(page, [
    "/account",
    instance,
    "/sharing/loans",
    "/sharing/books",
    "/sharing/near",
    "/sharing/circles",
    "/sharing/year",
    "/account/data",
    "/alliance/help",
    ...(await openPaths()).slice(0, 4),
  ]);
  await context.clearCookies();
  await signIn(page, "consortium");
  found.push(...(await findFaults(page, [`${instance}/marc`, "/alliance/office", "/face"])));
  for (const member of ["yunze", "xingyuan"]) {
    await page.goto(`${address}/m/${member}`);
    found.push(...(await findFaults(page, ["/", `/search?q=${encodeURIComponent("中国")}`])));
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
  for (const name of [
    "借出",
    "还书与扫描",
    "取书单",
    "预约架",
    "在途",
    "读者",
    "读者互借",
    "导入",
    "内容审阅",
  ]) {
    await page.getByRole("link", { name, exact: true }).click();
    await page.getByRole("heading", { level: 1, name }).waitFor();
    await settled(page);
    found.push(...(await violations(page)), ...(await alike(page)));
  }
  expect(found).toEqual([]);
});
