type Words = { publish: string; failed: string };

/** Pixels a finger moves before it is a swipe. */
const SWIPE = 60;

/**
 * The deck of the publishing page: every book that is scanned, typed or read by a hand scanner becomes a card with its
 * cover and title; a tap or a swipe says what is done with it, one button publishes all.
 */
export function enhanceDecks(): void {
  for (const root of document.querySelectorAll<HTMLElement>("[data-deck]")) build(root);
}

function build(root: HTMLElement): void {
  const form = root.querySelector("form");
  const deck = root.querySelector<HTMLElement>(".deck");
  const lines = root.querySelector<HTMLTextAreaElement>('textarea[name="lines"]');
  const send = root.querySelector<HTMLButtonElement>('button[type="submit"]');
  if (!form || !deck || !lines || !send) return;
  const words = JSON.parse(root.dataset.words ?? "{}") as Words;
  const typed = typedField(lines);
  const count = (): void => {
    const cards = deck.querySelectorAll(".deck-card:not([data-bad])").length;
    send.textContent = words.publish.replace("@@count@@", String(cards));
    send.disabled = cards === 0;
  };
  const waiting = new Map<string, Promise<void>>();
  const add = async (text: string): Promise<Element | null> => {
    const card = await fetchCard(root.dataset.deck ?? "", text, chosen(form)).catch(() => null);
    if (card === null) {
      typed.input.value = text;
      typed.status.textContent = words.failed;
      return null;
    }
    const before = [...deck.children].find((one) => one.getAttribute("data-key") === card.dataset.key);
    if (before) return before;
    deck.prepend(card);
    listen(card, count);
    count();
    return card;
  };
  const read = (text: string): Promise<void> => {
    const done = add(text).then(() => void waiting.delete(text));
    waiting.set(text, done);
    return done;
  };
  typed.onBook((text) => {
    typed.status.textContent = "";
    void read(text);
  });
  root.addEventListener("scan-read", (event) => {
    const { text, show } = (event as CustomEvent<{ text: string; show: (card: Node) => void }>).detail;
    event.preventDefault();
    void add(text).then((card) => card && show(card.cloneNode(true)));
  });
  form.addEventListener("submit", (event) => {
    if (waiting.size === 0) return;
    event.preventDefault();
    void Promise.all(waiting.values()).then(() => form.requestSubmit());
  });
  count();
}

function chosen(form: HTMLFormElement): string {
  return form.querySelector<HTMLInputElement>('input[name="choice"]:checked')?.value ?? "lend";
}

/** One line in the place of many: Enter, as hand scanners send it, ends a book. */
function typedField(lines: HTMLTextAreaElement) {
  const input = document.createElement("input");
  input.className = "field";
  input.type = "text";
  input.autocomplete = "off";
  input.enterKeyHint = "done";
  input.maxLength = 400;
  input.id = "deck-typed";
  const status = document.createElement("span");
  status.setAttribute("role", "status");
  lines.before(input, status);
  lines.hidden = true;
  lines.disabled = true;
  if (matchMedia("(pointer: fine)").matches) input.focus();
  let onBook = (_text: string): void => undefined;
  const take = (text: string): void => {
    for (const line of text.split(/\r\n|\n|\r/)) if (line.trim() !== "") onBook(line.trim());
    input.value = "";
  };
  input.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing) return;
    event.preventDefault();
    take(input.value);
  });
  input.addEventListener("change", () => take(input.value));
  input.addEventListener("paste", (event) => {
    const text = event.clipboardData?.getData("text") ?? "";
    if (!text.includes("\n")) return;
    event.preventDefault();
    take(text);
  });
  return {
    input,
    status,
    onBook(listener: (text: string) => void): void {
      onBook = listener;
    },
  };
}

async function fetchCard(address: string, text: string, to: string): Promise<HTMLElement> {
  const reply = await fetch(`${address}?${new URLSearchParams({ text, to })}`);
  if (!reply.ok) throw new Error(String(reply.status));
  const page = new DOMParser().parseFromString(await reply.text(), "text/html");
  const card = page.querySelector<HTMLElement>(".deck-card");
  if (!card) throw new Error("no card");
  return document.adoptNode(card);
}

/** Buttons of a card, and the swipe that goes from one to the next. */
function listen(card: HTMLElement, changed: () => void): void {
  const to = card.querySelector<HTMLInputElement>('input[name="to"]');
  const buttons = [...card.querySelectorAll<HTMLButtonElement>(".deck-to button")];
  const choose = (button: HTMLButtonElement | undefined): void => {
    if (!button || !to) return;
    to.value = button.value;
    for (const one of buttons) one.setAttribute("aria-pressed", String(one === button));
  };
  for (const button of buttons) button.addEventListener("click", () => choose(button));
  card.querySelector(".deck-away")?.addEventListener("click", () => {
    card.remove();
    changed();
  });
  if (card.dataset.bad !== undefined)
    for (const field of card.querySelectorAll("input")) field.disabled = true;
  let from: number | null = null;
  card.addEventListener("pointerdown", (event) => {
    from = event.clientX;
  });
  card.addEventListener("pointerup", (event) => {
    if (from === null || Math.abs(event.clientX - from) < SWIPE) return;
    const step = event.clientX > from ? 1 : buttons.length - 1;
    const at = buttons.findIndex((one) => one.value === to?.value);
    choose(buttons[(at + step) % buttons.length]);
    from = null;
  });
}
