import type { z } from "zod";
import type { suggestionSchema } from "../../../server/src/discovery/schema.ts";
import { tintOf } from "../frame/tint.ts";

const PAUSE_MS = 80;
type Suggestion = z.output<typeof suggestionSchema>;
const KINDS = ["title", "author", "subject", "list"] as const satisfies Suggestion["kind"][];

/** Where suggestions for what was typed are asked for. */
function addressOf(typed: string): string {
  const params = new URLSearchParams({ size: "3", language: document.documentElement.lang, q: typed });
  return `/api/v1/suggest?${params}`;
}

/**
 * Offers headings while somebody types: a combobox by the ARIA practices. Nothing is asked while an input method is
 * still composing, and its Enter chooses a character, not a search. Without it the box is a plain form.
 */
export function enhanceSuggestions(): void {
  for (const box of document.querySelectorAll<HTMLInputElement>("input[data-suggest]")) enhance(box);
}

/** What an option shows: a title with a drawn cover, who wrote it, when, and whether it is on a shelf (`there`). */
function partsOf({ text, edition }: Suggestion, there: string): HTMLElement[] {
  const part = (name: string, words: string): HTMLElement => {
    const element = document.createElement("span");
    element.className = name;
    element.textContent = words;
    return element;
  };
  if (!edition) return [part("suggestion-text", text)];
  const cover = part(
    `suggestion-cover tint-${tintOf(text + (edition.author ?? ""))}`,
    [...text].slice(0, 2).join(""),
  );
  cover.setAttribute("aria-hidden", "true");
  const { author, year, available } = edition;
  const facts = [author, year, available ? `● ${there}` : null].filter((one) => one !== null && one !== "");
  return [cover, part("suggestion-text", text), part("suggestion-facts", facts.join(" · "))];
}

function enhance(box: HTMLInputElement): void {
  const form = box.form;
  if (!form) return;
  const list = document.createElement("div");
  list.id = `${box.id}-list`;
  list.className = "suggestions";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", box.dataset.label ?? "");
  list.hidden = true;
  const said = document.createElement("span");
  said.className = "vh";
  said.setAttribute("role", "status");
  form.append(list, said);
  for (const [name, value] of [
    ["role", "combobox"],
    ["aria-expanded", "false"],
    ["aria-controls", list.id],
    ["aria-autocomplete", "list"],
    ["autocomplete", "off"],
  ] as const)
    box.setAttribute(name, value);
  let options: HTMLElement[] = [];
  let active = -1;
  let timer = 0;
  let running: AbortController | undefined;
  let composing = false;
  let typed = box.value;

  const close = (): void => {
    clearTimeout(timer);
    running?.abort();
    list.hidden = true;
    active = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const mark = (next: number): void => {
    options[active]?.setAttribute("aria-selected", "false");
    active = next;
    const option = options[active];
    box.value = option?.dataset.text ?? typed;
    if (!option) {
      box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    box.setAttribute("aria-activedescendant", option.id);
  };
  const show = (items: Suggestion[]): void => {
    list.replaceChildren();
    options = [];
    for (const kind of KINDS) {
      const own = items.filter((item) => item.kind === kind);
      if (own.length === 0) continue;
      const group = document.createElement("div");
      group.setAttribute("role", "group");
      const heading = document.createElement("span");
      heading.className = "suggestion-kind";
      heading.id = `${list.id}-${kind}`;
      heading.textContent = box.dataset[kind] ?? kind;
      group.setAttribute("aria-labelledby", heading.id);
      group.append(heading);
      for (const item of own) {
        const option = document.createElement("div");
        option.id = `${list.id}-${options.length}`;
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        option.dataset.text = item.text;
        if (item.listId) option.dataset.href = `${form.action.replace(/search$/, "")}list/${item.listId}`;
        option.append(...partsOf(item, box.dataset.in ?? ""));
        option.addEventListener("pointerdown", (event) => event.preventDefault());
        option.addEventListener("click", () => {
          if (option.dataset.href) {
            location.assign(option.dataset.href);
            return;
          }
          box.value = item.text;
          close();
          form.requestSubmit();
        });
        options.push(option);
        group.append(option);
      }
      list.append(group);
    }
    active = -1;
    list.hidden = options.length === 0;
    box.setAttribute("aria-expanded", String(options.length > 0));
    said.textContent = (box.dataset.said ?? "").replace("0", String(options.length));
  };
  const ask = async (): Promise<void> => {
    running?.abort();
    running = new AbortController();
    const { signal } = running;
    try {
      const reply = await fetch(addressOf(typed), { signal });
      const { items } = (await reply.json()) as { items: Suggestion[] };
      if (!signal.aborted && document.activeElement === box) show(items);
    } catch {
      if (!signal.aborted) close();
    }
  };
  const changed = (): void => {
    clearTimeout(timer);
    if (composing) return;
    typed = box.value;
    if (typed.trim() === "") close();
    else timer = window.setTimeout(() => void ask(), PAUSE_MS);
  };
  const compose = (goesOn: boolean): void => {
    composing = goesOn;
    changed();
  };
  box.addEventListener("compositionstart", () => compose(true));
  box.addEventListener("compositionend", () => compose(false));
  // A key of the input method may end a composition without saying so: each input tells whether it goes on.
  box.addEventListener("input", (event) => compose((event as InputEvent).isComposing));
  box.addEventListener("blur", close);
  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return;
    const isOpen = !list.hidden;
    if (event.key === "ArrowDown" && isOpen) mark(active + 1 >= options.length ? -1 : active + 1);
    else if (event.key === "ArrowUp" && isOpen) mark(active < 0 ? options.length - 1 : active - 1);
    else if (event.key === "Escape" && isOpen) {
      box.value = typed;
      close();
    } else return;
    event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    const href = list.hidden ? undefined : options[active]?.dataset.href;
    if (composing || href) event.preventDefault();
    if (href && !composing) location.assign(href);
  });
}
