import { gzipSync } from "node:zlib";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
const FIRST_VIEW_BYTES = 60_000;
const RESULTS_BYTES = 25_000;
const SCRIPT_BYTES = 30_000;
const MOST_SHIFT = 0.02;
let browser: Browser;
let instance = "";
let work = "";

beforeAll(async () => {
  browser = await openBrowser();
  const reply = await fetch(`${address}/api/v1/search?q=${encodeURIComponent("红楼梦")}&size=1`);
  const { items } = (await reply.json()) as { items: { id: number }[] };
  instance = `/instance/${items[0]!.id}`;
  const page = await (await fetch(`${address}/zh-hans/search?q=${encodeURIComponent("鲁迅")}`)).text();
  work = /href="\/zh-hans(\/work\/\d+)"/.exec(page)![1]!;
  await shelvesAreGathered();
});
afterAll(() => browser.close());

const GATHERED = { timeout: 150_000, interval: 250 };

/** Browse lists are gathered behind a server that already answers. */
async function shelvesAreGathered(): Promise<void> {
  const shelf = `${address}/zh-hans${instance.replace("/instance/", "/shelf/")}`;
  await vi.waitFor(async () => expect((await fetch(shelf)).status).toBe(200), GATHERED);
}

/** Every type of page anybody can open. */
const publicPages = (): string[] => [
  "/",
  `/search?q=${encodeURIComponent("鲁迅")}`,
  "/search?q=qwertzuiop",
  "/expert",
  "/search/values/author?q=%E4%B8%AD%E5%9B%BD",
  instance,
  work,
  `${instance}/reviews`,
  `/browse/author?at=${encodeURIComponent("沈從文")}`,
  instance.replace("/instance/", "/shelf/"),
  "/lists",
  "/alliance",
  "/help",
  "/help/ranking",
  "/sign-in",
];
const OWN_PAGES = [
  "/account",
  "/account/lists",
  "/account/saved-searches",
  "/account/reviews",
  "/account/history",
  "/sharing/loans",
  "/sharing/books",
  "/sharing/near",
  "/sharing/circles",
  "/alliance/help",
];

async function signIn(page: Page): Promise<void> {
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.fill('input[name="login"]', "reader4");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('main button[type="submit"]');
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

async function overflowOf(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const root = document.documentElement;
    if (root.scrollWidth <= root.clientWidth) return [];
    const wide = [...document.querySelectorAll("main *, header *, footer *")]
      .filter((element) => !element.closest(".shelf-scroll"))
      .filter((element) => element.getBoundingClientRect().right > root.clientWidth + 1)
      .slice(0, 3)
      .map((element) => `${element.tagName}.${element.className}`);
    return [`${location.pathname} is ${root.scrollWidth - root.clientWidth} px too wide: ${wide.join(", ")}`];
  });
}

for (const [width, text] of [
  [320, 100],
  [640, 200],
  [1280, 200],
] as const)
  test(`at ${width} px and with text of ${text}% every page reflows without sideways scrolling`, async () => {
    const { page, context } = await newVisitor(browser, { width });
    const found: string[] = [];
    const look = async (paths: string[]): Promise<void> => {
      for (const path of paths)
        for (const language of ["zh-hans", "en"]) {
          const reply = await page.goto(`${address}/${language}${path}`);
          if (reply?.status() !== 200) found.push(`${language}${path} answers ${reply?.status()}`);
          await page.evaluate((size) => {
            document.documentElement.style.fontSize = `${size}%`;
          }, text);
          found.push(...(await overflowOf(page)));
        }
    };
    await look(publicPages());
    await signIn(page);
    await look(OWN_PAGES);
    await context.close();
    expect(found).toEqual([]);
  });

/** What a first view of a path loads: bytes as sent, or as gzip where they were sent plain. */
async function weigh(
  context: BrowserContext,
  path: string,
): Promise<Record<"document" | "stylesheet" | "script" | "other", number>> {
  const page = await context.newPage();
  const weights = { document: 0, stylesheet: 0, script: 0, other: 0 };
  const foreign: string[] = [];
  page.on("response", async (response) => {
    if (!response.url().startsWith(address) && !response.url().startsWith("data:"))
      foreign.push(response.url());
    const type = response.request().resourceType();
    const kind = type === "document" || type === "stylesheet" || type === "script" ? type : "other";
    const body = await response.body().catch(() => Buffer.alloc(0));
    weights[kind] += gzipSync(body).length;
  });
  await page.goto(address + path, { waitUntil: "networkidle" });
  await page.close();
  expect(foreign, `${path} asks other places`).toEqual([]);
  return weights;
}

test("the first view of the results is light, nothing comes from elsewhere, and no page grows heavy", async () => {
  const { context } = await newVisitor(browser);
  for (const path of publicPages()) {
    await context.clearCookies();
    const weights = await weigh(context, `/zh-hans${path}`);
    const sum = weights.document + weights.stylesheet + weights.script;
    const most = path.startsWith("/search?") ? RESULTS_BYTES : FIRST_VIEW_BYTES;
    expect(sum, `${path} ${JSON.stringify(weights)}`).toBeLessThanOrEqual(most);
    expect(weights.script, path).toBeLessThanOrEqual(SCRIPT_BYTES);
  }
  await context.close();
});

