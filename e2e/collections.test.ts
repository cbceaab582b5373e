import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { scan, zipOf } from "../server/src/collections/testing.ts";
import { violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser, picture, told } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
let bench: Page;

beforeAll(async () => {
  browser = await openBrowser();
  bench = (await newVisitor(browser)).page;
  await bench.goto(`${address}/staff/collections`);
  await bench.fill('input[name="login"]', "cataloguer");
  await bench.fill('input[name="password"]', DEMO_PASSWORD);
  await bench.click('button[type="submit"]');
  await bench.getByRole("link", { name: "特藏", exact: true }).click();
});
afterAll(() => browser.close());

async function box(): Promise<Buffer> {
  const scans = await Promise.all(Array.from({ length: 20 }, (_one, at) => scan(300, 400, 150 + at * 4)));
  const rows = [
    "编号,题名,责任者,年代,文件",
    ...[1, 2, 3, 4].map((n) => `S${n},沙洲札記${n}@zh-Hant,林舟,民国${n + 10}年,s${n}`),
  ];
  return zipOf([
    { path: "清单.csv", content: `\ufeff${[...rows, "S5,不知其年,林舟,不知,s4"].join("\r\n")}` },
    ...scans.map((content, at) => ({ path: `s${(at % 4) + 1}/${Math.floor(at / 4) + 1}.jpg`, content })),
    { path: "s2/3.txt", content: "是夜渡口無月，聞櫓聲自沙洲街來。" },
  ]);
}

test("a curator goes from nothing to a published collection from twenty scans and a spreadsheet", async () => {
  await bench.getByRole("button", { name: "新建特藏" }).click();
  await bench.getByText("手稿写本", { exact: true }).click();
  await bench.locator('input[name="name.zh-Hans"]').fill("沙洲手稿");
  await bench.locator('input[name="slug"]').fill("shazhou-ms");
  expect(await violations(bench)).toEqual([]);
  await bench.getByRole("button", { name: "建立并去导入" }).click();
  await bench.locator('input[type="file"]').setInputFiles({
    name: "沙洲.zip",
    mimeType: "application/zip",
    buffer: await box(),
  });
  await bench.getByRole("button", { name: "上传", exact: true }).click();
  await bench.getByRole("combobox", { name: "题名" }).waitFor();
  await bench.getByRole("button", { name: "先试一遍" }).click();
  await bench.getByText("试过了，什么都没有写入").waitFor();
  await bench.getByText("读不出日期：不知").waitFor();
  await bench.getByRole("button", { name: "导入并公开藏品" }).click();
  await bench.getByText("导入完成").waitFor();
  expect(await bench.getByRole("status").filter({ hasText: "新 4 件" }).count()).toBeGreaterThan(0);
  await bench.locator(".import-run").getByRole("button", { name: "公开", exact: true }).click();
  await bench.getByText("第一次公开").first().waitFor();
  await bench.locator("form").getByRole("button", { name: "公开", exact: true }).click();
  await bench.getByText("读者正看到").waitFor();
});

/** A part of the collection that is worked on. */
const part = async (name: string): Promise<void> =>
  await bench
    .getByRole("navigation", { name: "特藏的各部分" })
    .getByRole("link", { name, exact: true })
    .click();

