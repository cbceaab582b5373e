import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import jsQR from "jsqr";
import type { Browser, BrowserContext, Page } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { violations } from "./accessible.ts";
import { DEMO_PASSWORD, openBrowser } from "./browser.ts";
import { ownRegion } from "./own-region.ts";

const { address } = ownRegion();
const folder = mkdtempSync(join(tmpdir(), "commonshelf-phone-"));
const ISBN = "9787020002207";
let browser: Browser;
let context: BrowserContext;
let page: Page;

const LEFT: Record<string, string> = {
  L: "0001101 0011001 0010011 0111101 0100011 0110001 0101111 0111011 0110111 0001011",
  G: "0100111 0110011 0011011 0100001 0011101 0111001 0000101 0010001 0001001 0010111",
};
const PARITY = "LLLLLL LLGLGG LLGGLG LLGGGL LGLLGG LGGLLG LGGGLL LGLGLG LGLGGL LGGLGL".split(" ");

/** The bars of an EAN-13 as a row of 0 and 1 (ISO/IEC 15420). */
function barsOf(digits: string): string {
  const code = (set: string, digit: string): string => LEFT[set]!.split(" ")[Number(digit)]!;
  const parity = PARITY[Number(digits[0])]!;
  const left = [...digits.slice(1, 7)].map((digit, i) => code(parity[i]!, digit)).join("");
  const right = [...digits.slice(7)]
    .map((digit) => [...code("L", digit)].map((bit) => 1 - Number(bit)).join(""))
    .join("");
  return `101${left}01010${right}101`;
}

/** What the camera sees: a book's barcode, as a film of a few frames (YUV4MPEG2). */
function film(path: string): void {
  const [wide, high, module, frames] = [640, 480, 4, 4];
  const bars = barsOf(ISBN);
  const from = Math.floor((wide - bars.length * module) / 2);
  const picture = Buffer.alloc((wide * high * 3) / 2, 128);
  for (let y = 0; y < high; y++)
    for (let x = 0; x < wide; x++) {
      const bar = bars[Math.floor((x - from) / module)];
      picture[y * wide + x] = y > 120 && y < 360 && x >= from && bar === "1" ? 16 : 235;
    }
  const frame = Buffer.concat([Buffer.from("FRAME\n"), picture]);
  const head = Buffer.from(`YUV4MPEG2 W${wide} H${high} F10:1 Ip C420\n`);
  writeFileSync(path, Buffer.concat([head, ...Array<Buffer>(frames).fill(frame)]));
}

beforeAll(async () => {
  film(join(folder, "barcode.y4m"));
  browser = await openBrowser([
    "--use-fake-ui-for-media-stream",
    "--use-fake-device-for-media-stream",
    `--use-file-for-fake-video-capture=${join(folder, "barcode.y4m")}`,
    "--enable-unsafe-swiftshader",
  ]);
  context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    isMobile: true,
    locale: "zh-CN",
    permissions: ["camera"],
  });
  page = await context.newPage();
  await signIn(page, "reader3");
});
afterAll(async () => {
  await browser.close();
  rmSync(folder, { recursive: true });
});

