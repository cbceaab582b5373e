import { enhanceCopyLinks } from "./copy-link.ts";

const WIDE = "(min-width: 960px)";
const PAUSE_MS = 250;

/**
 * Beside the results, ticking a box shows the new results without leaving the page: the focus stays where it is and
 * the new total is announced. In the sheet of small screens nothing moves before the button is pressed.
 */
export function enhanceFilters(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-island="filters"]');
  if (!form) return;
  let timer = 0;
  let running: AbortController | undefined;
  document.addEventListener("change", (event) => {
    const box = event.target;
    if (!(box instanceof HTMLInputElement) || box.type !== "checkbox" || !matchMedia(WIDE).matches) return;
    if (!box.closest('form[data-island="filters"]')) return;
    clearTimeout(timer);
    timer = window.setTimeout(() => {
      running?.abort();
      running = new AbortController();
      void showFiltered(running.signal);
    }, PAUSE_MS);
  });
  document.addEventListener("submit", (event) => {
    if (event.target !== currentForm() || !event.submitter) return;
    event.preventDefault();
    location.assign(addressOf(currentForm(), event.submitter));
  });
  shown = addressShown();
  addEventListener("popstate", () => {
    // A jump inside the page, such as the skip link's, is no other search.
    if (addressShown() !== shown) location.reload();
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && location.hash === "#filters") location.hash = "#results";
  });
}

let shown = "";

function addressShown(): string {
  return location.pathname + location.search;
}

function currentForm(): HTMLFormElement {
  return document.querySelector<HTMLFormElement>('form[data-island="filters"]')!;
}

/** The address a form leads to, without what is empty; `pressed`: the button, which may say what to leave out. */
function addressOf(form: HTMLFormElement, pressed?: HTMLElement): string {
  const params = new URLSearchParams();
  for (const [name, value] of new FormData(form))
    if (typeof value === "string" && value) params.append(name, value);
  if (pressed instanceof HTMLButtonElement && pressed.name) params.append(pressed.name, pressed.value);
  return `${form.action}?${params}`;
}

async function showFiltered(signal: AbortSignal): Promise<void> {
  const form = currentForm();
  const address = addressOf(form);
  const results = document.querySelector("#results")!;
  results.setAttribute("aria-busy", "true");
  try {
    const reply = await fetch(address, { signal, headers: { accept: "text/html" } });
    if (!reply.ok) throw new Error(String(reply.status));
    const page = new DOMParser().parseFromString(await reply.text(), "text/html");
    replace(page, address);
  } catch {
    if (!signal.aborted) form.submit();
  }
}

function replace(page: Document, address: string): void {
  const active = document.activeElement;
  const focused = active instanceof HTMLInputElement ? ([active.name, active.value] as const) : undefined;
  const total = page.querySelector(".total")?.textContent ?? "";
  const unfolded = [...document.querySelectorAll("#filters details")].map((d) => d.hasAttribute("open"));
  const scroll = document.querySelector("#filters")?.scrollTop ?? 0;
  for (const id of ["#results", "#filters"]) {
    const fresh = page.querySelector(id);
    if (fresh) document.querySelector(id)?.replaceWith(fresh);
  }
  const said = document.querySelector("#said");
  if (said) said.textContent = total;
  document.title = page.title;
  history.pushState(null, "", address);
  shown = addressShown();
  const results = document.querySelector("#results");
  if (results) enhanceCopyLinks(results);
  document.querySelectorAll("#filters details").forEach((d, i) => {
    if (unfolded[i]) d.setAttribute("open", "");
  });
  const filters = document.querySelector("#filters");
  if (filters) filters.scrollTop = scroll;
  if (focused) {
    const again = [...document.querySelectorAll<HTMLInputElement>("#filters input")].find(
      (box) => box.name === focused[0] && box.value === focused[1],
    );
    again?.focus({ preventScroll: true });
  }
}