test("what was refused comes back as a sheet; mended, it comes in with the pictures of the first archive", async () => {
  await part("导入");
  await picture(bench, "collection-import");
  const sheet = bench.getByRole("link", { name: /下载错误表/ }).first();
  const refused = await (await bench.request.get(`${address}${await sheet.getAttribute("href")}`)).text();
  expect(refused).toContain("不知其年");
  await bench.locator('input[type="file"]').setInputFiles({
    name: "改好.csv",
    mimeType: "text/csv",
    buffer: Buffer.from(refused.replace(",不知,", ",民国十二年,")),
  });
  await bench.getByLabel(/文件在以前的包里/).selectOption({ index: 1 });
  await bench.getByRole("button", { name: "上传", exact: true }).click();
  await bench.getByRole("heading", { name: /改好\.csv/ }).waitFor();
  await bench.getByRole("button", { name: "导入并公开藏品" }).click();
  await bench
    .locator(".import-run")
    .getByText(/新 1 件/)
    .waitFor();
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/zh-hans/collections/shazhou-ms/search?q=${encodeURIComponent("不知其年")}`);
  await page.getByRole("link", { name: /不知其年/ }).click();
  await page.getByText("1923").first().waitFor();
  expect(await page.locator(".col-open img").count()).toBe(1);
});

/** A publication is what readers see. A toast may be of an earlier one: what is live is read off the table. */
const live = async (number: number): Promise<void> =>
  await bench
    .locator("tr")
    .filter({ has: bench.locator(".collection-published"), hasText: new RegExp(`^${number}`) })
    .waitFor();

test("a field of the curator's own narrows what readers find once it is published", async () => {
  await part("字段");
  await bench.getByRole("button", { name: "加一个字段" }).click();
  await bench.locator('[id="名称 zh-Hans"]').fill("墨色");
  await bench.getByLabel("代码", { exact: true }).fill("ink");
  await bench.getByRole("combobox", { name: /^筛选/ }).selectOption({ label: "勾选" });
  await picture(bench, "collection-fields");
  await bench.getByRole("button", { name: "保存草稿" }).click();
  await told(bench, "已保存");
  await part("藏品");
  await bench.getByRole("button", { name: /沙洲札記2/ }).click();
  await bench.locator('[id="v.ink"]').fill("朱砂");
  await bench.locator("form").getByRole("button", { name: "保存" }).click();
  await told(bench, "已保存");
  await part("公开");
  await bench.locator("form").getByRole("button", { name: "公开", exact: true }).click();
  await live(2);
  const { page } = await newVisitor(browser, { javaScript: false });
  await page.goto(`${address}/zh-hans/collections/shazhou-ms/search`);
  await page.locator("details").evaluateAll((all) => {
    for (const one of all as HTMLDetailsElement[]) one.open = true;
  });
  await page.getByLabel(/朱砂/).check();
  await page.getByRole("button", { name: "按所选缩小范围" }).click();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("找到 1 件");
  await picture(page, "collection-search");
});

test("another site's page shows what this region has digitised of a book", async () => {
  const other = createServer((_request, reply) => {
    reply.setHeader("content-type", "text/html; charset=utf-8");
    reply.end(`<!doctype html><html lang="zh"><title>另一家目录</title><h1>南山集</h1>
<script type="module" src="${address}/embed/shelf.js"></script>
<shelf-embed book-title="南山集" author="林墨"></shelf-embed>`);
  }).listen(0, "127.0.0.1");
  try {
    await once(other, "listening");
    const { page } = await newVisitor(browser);
    await page.goto(`http://127.0.0.1:${(other.address() as AddressInfo).port}/`);
    const link = page.locator("shelf-embed").getByRole("link", { name: "南山集" });
    await link.waitFor();
    expect(await link.getAttribute("href")).toContain("/objects/");
    expect(await page.context().cookies()).toEqual([]);
  } finally {
    other.close();
  }
});

test("a reader comes from the region's search to the page with the words on it, and turns on by keys", async () => {
  const { page } = await newVisitor(browser);
  const complaints: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") complaints.push(message.text());
  });
  await page.goto(`${address}/zh-hans/search?q=${encodeURIComponent("柳洲")}`);
  await page.getByRole("link", { name: /雲澤縣志/ }).click();
  await page.locator("mark").first().waitFor();
  await page
    .locator(".col-hits")
    .getByRole("link", { name: /第 12 页/ })
    .click();
  expect(await page.locator("mark").first().innerText()).toBe("柳洲");
  await page.locator(".openseadragon-canvas").waitFor();
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press("ArrowRight");
  await page.waitForURL(/pages\/10/);
  await page.locator(".openseadragon-canvas").waitFor();
  await page.keyboard.press("ArrowLeft");
  await page.waitForURL(/pages\/12/);
  expect(complaints).toEqual([]);
});

