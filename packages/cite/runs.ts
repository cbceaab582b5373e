/** A piece of a citation; italic where the style sets titles so, `href` where it is an address. */
export type Run = { text: string; italic?: true; href?: string };

const ENDS_SENTENCE = /[.?!。？！．…]["”’'」』]?$/u;

/** A citation under construction: adjoining runs of one look become one. */
export function appendRuns(target: Run[], ...runs: Run[]): Run[] {
  for (const run of runs) {
    if (run.text === "") continue;
    const last = target.at(-1);
    if (last && last.italic === run.italic && last.href === undefined && run.href === undefined)
      target[target.length - 1] = { ...last, text: last.text + run.text };
    else target.push({ ...run });
  }
  return target;
}

/** Sentences one after another, each ended by one full stop and never by two; empty ones are left out. */
export function joinSentences(sentences: (Run[] | string | undefined)[], gap = " "): Run[] {
  const joined: Run[] = [];
  for (const sentence of sentences) {
    const runs = (typeof sentence === "string" ? [{ text: sentence }] : (sentence ?? [])).filter(
      (r) => r.text !== "",
    );
    if (runs.length === 0) continue;
    if (joined.length > 0) appendRuns(joined, { text: gap });
    appendRuns(joined, ...runs);
    const last = runs.at(-1)!;
    if (last.href !== undefined || !ENDS_SENTENCE.test(last.text)) appendRuns(joined, { text: "." });
  }
  return joined;
}

/** Pieces joined by a mark; empty ones are left out. */
export function joinRuns(pieces: (Run[] | string | undefined)[], mark: string): Run[] {
  const joined: Run[] = [];
  for (const piece of pieces) {
    const runs = (typeof piece === "string" ? [{ text: piece }] : (piece ?? [])).filter((r) => r.text !== "");
    if (runs.length === 0) continue;
    if (joined.length > 0) appendRuns(joined, { text: mark });
    appendRuns(joined, ...runs);
  }
  return joined;
}

/** The citation without any look. */
export function plainText(runs: readonly Run[]): string {
  return runs.map((run) => run.text).join("");
}

/** The citation as HTML: `<i>` for italics, addresses as links, everything else escaped. */
export function htmlText(runs: readonly Run[]): string {
  return runs
    .map((run) => {
      const text = escapeHtml(run.text);
      if (run.href !== undefined && /^https?:\/\//i.test(run.href))
        return `<a href="${escapeHtml(run.href)}">${text}</a>`;
      return run.italic ? `<i>${text}</i>` : text;
    })
    .join("");
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => `&#${c.charCodeAt(0)};`);
}
