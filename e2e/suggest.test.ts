import type { Browser, CDPSession, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test, vi } from "vitest";
import { violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
const GATHERED = { timeout: 150_000, interval: 250 };
/** Longer than the box waits for the next key. */
const PAUSE_OVER_MS = 600;
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
  await suggestionsAreGathered();
});
afterAll(() => browser.close());

type Suggested = { kind: string; text: string; titles: number };

async function suggested(q: string): Promise<Suggested[]> {
  const reply = await fetch(`${address}/api/v1/suggest?q=${encodeURIComponent(q)}`);
  expect(reply.status).toBe(200);
  return ((await reply.json()) as { items: Suggested[] }).items;
}

/** Headings are gathered behind a server that already answers; only they know initials. */
async function suggestionsAreGathered(): Promise<void> {
  await vi.waitFor(async () => expect(await suggested("hlm")).not.toEqual([]), GATHERED);
}

type Box = {
  page: Page;
  input: Locator;
  list: Locator;
  options: Locator;
  /** What was asked of the suggestions, in order. */
  asked: string[];
  /** The page's time passes at once: whatever it would do by itself in that time is done. */
  timePasses(ms: number): Promise<void>;
  session: CDPSession;
};

async function openBox(options: { width?: number; javaScript?: boolean; path?: string } = {}): Promise<Box> {
  const { page, context } = await newVisitor(browser, options);
  const asked: string[] = [];
  page.on("request", (request) => {
    const url = new URL(request.url());
    if (url.pathname === "/api/v1/suggest") asked.push(url.searchParams.get("q") ?? "");
  });
  await page.clock.install();
  await page.goto(`${address}${options.path ?? "/zh-hans/"}`);
  const input = page.locator("input[data-suggest]").first();
  await input.focus();
  const list = page.getByRole("listbox");
  return {
    page,
    input,
    list,
    options: list.getByRole("option"),
    asked,
    timePasses: (ms) => page.clock.runFor(ms),
    session: await context.newCDPSession(page),
  };
}

/** Text an input method shows before it is chosen. */
async function compose({ session }: Box, text: string): Promise<void> {
  await session.send("Input.imeSetComposition", {
    text,
    selectionStart: text.length,
    selectionEnd: text.length,
  });
}

/** A key the input method keeps for itself. */
async function keyOfInputMethod({ session }: Box, key: string): Promise<void> {
  await session.send("Input.dispatchKeyEvent", { type: "rawKeyDown", key, windowsVirtualKeyCode: 229 });
  await session.send("Input.dispatchKeyEvent", { type: "keyUp", key, windowsVirtualKeyCode: 13 });
}

test("while an input method composes nothing is asked; what it gives is asked once", async () => {
  const box = await openBox();
  for (const text of ["h", "ho", "hong", "hong l", "hong lou", "红楼"]) {
    await compose(box, text);
    await box.timePasses(120);
  }
  await box.timePasses(PAUSE_OVER_MS);
  expect(box.asked).toEqual([]);
  expect(await box.list.count()).toBe(0);
  await box.session.send("Input.insertText", { text: "红楼" });
  await box.options.first().waitFor();
  expect(await box.input.inputValue()).toBe("红楼");
  expect(box.asked).toEqual(["红楼"]);
});

test("Enter and the arrows belong to the input method while it composes", async () => {
  const box = await openBox();
  const before = box.page.url();
  await compose(box, "hong");
  for (const key of ["ArrowDown", "Enter"]) await keyOfInputMethod(box, key);
  await box.timePasses(PAUSE_OVER_MS);
  expect(box.page.url()).toBe(before);
  expect(box.asked).toEqual([]);
  await box.session.send("Input.insertText", { text: "红" });
  await box.options.first().waitFor();
  expect(box.page.url()).toBe(before);
  await box.page.keyboard.press("Enter");
  await box.page.waitForURL((url) => url.searchParams.get("q") === "红");
});

test("a composition that is given up asks for what was there before", async () => {
  const box = await openBox();
  await box.input.pressSequentially("红楼");
  await box.options.first().waitFor();
  await compose(box, "men");
  await compose(box, "");
  await box.timePasses(PAUSE_OVER_MS);
  expect(await box.input.inputValue()).toBe("红楼");
  expect(box.asked.filter((q) => q.includes("men"))).toEqual([]);
});

