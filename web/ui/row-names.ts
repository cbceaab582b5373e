/** Rows of tables and lists whose buttons may bear the same word. */
const ROWS = "tbody tr, ul.lines > li, ol.lines > li, article.facts-card";
/** What tells a row from others, where it is no row of a table. */
const TITLES = "h2, h3, cite, b, strong, code, a";
/** Cells that name a row of a table at most: the first may be the same in all. */
const MOST_CELLS = 2;

let numbers = 0;

function idOf(element: Element): string {
  element.id ||= `named-${++numbers}`;
  return element.id;
}

const says = (element: Element): boolean => (element.textContent ?? "").trim() !== "";

/** What in a row tells which it is: its first cells without buttons, or its title. */
function namesOf(row: Element): Element[] {
  if (row.matches("tr"))
    return [...row.children]
      .filter((cell) => says(cell) && !cell.querySelector("button, input, select"))
      .slice(0, MOST_CELLS);
  const title = [...row.querySelectorAll(TITLES)].find((one) => says(one) && !one.closest("button"));
  return title ? [title] : [];
}

/**
 * Buttons in rows are described by what tells their row: "remove, button, National Day". Who hears a page cannot see in which row a
 * button stands. Their names stay what is read on them (WCAG 2.5.3); what has a name or description of its own keeps it.
 */
function nameRowButtons(root: ParentNode): void {
  for (const row of root.querySelectorAll(ROWS)) {
    const buttons = row.querySelectorAll("button:not([aria-label]):not([aria-describedby])");
    if (buttons.length === 0) continue;
    const names = namesOf(row).map(idOf);
    if (names.length === 0) continue;
    for (const button of buttons)
      if (button.closest(ROWS) === row) button.setAttribute("aria-describedby", names.join(" "));
  }
}

/** Names the buttons of rows as they come. */
export function watchRowButtons(root: Element): void {
  let isAsked = false;
  const name = (): void => {
    isAsked = false;
    nameRowButtons(root);
  };
  new MutationObserver(() => {
    if (!isAsked) requestAnimationFrame(name);
    isAsked = true;
  }).observe(root, { childList: true, subtree: true });
}
