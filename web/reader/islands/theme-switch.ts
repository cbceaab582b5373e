const YEAR_S = 31_536_000;

/** Changes the look at once instead of asking the server for the page again. */
export function enhanceThemes(): void {
  const form = document.querySelector<HTMLFormElement>('form[data-island="theme"]');
  form?.addEventListener("submit", (event) => {
    const button = event.submitter;
    if (!(button instanceof HTMLButtonElement)) return;
    event.preventDefault();
    const theme = button.value;
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in browsers we serve
    document.cookie = `commonshelf_theme=${theme}; path=/; max-age=${YEAR_S}; samesite=lax`;
    for (const other of form.querySelectorAll("button")) {
      other.setAttribute("aria-pressed", String(other === button));
    }
  });
}
