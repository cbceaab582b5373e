import { type ChildProcess, execFile } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { promisify } from "node:util";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { alike, isSearched, overflow, violations } from "./accessible.ts";
import { DEMO_PASSWORD, newVisitor, openBrowser, settled } from "./browser.ts";
import { ownRegion } from "./own-region.ts";
import { startRegion, stopRegion } from "./region.ts";

const { address } = ownRegion();
const PASSWORD = "seven lamps over water";
const CODE = "JIUJIANG";
const NAME = "九江学院图书馆";
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

async function signIn(page: Page, login: string, password: string, chosen?: string): Promise<void> {
  await page.goto(`${new URL(page.url() === "about:blank" ? address : page.url()).origin}/staff`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', password);
  await page.click('button[type="submit"]');
  if (chosen === undefined) return;
  await page.locator('input[name="newPassword"]').fill(chosen);
  await page.click('button[type="submit"]');
}

const go = (page: Page, name: string): Promise<void> =>
  page.getByRole("link", { name, exact: true }).first().click();
const form = (page: Page, name: string) => page.getByRole("form", { name });

const faults = async (page: Page): Promise<string[]> => [
  ...(await violations(page)),
  ...(await overflow(page)),
];

/** One record in MARC 21 with one copy in a location of the library. */
function aBook(): Buffer {
  const field = (tag: string, ind: string, ...subfields: [string, string][]) => ({
    tag,
    ind1: ind[0]!,
    ind2: ind[1]!,
    subfields,
  });
  return Buffer.from(
    writeIso2709({
      leader: "00000nam a2200000 i 4500",
      fields: [
        { tag: "001", value: "jj0001" },
        { tag: "008", value: "260101s2019    cc            000 0 chi d" },
        field("245", "00", ["a", "庐山植物志"]),
        field("852", "0 ", ["b", "LUSHAN-1"], ["h", "Q948.52 1"], ["p", "JJ0000001"]),
      ],
    } satisfies MarcRecord),
  );
}

let handedOut = "";

test("the office takes in a ninth library, opens its branches, and takes its administrator on", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "consortium", DEMO_PASSWORD);
  await page.getByRole("button", { name: "让一个馆加入" }).click();
  const join = form(page, "让一个馆加入");
  await join.locator('input[name="code"]').fill(CODE.toLowerCase());
  await join.locator('input[name="name.zh-Hans"]').fill(NAME);
  await join.locator('input[name="name.en"]').fill("Jiujiang College Library");
  await join.locator('input[name="loanDays"]').fill("21");
  await join.locator("button.primary").click();
  await page.getByText("已加入").waitFor();
  await join.getByRole("link", { name: "去设置这个馆" }).click();
  await page.getByText("开馆前还差 4 步").waitFor();

  await go(page, "分馆与开放时间");
  await page.getByRole("button", { name: "添加分馆" }).click();
  const branch = form(page, "添加分馆");
  await branch.locator('input[name="code"]').fill("lushan");
  await branch.locator('input[name="name.zh-Hans"]').fill("庐山校区分馆");
  await branch.locator("button.primary").click();
  await page.getByRole("cell", { name: "庐山校区分馆" }).waitFor();
  for (const [at, name] of [NAME, "庐山校区分馆"].entries()) {
    await page.getByRole("button", { name: "开放时间" }).nth(at).click();
    const hours = form(page, "开放时间");
    await hours.getByRole("heading", { name }).waitFor();
    await hours.getByLabel("周一", { exact: true }).check();
    await hours.getByRole("button", { name: "周一至周五同周一" }).click();
    await Promise.all([
      page.waitForResponse((reply) => reply.url().endsWith("/hours") && reply.request().method() === "PUT"),
      hours.locator("button.primary").click(),
    ]);
    await page.getByText("开放时间已保存").first().waitFor();
  }
  await go(page, "馆藏地点");
  await form(page, "指定一个地点").locator('input[name="code"]').fill("LUSHAN-1");
  await form(page, "指定一个地点").locator("select").selectOption("LUSHAN");
  await form(page, "指定一个地点").locator("button.primary").click();
  await page.getByRole("cell", { name: "庐山校区分馆" }).waitFor();
  await go(page, "路程");
  const ways = form(page, "记下各段路");
  await ways.locator('select[name="from"]').selectOption(`${CODE}/LUSHAN`);
  await ways.locator('input[name="YUNZE/MAIN"]').fill("35");
  await ways.locator('input[name="LANHE/MAIN"]').fill("50");
  await ways.locator("button.primary").click();
  for (const minutes of ["35", "50"])
    await page.getByRole("gridcell", { name: minutes, exact: true }).waitFor();

  await go(page, "工作人员");
  const staff = form(page, "添加工作人员");
  await staff.locator('input[name="name"]').fill("林馆务");
  await staff.locator('input[name="login"]').fill("lin-jiujiang");
  for (const role of ["编目", "馆务管理"]) await staff.getByLabel(role, { exact: true }).check();
  await staff.locator("button.primary").click();
  await page.locator(".one-time").waitFor();
  handedOut = await page.locator(".one-time").innerText();
});