test("nothing moves while a page loads, on a slow phone", async () => {
  const { page, context } = await newVisitor(browser, { width: 390 });
  const session = await context.newCDPSession(page);
  await session.send("Emulation.setCPUThrottlingRate", { rate: 4 });
  await session.send("Network.enable");
  await session.send("Network.emulateNetworkConditions", {
    offline: false,
    latency: 150,
    downloadThroughput: 200_000,
    uploadThroughput: 90_000,
  });
  for (const path of [publicPages()[0]!, publicPages()[1]!, instance]) {
    await page.goto(`${address}/zh-hans${path}`, { waitUntil: "load" });
    const shift = await page.evaluate(
      () =>
        new Promise<number>((done) => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries() as (PerformanceEntry & {
              value: number;
              hadRecentInput: boolean;
            })[])
              if (!entry.hadRecentInput) sum += entry.value;
          }).observe({ type: "layout-shift", buffered: true });
          setTimeout(() => done(sum), 400);
        }),
    );
    expect(shift, path).toBeLessThanOrEqual(MOST_SHIFT);
  }
  await context.close();
});

test("who wants less motion gets none", async () => {
  const { page, context } = await newVisitor(browser);
  await page.emulateMedia({ reducedMotion: "reduce" });
  for (const path of publicPages()) {
    await page.goto(`${address}/zh-hans${path}`);
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll("*")].flatMap((element) => {
        const style = getComputedStyle(element);
        const seconds = [style.transitionDuration, style.animationDuration]
          .flatMap((text) => text.split(","))
          .map(Number.parseFloat);
        return Math.max(...seconds) > 0.01 || style.scrollBehavior === "smooth"
          ? [`${element.tagName}.${element.className}`]
          : [];
      }),
    );
    expect(moving, path).toEqual([]);
  }
  await context.close();
});

test("on paper there are neither menus nor dark grounds", async () => {
  const { page, context } = await newVisitor(browser);
  await page.emulateMedia({ media: "print", colorScheme: "dark" });
  for (const path of [publicPages()[1]!, instance]) {
    await page.goto(`${address}/zh-hans${path}`);
    for (const part of ["header", "footer", "form", ".filters", "button"])
      expect(await page.locator(`${part}:visible`).count(), `${path} ${part}`).toBe(0);
    expect(await page.locator("h1").isVisible()).toBe(true);
    const ground = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(["rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"]).toContain(ground);
  }
  await context.close();
});

test("without JavaScript a reader searches, narrows, ticks, opens a record and is led to the sign-in", async () => {
  const { page, context } = await newVisitor(browser, { javaScript: false, width: 390 });
  await page.goto(`${address}/zh-hans/`);
  await page.fill('input[name="q"]', "鲁迅");
  await page.locator('header button[type="submit"], main button[type="submit"]').first().click();
  await page.waitForURL(/\/search\?/);
  const before = await page.locator("h1.total").innerText();
  await page.locator("a.open-filters").click();
  await page.locator('.filters input[name="language"]').first().check();
  await page.locator(".filters .apply button").click();
  await page.waitForURL(/language=/);
  expect(await page.locator("h1.total").innerText()).not.toBe(before);
  await page.locator('input[name="ids"]').first().check();
  await page.locator('#picked button[formaction$="/picked"]').click();
  await page.waitForURL(/\/sign-in\?next=/);
  await page.goBack();
  await page.locator("ol.rows h2 a").first().click();
  await page.waitForURL(/\/(instance|work)\//);
  await context.close();
});

test("a value is left out by its button, and the Enter key in a year field leaves nothing out, with and without JavaScript", async () => {
  for (const javaScript of [true, false]) {
    const { page, context } = await newVisitor(browser, { javaScript });
    await page.goto(`${address}/zh-hans/search?q=${encodeURIComponent("鲁迅")}`);
    const before = await page.locator("h1.total").innerText();
    await page.locator('.filters input[name="to"]').fill("2100");
    await page.locator('.filters input[name="to"]').press("Enter");
    await page.waitForURL(/[?&]to=2100/);
    expect(new URL(page.url()).search).not.toContain("not-");
    await page.locator('.leave-out[name="not-language"]').first().click();
    await page.waitForURL(/not-language=/);
    expect(await page.locator("h1.total").innerText()).not.toBe(before);
    if (javaScript) expect(page.url()).not.toMatch(/=(&|$)/);
    await page.locator(".chosen a", { hasText: "排除" }).click();
    await page.waitForURL((url) => !url.search.includes("not-language"));
    await context.close();
  }
});

test("with the keyboard alone: skip link, filters by the space bar, the new count is said, focus is always seen", async () => {
  const { page, context } = await newVisitor(browser);
  await page.goto(`${address}/zh-hans/search?q=${encodeURIComponent("鲁迅")}`);
  await page.keyboard.press("Tab");
  expect(await page.evaluate(() => document.activeElement?.className)).toBe("skip");
  await page.keyboard.press("Enter");
  await page.waitForURL(/#main$/);
  expect(await page.evaluate(() => document.activeElement?.id)).toBe("main");
  const unseen: string[] = [];
  let reached = false;
  for (let i = 0; i < 200 && !reached; i++) {
    await page.keyboard.press("Tab");
    const at = await page.evaluate(() => {
      const element = document.activeElement as HTMLElement;
      const style = getComputedStyle(element);
      const seen =
        (style.outlineStyle !== "none" && Number.parseFloat(style.outlineWidth) > 0) ||
        style.boxShadow !== "none";
      return {
        name: element.getAttribute("name"),
        seen,
        what: `${element.tagName}.${element.className} ${element.textContent?.slice(0, 20)}`,
      };
    });
    if (!at.seen) unseen.push(at.what);
    reached = at.name === "language";
  }
  expect(unseen).toEqual([]);
  expect(reached).toBe(true);
  await page.keyboard.press("Space");
  await page.waitForURL(/language=/);
  await page.locator("#said", { hasText: /\d/ }).waitFor({ state: "attached" });
  expect(await page.evaluate(() => (document.activeElement as HTMLInputElement).name)).toBe("language");
  await context.close();
});
