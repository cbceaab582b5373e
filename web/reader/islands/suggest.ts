import type { z } from "zod";
import type { suggestionSchema } from "../../../server/src/discovery/schema.ts";
import { suggestionKinds } from "../../../server/src/discovery/words.ts";
import { tintOf } from "../frame/tint.ts";

const PAUSE_MS = 80;
type Suggestion = z.output<typeof suggestionSchema>;

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

/** What an option shows: a title with a drawn cover, what readers also call it, who wrote it, when, and whether it is on a shelf (`there`). */
function partsOf({ text, edition, said }: Suggestion, there: string): HTMLElement[] {
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
  const facts = [said, author, year, available ? `● ${there}` : null].filter(
    (one) => one !== null && one !== "",
  );
  return [cover, part("suggestion-text", text), part("suggestion-facts", facts.join(" · "))];
}

function enhance(box: HTMLInputElement): void {
  if (box.form) new SuggestBox(box, box.form).listen();
}

/** The list under a box, hidden, and what is said of it; both are put into the form. */
function listUnder(box: HTMLInputElement, form: HTMLFormElement): { list: HTMLElement; said: HTMLElement } {
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
  return { list, said };
}

class SuggestBox {
  private readonly box: HTMLInputElement;
  private readonly form: HTMLFormElement;
  private readonly list: HTMLElement;
  private readonly said: HTMLElement;
  private options: HTMLElement[] = [];
  private active = -1;
  private timer = 0;
  private running: AbortController | undefined;
  private composing = false;
  private typed: string;

  constructor(box: HTMLInputElement, form: HTMLFormElement) {
    this.box = box;
    this.form = form;
    ({ list: this.list, said: this.said } = listUnder(box, form));
    this.typed = box.value;
  }

  listen(): void {
    const { box, form } = this;
    box.addEventListener("compositionstart", () => this.compose(true));
    box.addEventListener("compositionend", () => this.compose(false));
    // A key of the input method may end a composition without saying so: each input tells whether it goes on.
    box.addEventListener("input", (event) => this.compose((event as InputEvent).isComposing));
    box.addEventListener("blur", () => this.close());
    box.addEventListener("keydown", (event) => this.press(event));
    form.addEventListener("submit", (event) => {
      const href = this.list.hidden ? undefined : this.options[this.active]?.dataset.href;
      if (this.composing || href) event.preventDefault();
      if (href && !this.composing) location.assign(href);
    });
  }

  private close(): void {
    clearTimeout(this.timer);
    this.running?.abort();
    this.list.hidden = true;
    this.active = -1;
    this.box.setAttribute("aria-expanded", "false");
    this.box.removeAttribute("aria-activedescendant");
  }

  private mark(next: number): void {
    this.options[this.active]?.setAttribute("aria-selected", "false");
    this.active = next;
    const option = this.options[next];
    this.box.value = option?.dataset.text ?? this.typed;
    if (!option) {
      this.box.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.box.setAttribute("aria-activedescendant", option.id);
  }

  private show(items: Suggestion[]): void {
    const { box, list } = this;
    list.replaceChildren();
    this.options = [];
    for (const kind of suggestionKinds) {
      const own = items.filter((item) => item.kind === kind);
      if (own.length > 0) list.append(this.groupOf(kind, own));
    }
    this.active = -1;
    const count = this.options.length;
    list.hidden = count === 0;
    box.setAttribute("aria-expanded", String(count > 0));
    this.said.textContent = (box.dataset.said ?? "").replace("0", String(count));
  }

  private groupOf(kind: Suggestion["kind"], items: Suggestion[]): HTMLElement {
    const group = document.createElement("div");
    group.setAttribute("role", "group");
    const heading = document.createElement("span");
    heading.className = "suggestion-kind";
    heading.id = `${this.list.id}-${kind}`;
    heading.textContent = this.box.dataset[kind] ?? kind;
    group.setAttribute("aria-labelledby", heading.id);
    group.append(heading, ...items.map((item) => this.optionOf(item)));
    return group;
  }

  private optionOf(item: Suggestion): HTMLElement {
    const { box, form, list, options } = this;
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
      this.close();
      form.requestSubmit();
    });
    options.push(option);
    return option;
  }

  private async ask(): Promise<void> {
    this.running?.abort();
    this.running = new AbortController();
    const { signal } = this.running;
    try {
      const reply = await fetch(addressOf(this.typed), { signal });
      const { items } = (await reply.json()) as { items: Suggestion[] };
      if (!signal.aborted && document.activeElement === this.box) this.show(items);
    } catch {
      if (!signal.aborted) this.close();
    }
  }

  private compose(goesOn: boolean): void {
    this.composing = goesOn;
    clearTimeout(this.timer);
    if (goesOn) return;
    this.typed = this.box.value;
    if (this.typed.trim() === "") this.close();
    else this.timer = window.setTimeout(() => void this.ask(), PAUSE_MS);
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return;
    const { active, options } = this;
    const isOpen = !this.list.hidden;
    if (event.key === "ArrowDown" && isOpen) this.mark(active + 1 >= options.length ? -1 : active + 1);
    else if (event.key === "ArrowUp" && isOpen) this.mark(active < 0 ? options.length - 1 : active - 1);
    else if (event.key === "Escape" && isOpen) {
      this.box.value = this.typed;
      this.close();
    } else return;
    event.preventDefault();
  }
}
