import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address, dataFolder } = ownRegion();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function openReader(login: string): Promise<Page> {
  const { page } = await newVisitor(browser, { width: 390 });
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.locator("form.sign-in button.primary").click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
  return page;
}

/** The desk of a library, its page for books between readers open. */
async function openCounter(): Promise<Page> {
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', "desk-yunze");
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  await page.locator(".choices button").first().click();
  await page.getByRole("link", { name: "读者互借", exact: true }).click();
  await page.getByLabel("扫描读者出示的码").waitFor();
  return page;
}

/** What the desk's scanner types: the address behind the code on the reader's phone. */
async function shownBy(reader: Page): Promise<string> {
  await reader.reload();
  const digits = (await reader.locator(".sharing-digits.num").first().innerText()).replace(/\s/g, "");
  return `${reader.url().split("?")[0]}?code=${digits}`;
}

/** Scans, and waits until the desk is told what to do in words that hold this. */
async function scan(desk: Page, text: string, told: string): Promise<void> {
  await desk.getByLabel("扫描读者出示的码").fill(text);
  await desk.keyboard.press("Enter");
  await desk.locator(".outcome .big", { hasText: told }).waitFor();
}

test("a library is the counter: two readers who never meet, four scans, each by the right code", async () => {
  const [lender, borrower, desk] = [
    await openReader("reader"),
    await openReader("reader3"),
    await openCounter(),
  ];
  const found = await borrower.request.get(`${address}/api/v1/sharing/in-circles`);
  const { items } = (await found.json()) as { items: { id: string; title: string; isFree: boolean }[] };
  const copy = items.find((item) => item.isFree)!;
  await borrower.goto(`${address}/zh-hans/sharing/copies/${copy.id}`);
  await borrower.locator('form[action$="/request"] button[type="submit"]').click();
  await borrower.waitForURL(/\/sharing\/loans\//);
  const owners = [lender, await openReader("reader2")];
  const loan = borrower.url();
  let owner = lender;
  for (const one of owners) {
    await one.goto(loan);
    if ((await one.locator('form[action$="/accept"] button').count()) > 0) owner = one;
  }
  await owner.locator('form[action$="/accept"] button').click();
  await owner.locator(".sharing-code").waitFor();
  await scan(desk, "hello", "看不出是哪一次借阅");
  await scan(desk, await shownBy(owner), "等借书人来取");
  await borrower.reload();
  expect(await borrower.locator("main").innerText()).toContain("书现在在");
  await scan(desk, await shownBy(borrower), "交给借书人");
  await scan(desk, await shownBy(borrower), "等书主来取");
  await scan(desk, await shownBy(owner), "交还书主");
  await owner.reload();
  expect(await owner.locator("main").innerText()).toContain("已归还");
});

/** Comes in by a code as somebody new. */
async function comeIn(page: Page, phone: string, age: string): Promise<void> {
  await page.goto(`${address}/zh-hans/join`);
  await page.fill('input[name="address"]', phone);
  await page.locator("form.sign-in button.primary").click();
  await page.locator('input[name="code"]').waitFor();
  const line = new RegExp(`phone\\t\\+86${phone}\\t(\\d{6})`, "g");
  const code = async (): Promise<string | undefined> => {
    try {
      const text = readFileSync(join(dataFolder, "codes.txt"), "utf8");
      return [...text.matchAll(line)].at(-1)?.[1];
    } catch {
      return undefined;
    }
  };
  await expect.poll(code).toBeTruthy();
  await page.fill('input[name="code"]', (await code())!);
  await page.fill('input[name="name"]', "小满");
  await page.selectOption('select[name="age"]', age);
  await page.locator("form.sign-in button.primary").click();
}

test("a child is refused and led to a school's circle; a minor comes in, and is shown to nobody near", async () => {
  const child = await newVisitor(browser, { width: 390 });
  await comeIn(child.page, "13800138001", "child");
  expect(await child.page.locator("[role=alert]").innerText()).toContain("未满 14 岁不能自己注册");
  await child.page.goto(`${address}/zh-hans/account`);
  expect(child.page.url()).toContain("/sign-in");
  const minor = await newVisitor(browser, { width: 390 });
  await comeIn(minor.page, "13800138002", "teen");
  await minor.page.waitForURL(/\/sharing\/books/);
  await minor.page.goto(`${address}/zh-hans/sharing/near`);
  expect(await minor.page.locator("form[action$='/place']").count()).toBe(0);
  await minor.page.goto(`${address}/zh-hans/sharing/publish`);
  expect(await minor.page.getByRole("heading", { level: 1 }).innerText()).toBe("发布图书");
  expect(await minor.page.locator('input[name="choice"][value="lend"]').count()).toBe(0);
  await minor.page.goto(`${address}/zh-hans/sharing/books`);
  expect(await minor.page.locator('input[name="public"]').count()).toBe(0);
  const nearby = await minor.page.request.get(`${address}/api/v1/sharing/nearby`);
  expect(((await nearby.json()) as { code: string }).code).toBe("minor-guarded-only");
});
