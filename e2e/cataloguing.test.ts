import JsBarcode from "jsbarcode";
import type { Browser, Page } from "playwright-core";
import sharp from "sharp";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
const TITLE = "雾渡口的灯塔看守人";
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const button = (page: Page, name: string | RegExp) => page.getByRole("button", { name });

async function signIn(page: Page, login: string): Promise<void> {
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  const menu = button(page, /^菜单/);
  const records = page.getByRole("link", { name: "编目", exact: true });
  await menu.or(records).first().waitFor();
  // On a narrow screen the pages stand behind a button.
  if (await menu.isVisible()) await menu.click();
  await records.click();
}

/** The content of a field in the editor. */
const content = (page: Page, tag: string) => page.getByLabel(`字段 ${tag} 的内容`);

let instance = "";

test("a Chinese book from nothing is found by readers within seconds", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "cataloguer");
  await button(page, "新编一条").click();
  await page.getByLabel("书名", { exact: true }).fill(TITLE);
  await page.getByLabel(/^责任者/).fill("陆知微著");
  await page.getByLabel("ISBN").fill("978-7-5999-0001-0");
  await page.getByLabel("出版社").fill("远岸出版社");
  await page.getByLabel("出版年").fill("2026");
  await page.getByLabel("页数").fill("312");
  await page.getByLabel("中图法分类号").fill("I247.57");
  await page.getByLabel(/^主题词/).fill("长篇小说；现代");
  await button(page, "看看生成的记录").click();

  // The pinyin stands beside the title; a slip in a field is told while it is typed.
  await expect.poll(() => content(page, "200").inputValue()).toContain("‡9wu du kou de deng ta kan shou ren");
  await content(page, "010").fill("‡a978-7-5999-0001-9");
  await page.getByText("ISBN 的校验位不对").waitFor();
  await content(page, "010").press("Control+z");
  await page.getByText("ISBN 的校验位不对").waitFor({ state: "detached" });
  // $ begins a subfield; Enter a field; Ctrl+Delete takes it away.
  await content(page, "215").press("End");
  await content(page, "215").pressSequentially("$d21cm");
  expect(await content(page, "215").inputValue()).toBe("‡a312页‡d21cm");
  await content(page, "215").press("Enter");
  await page.keyboard.type("300");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  await page.keyboard.press("End");
  await page.keyboard.type("封面题名取自题签");
  expect(await content(page, "300").inputValue()).toBe("‡a封面题名取自题签");
  expect(await violations(page)).toEqual([]);
  await button(page, "查重并保存").click();
  await page.getByRole("heading", { name: TITLE }).waitFor();
  instance = /records\/(\d+)/.exec(page.url())![1]!;

  // A copy with a call number that the platform allots and a label of its own.
  await page.getByRole("tab", { name: "单册" }).click();
  await button(page, /加单册$/).click();
  await button(page, "取种次号").click();
  await expect
    .poll(() => page.getByRole("textbox", { name: "索书号" }).inputValue())
    .toMatch(/^I247\.57\/\d+$/);
  await page.getByLabel("条码", { exact: true }).fill("WUDU000001");
  await page.getByLabel(/^价格/).fill("58");
  await button(page, "保存").click();
  await page.getByRole("cell", { name: "WUDU000001" }).waitFor();
  expect(await violations(page)).toEqual([]);

  const reader = (await newVisitor(browser)).page;
  await expect
    .poll(
      async () => {
        await reader.goto(`${address}/zh-hans/search?q=${encodeURIComponent(TITLE)}`);
        return await reader.locator("main").innerText();
      },
      { interval: 500 },
    )
    .toContain(TITLE);
});

/** A photo of the barcode of an ISBN. */
async function barcodePhoto(isbn: string): Promise<Buffer> {
  const drawn: { encodings?: { data: string }[] } = {};
  JsBarcode(drawn, isbn, { format: "EAN13" });
  const bits = drawn.encodings!.map(({ data }) => data).join("");
  const bars = [...bits].map((bit, at) =>
    bit === "1" ? `<rect x="${100 + at * 4}" y="60" width="4" height="200"/>` : "",
  );
  const picture = `<svg xmlns="http://www.w3.org/2000/svg" width="${200 + bits.length * 4}" height="320">
    <rect width="100%" height="100%" fill="#fff"/>${bars.join("")}</svg>`;
  return await sharp(Buffer.from(picture)).rotate(2, { background: "#fff" }).jpeg().toBuffer();
}

