/** Pushes the shelf of a record so that the record itself stands in the middle of what is seen. */
export function enhanceShelf(): void {
  for (const shelf of document.querySelectorAll<HTMLElement>('[data-island="shelf"]')) {
    const here = shelf.querySelector<HTMLElement>(".here");
    if (!here) continue;
    const offset = here.getBoundingClientRect().left - shelf.getBoundingClientRect().left;
    shelf.scrollLeft += offset - (shelf.clientWidth - here.offsetWidth) / 2;
  }
}