test("a book is offered by the name students give it, from its first letters", async () => {
  const box = await openBox();
  await box.input.pressSequentially("csa");
  await box.options.first().waitFor();
  expect(await box.options.first().textContent()).toMatch(/深入理解计算机系统.*CSAPP/);
});

test("the combobox says what it is, what is open and what is chosen", async () => {
  const box = await openBox();
  expect(await box.input.getAttribute("role")).toBe("combobox");
  expect(await box.input.getAttribute("aria-expanded")).toBe("false");
  await box.input.pressSequentially("hong lou");
  await box.options.first().waitFor();
  expect(await box.input.getAttribute("aria-expanded")).toBe("true");
  expect(await box.list.getAttribute("id")).toBe(await box.input.getAttribute("aria-controls"));
  expect(await box.list.getAttribute("aria-label")).toBe("检索建议");
  expect(await box.list.getByRole("group").first().getAttribute("aria-labelledby")).not.toBeNull();
  await box.page.keyboard.press("ArrowDown");
  const active = await box.input.getAttribute("aria-activedescendant");
  expect(active).toBe(await box.options.first().getAttribute("id"));
  expect(await box.options.first().getAttribute("aria-selected")).toBe("true");
  expect(await box.input.evaluate((element) => element === document.activeElement)).toBe(true);
});

test("a live region tells how many suggestions there are", async () => {
  const box = await openBox({ path: "/en/" });
  await box.input.pressSequentially("hlm");
  await box.options.first().waitFor();
  const count = await box.options.count();
  const said = await box.page.locator("form:has(input[data-suggest]) [role=status]").first().innerText();
  expect(said).toMatch(new RegExp(`(^|\\D)${count}(\\D|$)`));
});

test("arrows go through the options and back to what was typed; Escape closes and gives it back", async () => {
  const box = await openBox();
  await box.input.pressSequentially("红楼");
  await box.options.first().waitFor();
  const texts = await box.options.locator(".suggestion-text").allInnerTexts();
  await box.page.keyboard.press("ArrowDown");
  expect(await box.input.inputValue()).toBe(texts[0]);
  await box.page.keyboard.press("ArrowUp");
  expect(await box.input.inputValue()).toBe("红楼");
  await box.page.keyboard.press("ArrowUp");
  expect(await box.input.inputValue()).toBe(texts.at(-1));
  await box.page.keyboard.press("Escape");
  expect(await box.input.inputValue()).toBe("红楼");
  expect(await box.list.count()).toBe(0);
});

test("titles come with cover, author, year and whether one is in; all groups are seen at any width", async () => {
  for (const width of [390, 1440]) {
    const box = await openBox({ width });
    await box.input.pressSequentially("lu");
    await box.options.first().waitFor();
    const title = box.options.filter({ has: box.page.locator(".suggestion-cover") }).first();
    expect(await title.locator(".suggestion-facts").innerText()).toMatch(/ · \d{4}( · ● 在架)?$/);
    const { over, bottom } = await box.list.evaluate((list) => ({
      over: list.scrollHeight - list.clientHeight,
      bottom: list.getBoundingClientRect().bottom,
    }));
    expect([width, over]).toEqual([width, 0]);
    expect(bottom).toBeLessThanOrEqual(900);
  }
});

test("Home and End move in the text, not in the list", async () => {
  const box = await openBox();
  await box.input.pressSequentially("红楼");
  await box.options.first().waitFor();
  await box.page.keyboard.press("Home");
  expect(await box.input.evaluate((element) => (element as HTMLInputElement).selectionStart)).toBe(0);
  await box.page.keyboard.press("End");
  expect(await box.input.evaluate((element) => (element as HTMLInputElement).selectionStart)).toBe(2);
});

test("an option is searched for by keyboard, and by a click", async () => {
  for (const choose of [
    async (box: Box) => {
      await box.page.keyboard.press("ArrowDown");
      await box.page.keyboard.press("Enter");
    },
    async (box: Box) => await box.options.first().click(),
  ]) {
    const box = await openBox();
    await box.input.pressSequentially("红楼");
    await box.options.first().waitFor();
    const text = (await box.options.first().locator(".suggestion-text").textContent()) ?? "";
    await choose(box);
    await box.page.waitForURL((url) => url.searchParams.get("q") === text);
  }
});

