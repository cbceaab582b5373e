import type { z } from "zod";
import type { facetValueSchema } from "../../../server/src/collections/schema.ts";

const PAUSE_MS = 80;

type Value = z.output<typeof facetValueSchema>;

/**
 * Typing into a facet's box shows the values that hold it, with how many of what was found bear each; ticked ones stay.
 * Without this the form's button does the same on a new page.
 */
export function enhanceFacetFinders(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("input[data-values]")) enhance(box);
}

function enhance(box: HTMLInputElement): void {
  const list = box.closest("fieldset")!;
  const usual = [...list.querySelectorAll("label")];
  const said = list.querySelector<HTMLElement>("[data-none]");
  let timer = 0;
  let running: AbortController | undefined;
  const show = (labels: readonly Element[]): void => {
    const ticked = [...list.querySelectorAll("label")].filter((one) => one.querySelector("input")?.checked);
    const kept = new Set(ticked.map((one) => one.querySelector("input")!.value));
    for (const one of list.querySelectorAll("label")) if (!ticked.includes(one)) one.remove();
    list.append(...labels.filter((one) => !kept.has(one.querySelector("input")!.value)));
    if (said) said.textContent = labels.length === 0 ? (said.dataset.none ?? "") : "";
  };
  const look = async (): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    const typed = box.value.trim();
    if (typed === "") return show(usual);
    const asked = new URLSearchParams({ typed, within: location.search.slice(1) });
    try {
      const reply = await fetch(`${box.dataset.values}&${asked}`, { signal });
      if (!reply.ok) return;
      const { items } = (await reply.json()) as { items: Value[] };
      show(items.map((one) => choice(box.name.replace(/^find/, "f"), one)));
    } catch {
      // Left behind by what was typed next, or off line: what is shown stays.
    }
  };
  box.addEventListener("input", (event) => {
    if ((event as InputEvent).isComposing) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => void look(), PAUSE_MS);
  });
  box.addEventListener("compositionend", () => void look());
}

function choice(name: string, { value, label, count }: Value): HTMLLabelElement {
  const row = document.createElement("label");
  row.className = "col-choice";
  const input = Object.assign(document.createElement("input"), { type: "checkbox", name, value });
  const text = Object.assign(document.createElement("span"), { textContent: label });
  const number = Object.assign(document.createElement("span"), { textContent: String(count) });
  number.className = "num col-choice-count";
  row.append(input, text, number);
  return row;
}