test("without JavaScript a reader finds, narrows and turns all the same", async () => {
  const { page } = await newVisitor(browser, { javaScript: false, width: 390 });
  await page.goto(`${address}/zh-hans/collections`);
  await page.getByRole("link", { name: /云泽古籍/ }).click();
  await page.getByRole("link", { name: /史部/ }).first().click();
  expect(await page.getByRole("heading", { level: 1 }).innerText()).toBe("找到 3 件");
  await page.getByRole("link", { name: /雲澤縣志/ }).click();
  await page.getByRole("link", { name: /翻阅/ }).click();
  await page.getByRole("link", { name: "后一页" }).click();
  expect(await page.locator(".col-leaf-turn .num").innerText()).toBe("第 2 页，共 12 页");
  expect(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true);
});

test("a changed name is published, seen, and rolled back", async () => {
  const { page: reader } = await newVisitor(browser);
  const heading = async (): Promise<string> => {
    await reader.goto(`${address}/zh-hans/collections/shazhou-ms`);
    return await reader.getByRole("heading", { level: 1 }).innerText();
  };
  expect(await heading()).toBe("沙洲手稿");
  await bench.getByRole("link", { name: "首页与外观" }).click();
  await bench.locator('[id="名称 zh-Hans"]').fill("沙洲手札");
  await bench.getByRole("button", { name: "保存草稿" }).click();
  await told(bench, "已保存");
  expect(await heading()).toBe("沙洲手稿");
  await bench.getByRole("link", { name: "公开", exact: true }).click();
  await bench.locator("form").getByRole("button", { name: "公开", exact: true }).click();
  await live(3);
  expect(await heading()).toBe("沙洲手札");
  const back = bench.getByRole("button", { name: "退回到这一版" }).first();
  await back.click();
  await bench.locator(".acts .asked").click();
  await told(bench, "已退回");
  expect(await heading()).toBe("沙洲手稿");
});

test("a curator sees the front page as it is being changed, before it is saved; readers do not", async () => {
  await bench.getByRole("link", { name: "首页与外观" }).click();
  await bench.getByLabel("加一个区块").selectOption({ label: "动态" });
  await bench.getByText("动态", { exact: true }).first().click();
  await bench.locator(".front-blocks details[open] input").nth(1).fill("渡口的日记公开了");
  const preview = bench.frameLocator(".front-preview iframe");
  await preview.getByRole("heading", { name: "渡口的日记公开了" }).waitFor();
  expect(await violations(bench)).toEqual([]);
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/zh-hans/collections/shazhou-ms?preview=mine`);
  await page.getByRole("heading", { level: 1 }).waitFor();
  expect(await page.getByText("渡口的日记公开了").count()).toBe(0);
  await bench.getByRole("button", { name: "放弃改动" }).click();
  await preview.getByRole("heading", { name: "渡口的日记公开了" }).waitFor({ state: "detached" });
});

test("an embargoed object shows what it is and refuses its files", async () => {
  await bench.getByRole("link", { name: "藏品", exact: true }).click();
  await bench.getByRole("button", { name: /沙洲札記1/ }).click();
  await bench.locator('input[name="embargoUntil"]').fill("2199-01-01");
  await bench.locator("form").getByRole("button", { name: "保存" }).click();
  await told(bench, "已保存");
  const { page } = await newVisitor(browser);
  await page.goto(`${address}/zh-hans/collections/shazhou-ms/search?q=${encodeURIComponent("沙洲札记1")}`);
  const picture = await page.locator(".col-frame img").first().getAttribute("src");
  expect((await page.request.get(`${address}${picture}`)).status()).toBe(403);
  await page.getByRole("link", { name: /沙洲札記1/ }).click();
  await page.getByText("2199-01-01 起公开").waitFor();
  expect(await violations(page)).toEqual([]);
});
