import { MAP_SCRIPT, MAP_STYLE, MAP_WORKER } from "./lazy-assets.ts";

/** Where there are places, a button that draws the map; nothing of it is fetched before. The list says the same. */
export function enhanceMaps(): void {
  for (const box of document.querySelectorAll<HTMLElement>("[data-map]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "secondary place-map-open";
    button.textContent = box.dataset.mapLabel ?? "";
    button.addEventListener("click", () => void open(box, button));
    box.before(button);
  }
}

async function open(box: HTMLElement, button: HTMLButtonElement): Promise<void> {
  button.disabled = true;
  await style();
  box.hidden = false;
  box.setAttribute("role", "region");
  box.setAttribute("aria-label", box.dataset.mapLabel ?? "");
  const { drawMap } = (await import(MAP_SCRIPT)) as typeof import("../lazy/map.ts");
  drawMap(box, MAP_WORKER);
  button.remove();
}

function style(): Promise<void> {
  return new Promise((done) => {
    const link = document.createElement("link");
    link.rel = "stylesheet";
    link.href = MAP_STYLE;
    link.onload = () => done();
    link.onerror = () => done();
    document.head.append(link);
  });
}
