import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { DEMO_PASSWORD, newVisitor, openBrowser, picture } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser();
});
afterAll(() => browser.close());

const go = (page: Page, name: string): Promise<void> =>
  page.getByRole("link", { name, exact: true }).first().click();
const form = (page: Page, name: string) => page.getByRole("form", { name });

/** A desk, or a library's administrator at the desk. */
async function open(login: string): Promise<Page> {
  const { page } = await newVisitor(browser, { width: 1280 });
  await page.goto(`${address}/staff`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('button[type="submit"]');
  await page.locator(".choices button").first().click();
  await page.getByRole("heading", { level: 1, name: "今天", exact: true }).waitFor();
  return page;
}

type Holding = { branchId: number; items: { barcode: string; status: string }[] };

const taken = new Set<string>();
/** A copy of a library that is free, each time another one. */
async function freeCopy(code: string): Promise<string> {
  const branches = await fetch(`${address}/api/v1/members/${code}/branches`);
  const own = new Set(((await branches.json()) as { items: { id: number }[] }).items.map((one) => one.id));
  const found = await fetch(`${address}/api/v1/search?available=${code}&size=100&facets=0&sort=title`);
  for (const { id } of ((await found.json()) as { items: { id: number }[] }).items) {
    const reply = await fetch(`${address}/api/v1/instances/${id}/availability`);
    for (const holding of ((await reply.json()) as { holdings: Holding[] }).holdings) {
      const copy = holding.items.find((one) => one.status === "available" && !taken.has(one.barcode));
      if (!copy || !own.has(holding.branchId)) continue;
      taken.add(copy.barcode);
      return copy.barcode;
    }
  }
  throw new Error(`${code} has no free copy`);
}

async function scanInto(page: Page, label: string, code: string): Promise<void> {
  await page.getByLabel(label).fill(code);
  await page.getByLabel(label).press("Enter");
}

async function register(page: Page, name: string, number: string): Promise<void> {
  await go(page, "读者管理");
  await page.getByRole("button", { name: "登记新读者" }).first().click();
  const fields = form(page, "登记新读者");
  await fields.locator('input[name="name"]').fill(name);
  await fields.locator('input[name="number"]').fill(number);
  await fields.locator('input[name="card"]').fill(`C-${number}`);
  await fields.locator("button.primary").click();
  await page.getByText(`${name} 已登记`).waitFor();
  await page.getByRole("button", { name: "关闭", exact: true }).click();
}

async function beginLending(page: Page, card: string): Promise<void> {
  await go(page, "借出");
  await scanInto(page, "读者证", card);
  await page.getByLabel("单册条码").waitFor();
}

test("a student is registered, lends at once, and the desk asks for a title on their behalf", async () => {
  const page = await open("admin");
  const barcode = await freeCopy("YUNZE");
  await register(page, "沈小舟", "S2026901");
  await beginLending(page, "C-S2026901");
  await scanInto(page, "单册条码", barcode);
  await page.locator("li.good", { hasText: barcode }).waitFor();
  await go(page, "读者");
  await scanInto(page, "读者证", "C-S2026901");
  await page.getByText("替读者预约").click();
  await scanInto(page, "书名、作者、ISBN 或条码", "水浒传 岳麓书社");
  const found = page.locator("li", { hasText: "岳麓书社" });
  await found.getByRole("button", { name: "预约", exact: true }).click();
  await page.getByRole("status").filter({ hasText: "已预约《水浒传》" }).waitFor();
  await page.locator("li", { hasText: "水浒传" }).getByText("情况与更改").waitFor();
});

test("the same student twice: both records become one, and are two again when that was wrong", async () => {
  const page = await open("admin");
  await register(page, "沈小舟", "S2026902");
  await page.getByRole("gridcell", { name: "S2026902", exact: true }).click();
  const reader = page.getByRole("article", { name: "沈小舟" });
  await reader.getByPlaceholder("写给同事的备注").fill("补办过学生证");
  await reader.getByRole("button", { name: "写下" }).click();
  await reader.getByText("补办过学生证").waitFor();
  await reader.getByRole("button", { name: "找可能重复的记录" }).click();
  const other = reader.locator("li", { hasText: "S2026901" });
  await other.getByText("同名").waitFor();
  await other.scrollIntoViewIfNeeded();
  await picture(page, "reader-page");
  await other.getByRole("button", { name: "合并到这里…" }).click();
  const dialog = page.getByRole("alertdialog", { name: "同一读者的多条记录" });
  await dialog.getByText("在借 1").waitFor();
  await picture(page, "merge");
  await page.keyboard.press("Tab");
  expect(await dialog.evaluate((box) => box.contains(document.activeElement))).toBe(true);
  await dialog.getByRole("button", { name: "合并", exact: true }).click();
  await page.getByText("已合并。").waitFor();
  await reader.getByText("C-S2026901").waitFor();
  const part = reader.getByRole("button", { name: /撤销合并/ });
  await part.click();
  await part.click();
  await page.getByText("已分开，各归原处。").waitFor();
  await expect.poll(() => reader.getByText("C-S2026901").count()).toBe(0);
});

test("a blocked reader gets the book from who answers for the desk, with a reason that the figures show", async () => {
  const page = await open("admin");
  await register(page, "陆以安", "S2026903");
  await page.getByRole("gridcell", { name: "S2026903", exact: true }).click();
  const reader = page.getByRole("article", { name: "陆以安" });
  await reader.getByRole("button", { name: "限制借阅" }).click();
  await page.getByText("已限制，").waitFor();
  const barcode = await freeCopy("YUNZE");
  await beginLending(page, "C-S2026903");
  await scanInto(page, "单册条码", barcode);
  const line = page.locator("li.bad", { hasText: barcode });
  await line.getByRole("button", { name: "照样借出…" }).click();
  await page.getByLabel("理由").fill("导师当面担保，周五归还");
  await picture(page, "lend-anyway");
  await page.getByRole("dialog").getByRole("button", { name: "照样借出…" }).click();
  await page.locator("li.good", { hasText: barcode }).waitFor();
  await go(page, "统计");
  await go(page, "照样借出");
  await page.getByRole("gridcell", { name: "导师当面担保，周五归还" }).waitFor();
  await picture(page, "lent-anyway-figures");
});

test("term change: loans to the end of term follow the new term, and what runs keeps its day", async () => {
  const page = await open("admin");
  const day = (days: number): string => {
    const at = new Date(performance.timeOrigin + performance.now() + days * 24 * 3_600_000);
    return new Intl.DateTimeFormat("en-CA", { timeZone: "Asia/Shanghai" }).format(at);
  };
  const setTerm = async (name: string, firstOn: string, lastOn: string): Promise<void> => {
    await page.goto(`${address}/staff/library/YUNZE/settings`);
    const term = form(page, "加一个学期");
    await term.locator('input[name="name.zh-Hans"]').fill(name);
    await term.locator('input[name="firstOn"]').fill(firstOn);
    await term.locator('input[name="lastOn"]').fill(lastOn);
    await term.locator("button.primary").click();
    await page.getByRole("cell", { name, exact: true }).waitFor();
  };
  await setTerm("秋季学期", day(-60), day(40));
  await page.goto(`${address}/staff/library/YUNZE/rules`);
  const rule = form(page, "定一条规则");
  await rule.getByRole("combobox", { name: "读者类别" }).fill("student");
  await rule.getByRole("combobox", { name: "读者类别" }).press("Escape");
  await rule.locator('select[name="unit"]').selectOption("term");
  await rule.locator("button.primary").click();
  await page.getByText("规则已保存").waitFor();
  await register(page, "顾长风", "S2026904");
  await beginLending(page, "C-S2026904");
  const dueOf = async (): Promise<string> => {
    const barcode = await freeCopy("YUNZE");
    const [reply] = await Promise.all([
      page.waitForResponse((one) => one.url().endsWith("/desk/check-out")),
      scanInto(page, "单册条码", barcode),
    ]);
    return ((await reply.json()) as { dueOn: string }).dueOn;
  };
  const first = await dueOf();
  expect(first >= day(40) && first <= day(54)).toBe(true);
  await page.goto(`${address}/staff/library/YUNZE/settings`);
  const row = page.locator("tr", { hasText: "秋季学期" }).getByRole("button");
  await row.click();
  await row.click();
  await page.getByText("学期已删除。").waitFor();
  await setTerm("秋季学期（改）", day(-60), day(75));
  await beginLending(page, "C-S2026904");
  const second = await dueOf();
  expect(second >= day(75) && second <= day(89)).toBe(true);
  await go(page, "读者");
  await scanInto(page, "读者证", "C-S2026904");
  await expect.poll(async () => (await page.locator("main").innerText()).includes(shown(first))).toBe(true);
  // Others lend by the usual rules again.
  await page.goto(`${address}/staff/library/YUNZE/rules`);
  const made = page.locator("tr", { hasText: "到学期末" }).getByRole("button", { name: "删除" });
  await made.click();
  await page.locator("tr", { hasText: "到学期末" }).getByRole("button", { name: /删除/ }).click();
  await expect.poll(() => page.locator("tr", { hasText: "到学期末" }).count()).toBe(0);
});

/** A day as the workbench shows it. */
const shown = (value: string): string =>
  new Intl.DateTimeFormat("zh-Hans", { dateStyle: "medium", timeZone: "UTC" }).format(
    new Date(`${value}T12:00:00Z`),
  );

test("whoever holds the book says it is damaged; the owner decides, and both see the case", async () => {
  const holder = await open("desk-lanhe");
  const barcode = await freeCopy("QINGTAN");
  await go(holder, "还书与扫描");
  await scanInto(holder, "单册条码", barcode);
  await holder.locator(".outcome .big", { hasText: barcode }).waitFor();
  await go(holder, "单册");
  await scanInto(holder, "单册条码", barcode);
  await holder.getByRole("button", { name: "报告损坏" }).click();
  await holder.getByText("已告知所属馆。").waitFor();
  const owner = await open("desk-qingtan");
  await go(owner, "待处理");
  const report = owner.locator("li", { hasText: barcode });
  await report.getByText("损坏").waitFor();
  await go(holder, "待处理");
  await holder.locator("li", { hasText: barcode }).getByText("等对方馆决定").waitFor();
  await go(owner, "还书与扫描");
  await scanInto(owner, "单册条码", barcode);
  await owner.locator(".outcome .big", { hasText: barcode }).waitFor();
  await go(owner, "待处理");
  await owner.locator("li", { hasText: barcode }).getByRole("button", { name: "属实", exact: true }).click();
  await owner.getByText("已处理。").waitFor();
  await holder.reload();
  await holder.locator("li", { hasText: barcode }).getByText("认可").waitFor();
});
