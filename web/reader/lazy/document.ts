import { GlobalWorkerOptions, getDocument, type PDFPageProxy, Util } from "pdfjs-dist";

/** What is drawn, and from where; everything comes from this site. */
type Wanted = { source: string; worker: string; base: string; page: number; query: string };
const MOST_SCALE = 3;

/** Draws one page of a document over the width of its stage and marks the words that were looked for. */
export async function drawPage(stage: HTMLElement, wanted: Wanted): Promise<boolean> {
  GlobalWorkerOptions.workerSrc = wanted.worker;
  const paper = await getDocument({
    url: wanted.source,
    cMapUrl: `${wanted.base}/cmaps/`,
    standardFontDataUrl: `${wanted.base}/standard_fonts/`,
    wasmUrl: `${wanted.base}/wasm/`,
    iccUrl: `${wanted.base}/iccs/`,
    disableAutoFetch: true,
  }).promise;
  const page = await paper.getPage(Math.min(Math.max(1, wanted.page), paper.numPages));
  const { width } = page.getViewport({ scale: 1 });
  const scale = Math.min(MOST_SCALE, (stage.clientWidth * devicePixelRatio) / width);
  const viewport = page.getViewport({ scale });
  const canvas = document.createElement("canvas");
  canvas.width = Math.floor(viewport.width);
  canvas.height = Math.floor(viewport.height);
  await page.render({ canvas, viewport }).promise;
  stage.replaceChildren(canvas);
  await mark(stage, page, viewport, wanted.query);
  return true;
}

type Viewport = ReturnType<PDFPageProxy["getViewport"]>;
const plain = (text: string): string => text.toLowerCase();

/** Marks stand over the pieces of text that hold the words, in shares of the page, so that they grow with it. */
async function mark(
  stage: HTMLElement,
  page: PDFPageProxy,
  viewport: Viewport,
  query: string,
): Promise<void> {
  const words = plain(query).split(/\s+/).filter(Boolean);
  if (words.length === 0) return;
  const { items } = await page.getTextContent();
  for (const item of items) {
    if (!("str" in item) || item.str === "") continue;
    const text = plain(item.str);
    for (const word of words)
      for (let at = text.indexOf(word); at >= 0; at = text.indexOf(word, at + word.length)) {
        const [, , c, d, x, y] = Util.transform(viewport.transform, item.transform) as number[];
        const height = Math.hypot(c!, d!);
        const wide = item.width * viewport.scale;
        const box = document.createElement("span");
        box.className = "doc-mark";
        const share = (part: number, whole: number): string => `${(part / whole) * 100}%`;
        box.style.left = share(x! + (wide * at) / text.length, viewport.width);
        box.style.top = share(y! - height, viewport.height);
        box.style.width = share((wide * word.length) / text.length, viewport.width);
        box.style.height = share(height * 1.15, viewport.height);
        stage.append(box);
      }
  }
}
