import OpenSeadragon from "openseadragon";
import type { z } from "zod";
import type { imageInfoSchema } from "../../../server/src/assets/schema.ts";

type Tiles = z.output<typeof imageInfoSchema>;

/** Shows the pictures of a stage side by side, to be zoomed into; they stay for who sees no viewer. */
export async function openLeaf(stage: HTMLElement, words: Record<string, string>): Promise<void> {
  const images = [...stage.querySelectorAll<HTMLImageElement>("img[data-image]")];
  const sources = images.map((image) => `/iiif/image/${image.dataset.image}/info.json`);
  const infos = await Promise.all(
    sources.map(async (source) => {
      const reply = await fetch(source);
      return reply.ok ? ((await reply.json()) as Tiles) : null;
    }),
  );
  if (infos.some((info) => info === null)) return;
  keepStyleOut();
  const element = document.createElement("div");
  element.className = "col-leaf-live";
  element.style.width = "100%";
  stage.append(element);
  for (const image of images) image.hidden = true;
  const viewer = OpenSeadragon({
    element,
    showNavigationControl: false,
    gestureSettingsMouse: { clickToZoom: false, dblClickToZoom: true },
    animationTime: matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 0.4,
    visibilityRatio: 0.5,
    maxZoomPixelRatio: 2,
    crossOriginPolicy: false,
    tileSources: [],
  });
  let x = 0;
  infos.forEach((info) => {
    const { width, height } = info!;
    // Both pages as high as each other, as they lie in the book.
    const worldWidth = width / height;
    viewer.addTiledImage({ tileSource: ownTiles(info!), x, y: 0, height: 1 });
    x += worldWidth;
  });
  viewer.world.addHandler("add-item", () => {
    if (viewer.world.getItemCount() === infos.length) viewer.viewport.goHome(true);
  });
  addControls(stage, viewer, words);
}

/**
 * The viewer would write a style sheet into the page, which its policy forbids, unless it finds its own there: it finds an element of
 * that name which no browser takes for a sheet.
 */
function keepStyleOut(): void {
  const own = document.createElementNS(null, "style");
  own.setAttribute("data-openseadragon-mobile-css", "true");
  document.head.append(own);
}

/** Tiles from where the page came from, whatever address the description names. */
function ownTiles(info: Tiles): Tiles {
  return { ...info, id: new URL(info.id).pathname };
}

function addControls(stage: HTMLElement, viewer: OpenSeadragon.Viewer, words: Record<string, string>): void {
  const bar = document.createElement("div");
  bar.className = "col-leaf-controls";
  const said = document.createElement("span");
  said.className = "vh";
  said.setAttribute("role", "status");
  const button = (sign: string, label: string, act: () => void): void => {
    const one = document.createElement("button");
    one.type = "button";
    one.textContent = sign;
    one.title = label;
    one.setAttribute("aria-label", label);
    one.addEventListener("click", act);
    bar.append(one);
  };
  const zoom = (by: number): void => {
    viewer.viewport.zoomBy(by);
    viewer.viewport.applyConstraints();
    const percent = Math.round((100 * viewer.viewport.getZoom(false)) / viewer.viewport.getHomeZoom());
    said.textContent = (words.zoomed ?? "").replace("{{percent}}", String(percent));
  };
  button("+", words.zoomIn ?? "+", () => zoom(1.5));
  button("−", words.zoomOut ?? "-", () => zoom(1 / 1.5));
  button(words.whole ?? "1:1", words.whole ?? "1:1", () => viewer.viewport.goHome());
  button(words.full ?? "full", words.full ?? "full", () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else void stage.requestFullscreen();
  });
  bar.append(said);
  stage.append(bar);
}
