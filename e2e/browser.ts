import { existsSync, mkdirSync, mkdtempSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { type Browser, type BrowserContext, chromium, type Page, type Request } from "playwright-core";
import sharp from "sharp";

const CANDIDATES = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"];

/** Opens the system's Chromium; `more`: switches beside the usual ones. Fails with what to install when there is none: a journey is never skipped. */
export async function openBrowser(more: string[] = []): Promise<Browser> {
  const executablePath = CANDIDATES.find((path) => existsSync(path));
  if (!executablePath) throw new Error("No Chromium found. Install with: sudo apt-get install chromium");
  return await chromium.launch({
    executablePath,
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--no-first-run",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      ...more,
      `--crash-dumps-dir=${mkdtempSync(join(tmpdir(), "commonshelf-chromium-"))}`,
    ],
  });
}

/** What a page is waited for comes late on a machine that has much to do. */
const PATIENCE_MS = 120_000;

/** A visitor of their own: cookies, language and size. */
export async function newVisitor(
  browser: Browser,
  options: { width?: number; javaScript?: boolean; locale?: string } = {},
): Promise<{ context: BrowserContext; page: Page }> {
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1440, height: 900 },
    javaScriptEnabled: options.javaScript ?? true,
    locale: options.locale ?? "zh-CN",
  });
  context.setDefaultTimeout(PATIENCE_MS);
  const page = await context.newPage();
  const waiting = new Set<Request>();
  page.on("request", (request) => waiting.add(request));
  for (const ended of ["requestfinished", "requestfailed"] as const)
    page.on(ended as "requestfinished", (request) => waiting.delete(request));
  requests.set(page, waiting);
  return { context, page };
}

/** What a page has asked for and not got yet. */
const requests = new WeakMap<Page, Set<Request>>();

/** Waits until a visitor's page has got and drawn all it asked for; sooner than Playwright's half a second without requests. */
export async function settled(page: Page): Promise<void> {
  const waiting = requests.get(page)!;
  do {
    while (waiting.size > 0) await page.waitForTimeout(20);
    await page.evaluate(
      () => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))),
    );
  } while (waiting.size > 0);
}

/** Waits until the workbench has told in passing that something is done, and puts that away: the next such word is of the next act. */
export async function told(page: Page, text: string): Promise<void> {
  const toast = page.locator(".ui-toast", { hasText: text });
  await toast.first().waitFor();
  await toast.locator(".ui-toast-close").evaluateAll((buttons) => {
    for (const one of buttons as HTMLElement[]) one.click();
  });
  await toast.first().waitFor({ state: "detached" });
}

/**
 * Presses a button that first asks back and acts when it is pressed again within five seconds: in one go, for on a busy machine
 * the second press would come too late.
 */
export async function pressTwice(page: Page, name: string): Promise<void> {
  const button = page.getByRole("button", { name });
  await button.click({ trial: true });
  const asked = await button.evaluate(async (pressed: HTMLButtonElement) => {
    pressed.click();
    await new Promise((drawn) => requestAnimationFrame(drawn));
    const text = pressed.textContent;
    pressed.click();
    return text;
  });
  if (!asked.includes("再按一次")) throw new Error(`“${name}” does not ask back: ${asked}`);
}

export const DEMO_PASSWORD = "gongjia-2026";

/** Where the guides' pictures are written, when somebody wants them anew: `npm run guide-pictures`. */
const PICTURES = resolve(import.meta.dirname, "../docs/guides/pictures");
const PICTURE_BYTES = 60_000;
const PICTURE_WIDTH = 1280;

/** What the page shows now, as a picture of the guides; nothing, unless they are made anew. */
export async function picture(page: Page, name: string): Promise<void> {
  if (process.env.COMMONSHELF_GUIDE_PICTURES !== "1") return;
  mkdirSync(PICTURES, { recursive: true });
  const shot = await page.screenshot({ scale: "css" });
  for (const quality of [80, 65, 50, 35]) {
    const { size } = await sharp(shot)
      .resize({ width: PICTURE_WIDTH, withoutEnlargement: true })
      .webp({ quality })
      .toFile(join(PICTURES, `${name}.webp`));
    if (size <= PICTURE_BYTES) return;
  }
  throw new Error(`${name} is larger than ${PICTURE_BYTES} bytes`);
}