test("a photo of the barcode gives the ISBN and what the region has of it; the photo stands beside the form", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "cataloguer");
  await button(page, "新编一条").click();
  const photo = { name: "back.jpg", mimeType: "image/jpeg", buffer: await barcodePhoto("9787599900010") };
  await page.getByLabel(/^拍下或选择/).setInputFiles(photo);
  await expect.poll(() => page.getByLabel("ISBN").inputValue()).toBe("9787599900010");
  const alike = page.getByRole("region", { name: "区域里可能已经有了" });
  await alike.getByText(TITLE).waitFor();
  // What cannot be read is said, or was read; either way the photo can be seen, also beside the record.
  await page.getByText(/没有装 tesseract|已辨认/).waitFor();
  await alike.getByRole("button", { name: "套录这条记录" }).click();
  await content(page, "200").waitFor();
  const shown = page.getByRole("img", { name: "照片 1" });
  expect(await shown.evaluate((one: HTMLImageElement) => one.naturalWidth)).toBeGreaterThan(100);
  expect(await violations(page)).toEqual([]);
  await page.context().close();
});

test("two cataloguers on one record meet the merge view; nothing of either is lost", async () => {
  const [one, two] = [(await newVisitor(browser)).page, (await newVisitor(browser)).page];
  for (const [page, login] of [
    [one, "cataloguer"],
    [two, "consortium"],
  ] as const) {
    await signIn(page, login);
    await page.goto(`${address}/staff/records/${instance}`);
    await button(page, /^修改/).click();
    await content(page, "300").waitFor();
  }
  await content(one, "300").fill("‡a封面题名取自作者题签");
  await content(one, "210").fill("‡a北京‡c远岸出版社‡d2026");
  await one.getByLabel("为什么改").fill("补出版地");
  await button(one, "保存").click();
  await one.getByRole("heading", { name: TITLE }).waitFor();

  await content(two, "300").fill("‡a封面题名取自书名页");
  await content(two, "330").waitFor({ state: "detached" });
  await two.getByLabel("为什么改").fill("改附注");
  await button(two, "保存").click();
  await two.getByRole("heading", { name: "刚才有人也改了这条记录" }).waitFor();
  expect(await button(two, "合并，再看一遍").isDisabled()).toBe(true);
  const conflict = two.getByRole("row").filter({ hasText: "两边不同" });
  await conflict.getByRole("radio").first().check();
  expect(await violations(two)).toEqual([]);
  await button(two, "合并，再看一遍").click();
  expect(await content(two, "300").inputValue()).toBe("‡a封面题名取自书名页");
  expect(await content(two, "210").inputValue()).toBe("‡a北京‡c远岸出版社‡d2026");
  await two.getByLabel("为什么改").fill("改附注");
  await button(two, "保存").click();
  await two.getByRole("heading", { name: TITLE }).waitFor();

  // The history tells all three versions, and a field of the second can be brought back.
  await two.getByRole("tab", { name: "版本历史" }).click();
  await two.getByRole("cell", { name: "改附注" }).waitFor();
  await two.getByRole("cell", { name: "补出版地" }).waitFor();
  await two.getByRole("button", { name: "恢复这个字段" }).first().click();
  expect(await content(two, "300").inputValue()).toBe("‡a封面题名取自作者题签");
});

test("what the region has already is shown before it is saved twice", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "cataloguer");
  await button(page, "新编一条").click();
  await page.getByLabel("书名", { exact: true }).fill(TITLE);
  await page.getByLabel("ISBN").fill("978-7-5999-0001-0");
  await button(page, "看看生成的记录").click();
  await button(page, "查重并保存").click();
  const alike = page.getByRole("region", { name: "区域里可能已经有了" });
  await alike.getByText("保存后会归入这个书目").waitFor();
  await alike.getByRole("button", { name: "套录这条记录" }).first().click();
  await expect.poll(() => content(page, "300").inputValue()).toContain("书名页");
  expect(await page.getByLabel("字段 001 的内容").count()).toBe(0);
});

test.each([390, 1440])("the bench fits a screen of %i pixels", async (width) => {
  const { page } = await newVisitor(browser, { width });
  await signIn(page, "cataloguer");
  for (const part of ["", `/${instance}`, "/new", "/ranges"]) {
    await page.goto(`${address}/staff/records${part}`);
    await page.locator("main button").first().waitFor();
    const wide = await page.evaluate(
      () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
    );
    expect([part, wide]).toEqual([part, 0]);
    expect(await violations(page)).toEqual([]);
  }
});