test("its administrator closes days, registers a reader and loads a book; the guide says it can open", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "lin-jiujiang", handedOut, PASSWORD);
  await page.getByRole("button", { name: "庐山校区分馆" }).click();
  await go(page, "本馆设置");
  await go(page, "闭馆日");
  const closure = form(page, "添加闭馆日");
  await closure.locator('input[name="firstOn"]').fill("2026-10-01");
  await closure.locator('input[name="lastOn"]').fill("2026-10-07");
  await closure.locator('input[name="reason.zh-Hans"]').fill("国庆");
  await closure.getByLabel("每年同一日子都闭馆").check();
  await closure.locator("button.primary").click();
  await page.getByRole("cell", { name: "国庆" }).waitFor();
  await page.locator('input[type="file"]').setInputFiles({
    name: "holidays.csv",
    mimeType: "text/csv",
    buffer: Buffer.from("开始日期,结束日期,原因\n2027-02-05,2027-02-12,春节\n2027-13-01,,无\n"),
  });
  await page.getByText("第 3 行").waitFor();
  await page.getByRole("button", { name: "读入 1 段" }).click();
  await page.getByRole("cell", { name: "春节" }).waitFor();

  await go(page, "读者管理");
  await page.getByRole("button", { name: "登记新读者" }).first().click();
  const reader = form(page, "登记新读者");
  await reader.locator('input[name="name"]').fill("周小满");
  await reader.locator('input[name="number"]').fill("2026001");
  await reader.locator('input[name="card"]').fill("JJ-2026001");
  await reader.locator("button.primary").click();
  await page.getByText("周小满 已登记").waitFor();
  await page.getByRole("gridcell", { name: "2026001", exact: true }).waitFor();

  await go(page, "导入");
  await page.locator('input[name="file"]').setInputFiles({
    name: "books.mrc",
    mimeType: "application/marc",
    buffer: aBook(),
  });
  await page.locator("form.upload button.primary").click();
  await page.getByRole("link", { name: "books.mrc" }).click();
  await page.getByRole("button", { name: "确认装载" }).click();
  await expect
    .poll(async () => (await (await fetch(`${address}/api/v1/search?q=庐山植物志&size=1`)).json()).total)
    .toBe(1);
  await go(page, "本馆设置");
  await go(page, "开馆准备");
  await page.getByText("该有的都有了").waitFor();
});

