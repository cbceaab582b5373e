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

/** A title no other journey knows, and the labels of its volumes. */
const MARK = Date.now().toString(36);
const TITLE = `三卷渡口志${MARK}`;
const VOLUMES = ["第1卷", "第2卷", "第3卷"];
const label = (volume: number): string => `SET${MARK.toUpperCase()}${volume}`;
/** One record, three volumes, a copy of each, as Koha writes it. */
const SET = [
  "=LDR  00000nam a2200000 i 4500",
  `=001  set-${MARK}`,
  "=008  261101s2015\\\\\\\\cc\\\\\\\\\\\\\\\\\\\\\\\\000\\0\\chi\\\\",
  `=245  10$a${TITLE}`,
  "=264  \\1$b渡口出版社$c2015",
  ...VOLUMES.map((volume, i) => `=952  \\\\$aMAIN$c总馆书库$oK29/${MARK}$h${volume}$p${label(i + 1)}`),
].join("\n");

async function signIn(page: Page, path: string, login: string): Promise<void> {
  await page.goto(`${address}${path}`);
  await page.fill('input[name="login"]', login);
  await page.fill('input[name="password"]', DEMO_PASSWORD);
  await page.click('main button[type="submit"]');
}

/** The workbench of somebody at the main branch of YUNZE. */
async function openWorkbench(login: string): Promise<Page> {
  const { page } = await newVisitor(browser);
  await signIn(page, "/staff", login);
  await page.locator(".choices button", { hasText: "总馆" }).first().click();
  await page.getByRole("heading", { level: 1, name: "今天", exact: true }).waitFor();
  return page;
}

async function loadSet(page: Page): Promise<number> {
  const { csrfToken } = (await (await page.request.get(`${address}/api/v1/session`)).json()) as {
    csrfToken: string;
  };
  const sent = await page.request.post(`${address}/api/v1/imports`, {
    headers: { "x-csrf-token": csrfToken, origin: address },
    multipart: {
      member: "YUNZE",
      profile: "koha-952",
      file: { name: "set.mrk", mimeType: "text/plain", buffer: Buffer.from(`${SET}\n`) },
    },
  });
  expect(sent.status(), await sent.text()).toBe(201);
  let id = 0;
  await expect
    .poll(
      async () => {
        const found = await fetch(`${address}/api/v1/search?size=1&facets=0&q=${encodeURIComponent(TITLE)}`);
        id = ((await found.json()) as { items: { id: number }[] }).items[0]?.id ?? 0;
        return id;
      },
      { interval: 500 },
    )
    .toBeGreaterThan(0);
  return id;
}

test("a set with volumes: a reader asks for the second and the third, gets these and no other, and takes both home", async () => {
  const staff = await openWorkbench("admin");
  const id = await loadSet(staff);

  const { page: reader } = await newVisitor(browser);
  await signIn(reader, `/zh-hans/sign-in?next=/zh-hans/instance/${id}`, "reader");
  for (const volume of ["第2卷", "第3卷"]) {
    await reader.goto(`${address}/zh-hans/instance/${id}`);
    await reader.getByLabel("要哪一部分").selectOption(volume);
    await reader.getByLabel("请图书馆送到取书处").check();
    await reader.locator("#pickup").selectOption({ label: "总馆" });
    await reader.getByRole("button", { name: "我要借" }).click();
    await reader.locator(".note-done").waitFor();
  }
  await reader.goto(`${address}/zh-hans/account`);
  await expect.poll(() => reader.locator("#holds, main").first().innerText()).toContain(TITLE);

  await staff
    .getByRole("link", { name: /取书单/ })
    .first()
    .click();
  await staff.getByLabel("筛选").fill(MARK);
  await expect.poll(() => staff.locator("tbody tr").count()).toBe(2);
  const pulled = await staff.locator("tbody").innerText();
  for (const volume of [2, 3]) expect(pulled).toContain(label(volume));
  expect(pulled).not.toContain(label(1));

  await staff.getByRole("link", { name: "还书与扫描" }).click();
  const scan = async (volume: number): Promise<string> => {
    await staff.getByLabel("单册条码").fill(label(volume));
    await staff.getByLabel("单册条码").press("Enter");
    const outcome = staff
      .locator(".outcome")
      .filter({ hasText: label(volume) })
      .first();
    await outcome.waitFor();
    return await outcome.innerText();
  };
  const [first, second, third] = [await scan(1), await scan(2), await scan(3)];
  expect(first).not.toMatch(/预约架|留给/);
  for (const outcome of [second, third]) expect(outcome).toMatch(/预约架|留给/);

  const found = await staff.request.get(
    `${address}/api/v1/patrons?reason=account&q=${encodeURIComponent("林知微")}`,
  );
  const { items } = (await found.json()) as { items: { card: { barcode: string } | null }[] };
  await staff.getByRole("link", { name: "借出", exact: true }).click();
  await staff.getByLabel("读者证").fill(items[0]!.card!.barcode);
  await staff.getByLabel("读者证").press("Enter");
  for (const volume of [2, 3]) {
    await staff.getByLabel("单册条码").fill(label(volume));
    await staff.getByLabel("单册条码").press("Enter");
    await staff.locator("main").getByText(label(volume)).first().waitFor();
  }
  await reader.goto(`${address}/zh-hans/account`);
  await expect
    .poll(() => reader.locator("main").getByRole("link", { name: TITLE, exact: true }).count())
    .toBe(2);
  const { holdings } = (await (await fetch(`${address}/api/v1/instances/${id}/availability`)).json()) as {
    holdings: { items: { barcode: string; status: string }[] }[];
  };
  const states = Object.fromEntries(
    holdings.flatMap((one) => one.items.map((item) => [item.barcode, item.status])),
  );
  expect(states).toEqual({ [label(1)]: "available", [label(2)]: "on-loan", [label(3)]: "on-loan" });
});
