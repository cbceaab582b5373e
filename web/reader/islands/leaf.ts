import { LEAF_SCRIPT } from "./lazy-assets.ts";

/**
 * Where pages are turned: keys turn them, and the deep-zooming viewer takes the pictures' place. Without it the pictures
 * stand as they are, and every page is a link.
 */
export function enhanceLeaves(): void {
  for (const leaf of document.querySelectorAll<HTMLElement>("[data-island=leaf]")) {
    // Two pages side by side are too small on a phone that is held upright.
    if (leaf.dataset.single && matchMedia("(max-width: 40rem) and (orientation: portrait)").matches) {
      location.replace(leaf.dataset.single);
      return;
    }
    turnByKeys(leaf);
    showInStrip(leaf);
    const mark = leaf.querySelector(".col-leaf-text mark");
    const pane = leaf.querySelector(".col-leaf-text");
    if (mark instanceof HTMLElement && pane) pane.scrollTop = mark.offsetTop - pane.clientHeight / 3;
    void open(leaf);
  }
}

/** Brings the open page into the middle of the strip; the page itself stays where it is. */
function showInStrip(leaf: HTMLElement): void {
  const strip = leaf.querySelector<HTMLElement>(".col-leaf-strip");
  const here = strip?.querySelector("[aria-current]");
  if (!strip || !here) return;
  const [outer, inner] = [strip.getBoundingClientRect(), here.getBoundingClientRect()];
  strip.scrollLeft += inner.left + inner.width / 2 - outer.left - outer.width / 2;
}

/** The arrow that points to a page leads to it: in books that are read from right to left the left one leads on. */
function turnByKeys(leaf: HTMLElement): void {
  const isRightToLeft = leaf.dataset.direction === "rtl";
  addEventListener("keydown", (event) => {
    const { target } = event;
    const isTyping = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
    if (isTyping || event.altKey || event.ctrlKey || event.metaKey) return;
    const onward = isRightToLeft ? "ArrowLeft" : "ArrowRight";
    const back = isRightToLeft ? "ArrowRight" : "ArrowLeft";
    const rel = { [onward]: "next", PageDown: "next", [back]: "prev", PageUp: "prev" }[event.key];
    const link = rel && leaf.querySelector<HTMLAnchorElement>(`.col-turn[rel=${rel}]`);
    if (!link) return;
    event.preventDefault();
    link.click();
  });
}

async function open(leaf: HTMLElement): Promise<void> {
  const stage = leaf.querySelector<HTMLElement>("[data-leaf-stage]");
  if (!stage) return;
  const { openLeaf } = (await import(LEAF_SCRIPT)) as typeof import("../lazy/leaf.ts");
  await openLeaf(stage, JSON.parse(leaf.dataset.words ?? "{}") as Record<string, string>);
}
