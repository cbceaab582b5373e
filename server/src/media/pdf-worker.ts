import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { PdfOutline, PdfTask } from "./read-pdf.ts";

/** Reads the characters of a document in a thread of its own, so that a broken one ends this thread and nothing else. */
const folder = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
const { path, mostLeaves, mostCharacters, mostBookmarks } = workerData as PdfTask;

const paper = await getDocument({
  data: new Uint8Array(await readFile(path)),
  cMapUrl: `${join(folder, "cmaps")}/`,
  standardFontDataUrl: `${join(folder, "standard_fonts")}/`,
  useSystemFonts: false,
  verbosity: 0,
}).promise;
const leaves: string[] = [];
for (let number = 1; number <= Math.min(paper.numPages, mostLeaves); number++) {
  const page = await paper.getPage(number);
  const { items } = await page.getTextContent();
  const text = items
    .map((item) => ("str" in item ? item.str + (item.hasEOL ? "\n" : "") : ""))
    .join("")
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim();
  leaves.push(text.slice(0, mostCharacters));
  page.cleanup();
}

const LONGEST_BOOKMARK = 200;
const DEEPEST = 6;
const outline: PdfOutline = [];
type Bookmarks = NonNullable<Awaited<ReturnType<typeof paper.getOutline>>>;

/** Bookmarks that lead to a page (PDF 32000-1, 12.3.3), the outer ones first; what leads nowhere only holds others. */
async function note(items: Bookmarks, depth: number): Promise<void> {
  for (const { title, dest, items: inside } of items) {
    if (outline.length >= mostBookmarks) return;
    const page = await pageOf(dest).catch(() => null);
    const label = title.replace(/\s+/gu, " ").trim().slice(0, LONGEST_BOOKMARK);
    if (page !== null && label !== "") outline.push({ label, depth, page });
    if (depth < DEEPEST) await note(inside as Bookmarks, depth + 1);
  }
}

async function pageOf(dest: string | unknown[] | null): Promise<number | null> {
  const explicit = typeof dest === "string" ? await paper.getDestination(dest) : dest;
  const ref: unknown = explicit?.[0];
  if (typeof ref === "number") return ref < paper.numPages ? ref + 1 : null;
  return typeof ref === "object" && ref !== null
    ? (await paper.getPageIndex(ref as Parameters<typeof paper.getPageIndex>[0])) + 1
    : null;
}

await note((await paper.getOutline().catch(() => null)) ?? [], 0);
parentPort!.postMessage({ leaves, outline });
