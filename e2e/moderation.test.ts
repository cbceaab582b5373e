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

async function openReader(login: string): Promise<Page> {
  const { page } = await newVisitor(browser, { width: 390, javaScript: false });
  await page.goto(`${address}/zh-hans/sign-in`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.locator("form.sign-in button.primary").click();
  return page;
}

/** The queue of the moderators, as staff see it. */
async function openQueue(login: string): Promise<Page> {
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  const [link, branch] = [
    page.getByRole("link", { name: "内容审阅", exact: true }),
    page.locator(".choices button").first(),
  ];
  await link.or(branch).first().waitFor();
  if (await branch.isVisible()) await branch.click();
  await link.click();
  await page.getByRole("heading", { name: "待处理" }).waitFor();
  return page;
}

/** The reader's page of what they wrote, until it says so: rooms hear of a decision a moment later. */
async function ownPageSays(reader: Page, words: string): Promise<void> {
  await expect
    .poll(
      async () => {
        await reader.goto(`${address}/zh-hans/account/reviews`);
        return await reader.locator("main").innerText();
      },
      { interval: 500 },
    )
    .toContain(words);
}

test("a name with a number in it waits; turned down with a reason, appealed, and let by somebody else", async () => {
  const reader = await openReader("reader");
  await reader.goto(`${address}/zh-hans/account/reviews`);
  await reader.fill('input[name="displayName"]', "书友 13800138000");
  await reader.locator('form[action$="/account/reviews/name"] button').click();
  await ownPageSays(reader, "等待馆员审阅");

  const moderator = await openQueue("admin");
  const card = moderator.locator("ul.queue > li", { hasText: "13800138000" });
  await card.waitFor();
  await card.getByText("云泽大学图书馆").waitFor();
  expect(await card.innerText()).not.toContain("林知微");
  await card.getByLabel("给读者的说明").fill("名字里请不要留电话");
  await card.getByRole("button", { name: "不予发表" }).click();
  await moderator.getByText("未发表，读者可看到原因。").waitFor();
  await expect.poll(() => card.count()).toBe(0);

  await ownPageSays(reader, "名字里请不要留电话");
  await reader.goto(`${address}/zh-hans/account`);
  expect(await reader.locator("main").innerText()).toContain("名字里请不要留电话");
  await reader.goto(`${address}/zh-hans/account/reviews`);
  await reader.locator("summary", { hasText: "申请复核" }).first().click();
  await reader.locator('form[action$="/appeal"] textarea').first().fill("这是我家的门牌号");
  await reader.locator('form[action$="/appeal"] button[type="submit"]').first().click();

  const again = await openQueue("admin");
  const appealed = again.locator("ul.queue > li", { hasText: "这是我家的门牌号" });
  await appealed.getByRole("button", { name: "发表", exact: true }).click();
  await again.getByText("针对你决定的复核须由他人处理。").waitFor();
  const office = await openQueue("consortium");
  const theirs = office.locator("ul.queue > li", { hasText: "这是我家的门牌号" });
  await theirs.getByRole("button", { name: "发表", exact: true }).click();
  await expect.poll(() => theirs.count()).toBe(0);
  await reader.goto(`${address}/zh-hans/account`);
  expect(await reader.locator("main").innerText()).toContain("书友 13800138000");
});

test("a tag somebody reports is one thing to decide, with the reader's reason; hidden, nobody sees it any more", async () => {
  const writer = await openReader("reader3");
  await writer.goto(`${address}/zh-hans/search?q=红楼梦`);
  const href = await writer.locator('a[href*="/instance/"]').first().getAttribute("href");
  const page = `${address}${href!.split("?")[0]}/reviews`;
  await writer.goto(page);
  await writer.locator('input[name="open"]').fill("买书找我");
  await writer.locator('form[action$="/reviews/tags"] button[type="submit"]').click();
  const reporter = await openReader("reader");
  await reporter.goto(page);
  await reporter.locator("details.report summary", { hasText: "标签" }).click();
  await reporter.selectOption("#report-tag", "买书找我");
  await reporter.locator('form[action$="/report-tag"] button').click();

  const office = await openQueue("consortium");
  const card = office.locator("ul.queue > li", { hasText: "买书找我" });
  await card.waitFor();
  await card.getByText("望屿学院图书馆").waitFor();
  await card.getByRole("button", { name: "对他人隐藏" }).click();
  await office.getByText("已对他人隐藏。").waitFor();
  await expect
    .poll(
      async () => {
        await reporter.goto(page);
        return await reporter.locator("main").innerText();
      },
      { interval: 500 },
    )
    .not.toContain("买书找我");
});