test("two titles are joined by hand and a record is parted again, after a word about what will happen", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "cataloguer");
  await page.goto(`${address}/staff/records/${instance}`);
  await button(page, "与另一个书目合并").click();
  await page.getByLabel(/^另一个书目/).fill("朝花夕拾");
  await button(page, /^查找$/).click();
  await button(page, "与它合并").first().click();
  await page.getByText(/这两个将成为一个书目/).waitFor();
  await page.getByLabel(/^理由/).fill("同一种书");
  expect(await violations(page)).toEqual([]);
  await button(page, "合并这两个书目").click();
  await button(page, "合并这两个书目").waitFor({ state: "detached" });

  // Both addresses lead to the one title, which has the records of both.
  await page.goto(`${address}/staff/records/${instance}`);
  await button(page, "分出记录").click();
  const task = page.getByRole("region", { name: "分出记录" });
  const boxes = task.getByRole("checkbox");
  await boxes.first().waitFor();
  const records = await boxes.count();
  expect(records).toBeGreaterThan(1);
  for (let at = 0; at < records; at++) await boxes.nth(at).check();
  expect(await button(page, "看看会怎样").isDisabled()).toBe(true);
  for (let at = 0; at < records - 1; at++) await boxes.nth(at).uncheck();
  await button(page, "看看会怎样").click();
  await page.getByText(/选中的 1 条记录.*成为另一个书目/).waitFor();
  expect(await violations(page)).toEqual([]);
  // What left is asked about no more.
  const refused: string[] = [];
  page.on("response", (reply) => {
    if (reply.status() >= 400) refused.push(`${reply.status()} ${reply.url()}`);
  });
  await button(page, "分出这些记录").click();
  await button(page, "分出这些记录").waitFor({ state: "detached" });
  // The page of the record that left: it stands alone there.
  await expect.poll(() => button(page, "分出记录").count()).toBe(0);
  await page.getByRole("tab", { name: "各馆记录" }).click();
  expect(await page.getByLabel("以哪一馆为准比较").locator("option").count()).toBe(1);
  expect(refused).toEqual([]);
});

test("an 880 comes to stand beside its field when the cursor leaves; leaving what is not saved asks first", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "cataloguer");
  await page.goto(`${address}/staff/records/new`);
  await button(page, "图书 MARC 21").click();
  await content(page, "245").fill("‡6880-01‡aWu du kou");
  await content(page, "245").press("Enter");
  await page.keyboard.type("880");
  await page.keyboard.press("Tab");
  await page.keyboard.press("Tab");
  const other = content(page, "880");
  await other.fill("");
  await page.keyboard.press("F9");
  await page.keyboard.type("6245-01/$1$a雾渡口");
  expect(await other.inputValue()).toBe("‡6245-01/‡1‡a雾渡口");
  expect(await page.locator(".pair").count()).toBe(0);
  await content(page, "264").focus();
  await page.locator(".pair").getByLabel("字段 880 的内容").waitFor();

  // Ctrl+Z in the reason is the reason's.
  await page.getByLabel("为什么改").fill("新编一");
  await page.getByLabel("为什么改").press("Control+z");
  expect(await other.inputValue()).toBe("‡6245-01/‡1‡a雾渡口");
  const asked: string[] = [];
  page.on("dialog", (dialog) => {
    asked.push(dialog.message());
    void (asked.length === 1 ? dialog.dismiss() : dialog.accept());
  });
  await page.getByRole("link", { name: "规范", exact: true }).click();
  expect(await content(page, "245").inputValue()).toBe("‡6880-01‡aWu du kou");
  await page.getByRole("link", { name: "规范", exact: true }).click();
  await content(page, "245").waitFor({ state: "detached" });
  expect(asked).toEqual(Array.from({ length: 2 }, () => "写的内容还没有保存，要丢下它离开吗？"));
  await page.context().close();
});

test("a record that is begun in MARC 21 is turned into CNMARC, and what that loses is told before it is saved", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "cataloguer");
  await page.goto(`${address}/staff/records/new`);
  await button(page, /MARC 21/)
    .first()
    .click();
  await content(page, "245").fill(
    "‡aThe lighthouse keeper =‡bDeng ta :‡ba novel /‡cWang Li ; Zhang San, editors.",
  );
  await button(page, "转成 CNMARC").click();
  await expect
    .poll(() => content(page, "200").inputValue())
    .toBe("‡aThe lighthouse keeper‡dDeng ta‡ea novel‡fWang Li‡gZhang San, editors");
  await page.getByText(/没能照原样转过来/).click();
  await page.getByText("对方格式里没有").first().waitFor();
  await button(page, "转成 MARC 21").click();
  await expect
    .poll(() => content(page, "245").inputValue())
    .toBe("‡aThe lighthouse keeper‡b= Deng ta : a novel‡cWang Li ; Zhang San, editors");
});