async function signIn(on: Page, login: string): Promise<void> {
  await on.goto(`${address}/zh-hans/sign-in`);
  await on.fill('input[name="login"]', login);
  await on.fill('input[name="password"]', DEMO_PASSWORD);
  await on.locator("form.sign-in button.primary").tap();
  await on.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

/** Another phone, whose owner is signed in. */
async function signedIn(login: string): Promise<Page> {
  const other = await browser.newContext({
    viewport: { width: 390, height: 844 },
    hasTouch: true,
    locale: "zh-CN",
  });
  const on = await other.newPage();
  await signIn(on, login);
  return on;
}

async function expectAccessible(): Promise<void> {
  expect(await violations(page)).toEqual([]);
}

test("the camera reads a book's barcode into the deck, once however long it looks", async () => {
  await page.goto(`${address}/zh-hans/sharing/publish`);
  await page.locator('button[data-scan="isbn"]').tap();
  await page.locator(".scan-window [role=status]", { hasText: "已扫 1 本" }).waitFor();
  await page.locator(".scan-window .deck-card").waitFor();
  await expectAccessible();
  await cameraSees(20);
  await page.locator(".scan-window button.primary").tap();
  const cards = page.locator(".publish .deck-card");
  expect(await cards.count()).toBe(1);
  expect(await cards.first().getAttribute("data-key")).toContain(ISBN);
  expect(await page.evaluate(() => document.activeElement?.getAttribute("data-scan"))).toBe("isbn");
  await page.locator('form[action$="/sharing/publish"] button[type="submit"]').tap();
  await page.locator(".note-done").waitFor();
});

test("nests are drawn on a plain ground when the map is asked for, and nothing comes from elsewhere", async () => {
  const foreign: string[] = [];
  page.on("request", (request) => {
    if (!request.url().startsWith(address) && !/^(data|blob):/.test(request.url()))
      foreign.push(request.url());
  });
  await page.goto(`${address}/zh-hans/nests`);
  expect(await page.locator(".nest-cards li").count()).toBeGreaterThan(0);
  const asked: string[] = [];
  page.on("request", (request) => asked.push(request.url()));
  await page.getByRole("button", { name: "打开可移动的地图" }).tap();
  await page.locator('.place-map[data-drawn="true"]').waitFor();
  await expectAccessible();
  expect(asked.some((url) => url.includes("/assets/map."))).toBe(true);
  expect(foreign).toEqual([]);
});

test("the site can be installed: manifest, icons and worker are there", async () => {
  const manifest = await (await page.request.get(`${address}/app.webmanifest`)).json();
  expect(manifest).toMatchObject({ display: "standalone", start_url: "/?source=app", scope: "/" });
  for (const icon of manifest.icons) expect((await page.request.get(address + icon.src)).ok()).toBe(true);
  await page.waitForFunction(() => navigator.serviceWorker.controller !== null);
});

test("without a network own loans are read, other pages say so, and what is sent goes out later, once", async () => {
  await page.goto(`${address}/zh-hans/nests`);
  const nest = await page.locator(".nest-cards a").first().getAttribute("href");
  await page.goto(`${address}/zh-hans/sharing/loans`);
  const steward = await signedIn("reader");
  await steward.goto(`${address}${nest}`);
  const secret = await steward.locator("figcaption .num").last().textContent();
  // Whoever passes by, without an account and without JavaScript, types what the label says.
  const passer = await (await browser.newContext({ javaScriptEnabled: false })).newPage();
  await passer.goto(`${address}${nest}`);
  await passer.fill('input[name="s"]', secret!);
  await passer.getByRole("button", { name: "登记取书、放书" }).click();
  await passer.locator('form[aria-label="我拿走了书"] button').waitFor();
  await page.goto(`${address}${nest}?s=${secret}`);
  const before = await stockOf(nest!);
  await context.setOffline(true);
  await page.locator('form[aria-label="我放下了书"] button').tap();
  await page.waitForURL(/\/offline\?kept=1$/);
  await expect(page.locator("h1").innerText()).resolves.toBe("现在没有网络");
  await page.goto(`${address}/zh-hans/sharing/loans`);
  await expect(page.locator("h1").innerText()).resolves.toBe("借入借出");
  await page.goto(`${address}/zh-hans/browse`);
  await expect(page.locator("h1").innerText()).resolves.toBe("现在没有网络");
  expect(await stockOf(nest!)).toBe(before);
  // The session has ended meanwhile: the form waits for whoever wrote it, and goes out as nobody else.
  await context.clearCookies({ name: "commonshelf_session" });
  await context.setOffline(false);
  await signIn(page, "reader4");
  await page.goto(`${address}/zh-hans/account`, { waitUntil: "networkidle" });
  expect([await kept(), await stockOf(nest!)]).toEqual([1, before]);
  await context.clearCookies({ name: "commonshelf_session" });
  await signIn(page, "reader3");
  await expect.poll(() => stockOf(nest!)).toBe(before + 1);
  await expect.poll(kept).toBe(0);
  // A page that is opened sends what is kept: there is nothing, or it would be sent twice.
  await page.goto(`${address}/zh-hans/sharing/loans`, { waitUntil: "networkidle" });
  expect(await kept()).toBe(0);
  expect(await stockOf(nest!)).toBe(before + 1);
});

/** So many pictures of the camera pass, each of which may be read. */
function cameraSees(pictures: number): Promise<void> {
  return page.locator(".scan-window video").evaluate(
    (video: HTMLVideoElement, most) =>
      new Promise<void>((done) => {
        let seen = 0;
        const next = (): void => {
          seen += 1;
          if (seen >= most) done();
          else video.requestVideoFrameCallback(next);
        };
        video.requestVideoFrameCallback(next);
      }),
    pictures,
  );
}

/** Forms that wait on the phone for the network. */
function kept(): Promise<number> {
  return page.evaluate(
    () =>
      new Promise<number>((done, fail) => {
        const opening = indexedDB.open("commonshelf-outbox");
        opening.onerror = () => fail(opening.error);
        opening.onsuccess = () => {
          const [store] = opening.result.objectStoreNames;
          const counting = opening.result.transaction(store!).objectStore(store!).count();
          counting.onsuccess = () => {
            opening.result.close();
            done(counting.result);
          };
        };
      }),
  );
}

/** Books a nest is thought to hold, asked for from outside the phone. */
async function stockOf(path: string): Promise<number> {
  const reply = await fetch(`${address}/api/v1/nests/${path.split("/").at(-1)}`);
  const nest = (await reply.json()) as { stock: { high: number } };
  return nest.stock.high;
}

test("signing out takes the reader's pages off the phone", async () => {
  const kept = () => page.evaluate(async () => (await (await caches.open("own-pages")).keys()).length);
  expect(await kept()).toBeGreaterThan(0);
  await page.goto(`${address}/zh-hans/account`);
  await page.locator('form[action$="/sign-out"] button').tap();
  await page.waitForURL((url) => !url.pathname.endsWith("/account"));
  expect(await kept()).toBe(0);
});

test("a finder without an account: one tap, and the one who let the book go hears of it", async () => {
  const starter = await signedIn("reader2");
  await starter.goto(`${address}/zh-hans/drift`);
  await starter.locator("summary", { hasText: "放一本书去漂流" }).tap();
  await starter.locator('form[action$="/drift"] button.primary').tap();
  await starter.locator(".note-done").waitFor();
  const pdf = await starter.request.get(`${starter.url()}/labels.pdf`);
  writeFileSync(join(folder, "label.pdf"), await pdf.body());
  execFileSync("pdftoppm", ["-r", "120", "-singlefile", join(folder, "label.pdf"), join(folder, "label")]);
  const label = readPicture(readFileSync(join(folder, "label.ppm")));
  await starter.fill('form[action$="/release"] input[name="place"]', "湖边的长椅");
  await starter.locator('form[action$="/release"] button.primary').tap();
  await starter.getByText("书已放出").waitFor();
  const finder = await (
    await browser.newContext({ viewport: { width: 390, height: 844 }, hasTouch: true })
  ).newPage();
  await finder.goto(label);
  expect(await violations(finder)).toEqual([]);
  await finder.getByRole("button", { name: "我捡到了" }).tap();
  await finder.getByText("书现在在你手里").waitFor();
  await finder.fill('textarea[name="text"]', "在长椅上捡到的，谢谢。");
  await finder.getByRole("button", { name: "发表感言" }).tap();
  await finder.getByText("管理员看过后就会显示").waitFor();
  await starter.goto(`${address}/zh-hans/account`);
  await starter.getByText("被捡到了").first().waitFor();
});

/** What a camera reads off a printed label (PPM, P6). */
function readPicture(file: Buffer): string {
  const [, width, height] = /^P6\s+(\d+)\s+(\d+)\s+255\s/.exec(file.toString("latin1", 0, 40))!;
  const [wide, high] = [Number(width), Number(height)];
  const pixels = file.subarray(file.length - wide * high * 3);
  const rgba = new Uint8ClampedArray(wide * high * 4).fill(255);
  for (let i = 0; i < wide * high; i++) rgba.set(pixels.subarray(i * 3, i * 3 + 3), i * 4);
  const found = jsQR.default(rgba, wide, high);
  if (!found) throw new Error("The label cannot be read");
  return found.data;
}