test("the book is lent there, received at another library, and goes home", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "lin-jiujiang", PASSWORD);
  await page.getByRole("button", { name: "庐山校区分馆" }).click();
  await go(page, "借出");
  await page.getByLabel("读者证").fill("JJ-2026001");
  await page.getByLabel("读者证").press("Enter");
  await page.getByText("周小满").waitFor();
  await page.getByLabel("单册条码").fill("JJ0000001");
  await page.getByLabel("单册条码").press("Enter");
  await page.locator("li.good", { hasText: "JJ0000001" }).waitFor();

  const scan = async (desk: Page): Promise<string> => {
    await go(desk, "还书与扫描");
    await desk.getByLabel("单册条码").fill("JJ0000001");
    await desk.getByLabel("单册条码").press("Enter");
    const card = desk.locator(".outcome .big").filter({ hasText: "JJ0000001" });
    await card.waitFor();
    return (await card.innerText()).replaceAll("\n", " ");
  };
  const other = await newVisitor(browser);
  await signIn(other.page, "desk-yunze", DEMO_PASSWORD);
  await other.page.locator(".choices button").first().click();
  expect(await scan(other.page)).toContain("送往");
  expect(await scan(page)).toContain("上架");

  await go(page, "审计");
  await page.locator("tbody tr", { hasText: "林馆务" }).first().waitFor();
  await page.selectOption('select[name="action"]', "closure");
  await page.getByRole("button", { name: "查找" }).click();
  await page.getByRole("cell", { name: "添加闭馆日" }).first().waitFor();
});

const PAGES = [
  "/staff/members",
  ...["guide", "branches", "staff", "closures", "locations", "distances", "rules", "kinds", "basics"].map(
    (part) => `/staff/library/${CODE}/${part}`,
  ),
  "/staff/office",
  "/staff/audit",
];

/** Every page in one look at least, every look on a third of the pages; `npm run test:long` looks at all in all. */

test("the pages of administration have no WCAG 2.2 AA violations and do not overflow, in three languages", async () => {
  const { page } = await newVisitor(browser);
  await signIn(page, "consortium", DEMO_PASSWORD);
  await page.getByRole("heading", { level: 1, name: "成员馆" }).waitFor();
  const found: string[] = [];
  const looks = [
    ["zh-Hans", 1440, "light"],
    ["zh-Hant", 768, "dark"],
    ["en", 390, "light"],
  ] as const;
  for (const [at, [language, width, scheme]] of looks.entries()) {
    await page.evaluate((one) => localStorage.setItem("commonshelf-language", one), language);
    await page.setViewportSize({ width, height: 900 });
    await page.emulateMedia({ colorScheme: scheme });
    for (const path of PAGES.filter((_, page) => isSearched(page, at, looks.length))) {
      await page.goto(address + path);
      await page.getByRole("heading", { level: 1 }).waitFor();
      await settled(page);
      found.push(...(await faults(page)));
      // In the audit two acts of one minute may be the same in all that is told of them.
      if (path !== "/staff/audit") found.push(...(await alike(page)));
    }
  }
  expect(found).toEqual([]);
});

test("an empty region says how its first administrator comes to be, and what they do first", async () => {
  const folder = mkdtempSync(join(tmpdir(), "commonshelf-empty-"));
  let child: ChildProcess | undefined;
  try {
    const env = { COMMONSHELF_DEMO: "off", COMMONSHELF_PASSWORD: PASSWORD, COMMONSHELF_DATA: folder };
    const region = await startRegion(folder, env);
    child = region.child;
    const { page } = await newVisitor(browser);
    await page.goto(`${region.address}/staff`);
    await page.getByText("commonshelf user add LOGIN").waitFor();
    const main = resolve(import.meta.dirname, "../server/src/main.ts");
    const add = ["user", "add", "first", "--name", "第一位", "--role", "consortium-admin"];
    await promisify(execFile)(process.execPath, [main, ...add], { env: { ...process.env, ...env } });
    await signIn(page, "first", PASSWORD);
    await page.getByText("这个地区还没有图书馆，从这里开始").waitFor();
    expect(await faults(page)).toEqual([]);
  } finally {
    if (child) await stopRegion(child);
    rmSync(folder, { recursive: true, force: true });
  }
});
