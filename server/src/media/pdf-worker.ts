import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { getDocument } from "pdfjs-dist/legacy/build/pdf.mjs";
import type { PdfTask } from "./read-pdf.ts";

/** Reads the characters of a document in a thread of its own, so that a broken one ends this thread and nothing else. */
const folder = dirname(createRequire(import.meta.url).resolve("pdfjs-dist/package.json"));
const { path, mostLeaves, mostCharacters } = workerData as PdfTask;

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
parentPort!.postMessage(leaves);