test("a public list is offered, in pinyin too, and choosing it opens the list", async () => {
  const session = await fetch(`${address}/api/v1/session`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ login: "reader", password: DEMO_PASSWORD, bearer: true }),
  });
  const { token } = (await session.json()) as { token: string };
  const made = await fetch(`${address}/api/v1/lists`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
    body: JSON.stringify({ title: "寒夜围炉书单", visibility: "public" }),
  });
  expect(made.status).toBe(201);
  const { id } = (await made.json()) as { id: string };
  await expect
    .poll(async () => (await suggested("hanyewei")).map((item) => item.kind), GATHERED)
    .toContain("list");
  for (const choose of ["click", "Enter"]) {
    const box = await openBox();
    await box.input.pressSequentially("寒夜围");
    const option = box.options.filter({ hasText: "寒夜围炉书单" });
    await option.waitFor();
    if (choose === "click") await option.click();
    else {
      await box.page.keyboard.press("ArrowUp");
      await box.page.keyboard.press("Enter");
    }
    await box.page.waitForURL(`${address}/zh-hans/list/${id}`);
  }
});

test("an option is searched for by a finger", async () => {
  const context = await browser.newContext({ viewport: { width: 390, height: 800 }, hasTouch: true });
  const page = await context.newPage();
  await page.goto(`${address}/zh-hans/`);
  await page.locator("input[data-suggest]").first().tap();
  await page.keyboard.insertText("红楼");
  const option = page.getByRole("option").first();
  await option.waitFor();
  const text = (await option.locator(".suggestion-text").textContent()) ?? "";
  await option.tap();
  await page.waitForURL((url) => url.searchParams.get("q") === text);
});

test("with the list open there are no WCAG 2.2 AA violations, by day and by night", async () => {
  for (const colorScheme of ["light", "dark"] as const) {
    const box = await openBox({ width: 390 });
    await box.page.emulateMedia({ colorScheme });
    await box.input.pressSequentially("红楼");
    await box.options.first().waitFor();
    await box.page.keyboard.press("ArrowDown");
    // The page below, partly covered by the list, is looked at without it in quality.test.ts.
    expect(await violations(box.page, "search"), colorScheme).toEqual([]);
  }
});

test("an answer that comes too late is not shown", async () => {
  const box = await openBox();
  let answer = (): void => undefined;
  const isTime = new Promise<void>((done) => {
    answer = done;
  });
  const late = /\/api\/v1\/suggest\?.*q=hong$/;
  const isOver = new Promise<void>((done) => {
    for (const event of ["requestfinished", "requestfailed"] as const)
      box.page.on(event as "requestfinished", (request) => late.test(request.url()) && done());
  });
  await box.page.route(late, async (route) => {
    await isTime;
    await route.continue().catch(() => undefined);
  });
  const asked = box.page.waitForRequest(late);
  await box.input.pressSequentially("hong");
  await asked;
  await box.input.fill("鲁迅");
  await box.options.first().waitFor();
  const shown = await box.options.allInnerTexts();
  answer();
  await isOver;
  await box.timePasses(PAUSE_OVER_MS);
  expect(await box.options.allInnerTexts()).toEqual(shown);
});

test("one reader types it in every script and finds the same title", async () => {
  for (const typed of ["红楼", "紅樓", "honglou", "hong lou m", "hlm"])
    expect((await suggested(typed)).map((s) => s.text).join(" "), typed).toMatch(/红楼梦|紅樓夢/);
});

test.each([
  [320, "100%"],
  [1280, "200%"],
])(
  "at %i px and with text of %s the list stays inside the page and nothing overflows",
  async (width, size) => {
    const box = await openBox({ width });
    // By script: the site's policy lets no style sheet in.
    await box.page.evaluate((fontSize) => {
      document.documentElement.style.fontSize = fontSize;
    }, size);
    await box.input.pressSequentially("红楼");
    await box.options.first().waitFor();
    const rectangle = (await box.list.boundingBox())!;
    expect(rectangle.x).toBeGreaterThanOrEqual(0);
    expect(rectangle.x + rectangle.width).toBeLessThanOrEqual(width + 1);
    const overflow = await box.page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect(overflow).toBeLessThanOrEqual(0);
    expect((await box.options.first().boundingBox())!.height).toBeGreaterThanOrEqual(24);
  },
);

test("without JavaScript the box is a plain form", async () => {
  const box = await openBox({ javaScript: false });
  await box.input.fill("红楼梦");
  await box.page.keyboard.press("Enter");
  await box.page.waitForURL((url) => url.searchParams.get("q") === "红楼梦");
  expect(await box.page.locator("main").innerText()).toMatch(/红楼梦|紅樓夢/);
});
