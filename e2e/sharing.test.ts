import jsQR from "jsqr";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { overflow, violations } from "./accessible.ts";
import { DEMO_PASSWORD, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
let lender: Page;
let borrower: Page;
const TITLE = "胡同里的旧书";

/** A phone standing in the same quarter, whose owner is signed in. */
async function openPhone(login: string, latitude: number): Promise<Page> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: "zh-CN",
    permissions: ["geolocation"],
    geolocation: { latitude, longitude: 116.3975 },
  });
  const page = await context.newPage();
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.locator("form.sign-in button.primary").tap();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
  return page;
}

beforeAll(async () => {
  browser = await openBrowser();
  lender = await openPhone("reader", 39.9087);
  borrower = await openPhone("reader2", 39.9101);
});
afterAll(() => browser.close());

async function standHere(page: Page): Promise<void> {
  await page.goto(`${address}/zh-hans/sharing/near`);
  await page
    .locator("details", { has: page.locator("button[data-locate]") })
    .locator("summary")
    .tap();
  await page.locator("button[data-locate]").tap();
  await page.locator(".note-done").waitFor();
}

/** What a camera reads off the code on the other's screen: the picture's pixels, nothing of the page. */
async function photographed(page: Page): Promise<string> {
  const shot = await page.locator(".sharing-code svg").screenshot();
  const { width, height, data } = await page.evaluate(async (png) => {
    const image = new Image();
    image.src = `data:image/png;base64,${png}`;
    await image.decode();
    const canvas = document.createElement("canvas");
    canvas.width = image.width;
    canvas.height = image.height;
    const context = canvas.getContext("2d")!;
    context.drawImage(image, 0, 0);
    const pixels = context.getImageData(0, 0, image.width, image.height);
    return { width: image.width, height: image.height, data: [...pixels.data] };
  }, shot.toString("base64"));
  const found = jsQR.default(Uint8ClampedArray.from(data), width, height);
  if (!found) throw new Error("The code on the screen cannot be read");
  return found.data;
}

async function expectAccessible(page: Page): Promise<void> {
  expect([...(await violations(page)), ...(await overflow(page))]).toEqual([]);
}

test("two phones: a book is published, found near, asked for, handed over by a scanned code, and comes back", async () => {
  await standHere(lender);
  await lender.goto(`${address}/zh-hans/sharing/books`);
  await lender.locator("summary", { hasText: "整架粘贴" }).tap();
  await lender.fill('textarea[name="lines"]', `${TITLE} / 佚名`);
  await expectAccessible(lender);
  await lender.locator('form[action$="/sharing/books"] button[type="submit"]').tap();
  await lender.getByRole("link", { name: TITLE }).first().waitFor();

  await standHere(borrower);
  await borrower.goto(`${address}/zh-hans/sharing/near`);
  await expectAccessible(borrower);
  await borrower.getByRole("link", { name: TITLE }).tap();
  await borrower.waitForURL(/\/sharing\/copies\//);
  await expectAccessible(borrower);
  await borrower.locator('form[action$="/request"] button[type="submit"]').tap();
  await borrower.waitForURL(/\/sharing\/loans\//);
  const loan = borrower.url();

  await lender.goto(loan);
  await lender.locator('form[action$="/accept"] button').tap();
  await lender.locator(".sharing-code").waitFor();
  await expectAccessible(lender);
  const handedOver = await photographed(lender);
  expect(handedOver.startsWith(`${loan}?code=`)).toBe(true);
  await borrower.goto(handedOver);
  await expectAccessible(borrower);
  await borrower.locator('form[action$="/receive"] button[type="submit"]').tap();
  await borrower.locator(".sharing-code").waitFor();

  await lender.goto(loan);
  const handedBack = await photographed(borrower);
  await borrower.goto(handedBack);
  expect(await borrower.locator('form[action$="/take-back"]').count()).toBe(0);
  await lender.goto(handedBack);
  await lender.locator('form[action$="/take-back"] button[type="submit"]').tap();
  await lender.getByText("已归还").first().waitFor();
  await lender.goto(`${address}/zh-hans/sharing/loans?side=lender`);
  await expectAccessible(lender);
});

test("three books are published by a hand scanner: two taps from the first page, a cover for each", async () => {
  await lender.goto(`${address}/zh-hans/`);
  await lender.getByRole("link", { name: "扫一扫，把书放上来" }).tap();
  const field = lender.locator("#deck-typed");
  // A hand scanner types the digits and ends with Enter.
  for (const line of ["9787020002207", "《平凡的世界》 路遥", "9787115000019"]) {
    await field.pressSequentially(line);
    await field.press("Enter");
  }
  const cards = lender.locator(".publish .deck-card");
  await expect.poll(() => cards.count()).toBe(3);
  const unknown = cards.filter({ hasText: "9787115000019" });
  await unknown.locator('input[name="title"]').fill("无人收藏的书");
  await cards.filter({ hasText: "路遥" }).getByRole("button", { name: "送", exact: true }).tap();
  await expectAccessible(lender);
  await lender.getByRole("button", { name: "放上来 3 本" }).tap();
  await lender.locator(".note-done").waitFor();
  const fresh = lender.locator("section", { hasText: "刚刚放上来的" });
  expect(await fresh.getByText("路遥 · 赠送").count()).toBe(1);
  expect(await fresh.getByRole("link", { name: "无人收藏的书" }).count()).toBe(1);

  const near = `${address}/zh-hans/sharing/near?q=${encodeURIComponent("無人收藏")}`;
  const found = async (): Promise<number> => {
    await borrower.goto(near);
    return await borrower.getByRole("link", { name: "无人收藏的书" }).count();
  };
  await expect.poll(found, { interval: 500 }).toBe(1);
});
