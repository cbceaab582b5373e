/** An issue by its year, volume and number (`3`, `7/8`, `S1`; empty: the whole volume). */
export type Piece = { year: number; volume: string; number: string };
/** How a run writes volumes and issues, and how many issues make a year whole. */
export type Captions = { volume: string; issue: string; perYear: number | null };

/** Numbers of an issue: `7/8` and `7-8` are both. Null: no number (a supplement). */
function spanOf(number: string): [number, number] | null {
  const found = /^(\d{1,4})(?:\s*[/-]\s*(\d{1,4}))?$/.exec(number.trim());
  if (!found) return null;
  const from = Number(found[1]);
  return [from, Math.max(from, Number(found[2] ?? from))];
}

/** `1,2,3,5` -> `1-3,5`; supplements follow as they are written. */
export function numbersText(numbers: readonly string[]): string {
  const spans = numbers.map(spanOf).filter((span) => span !== null);
  const merged: [number, number][] = [];
  for (const [from, to] of spans.sort((a, b) => a[0] - b[0])) {
    const last = merged.at(-1);
    if (last && from <= last[1] + 1) last[1] = Math.max(last[1], to);
    else merged.push([from, to]);
  }
  const others = [...new Set(numbers.filter((one) => one !== "" && spanOf(one) === null))].sort();
  return [...merged.map(([from, to]) => (from === to ? String(from) : `${from}-${to}`)), ...others].join(",");
}

/** A year of a run: its issues volume by volume, and whether it is whole. */
export type YearLine = { year: number; text: string; isWhole: boolean };

/** What is there, year by year, the newest first. */
export function yearLines(pieces: readonly Piece[], captions: Captions): YearLine[] {
  const years = [...Map.groupBy(pieces, (piece) => piece.year)].sort(([a], [b]) => b - a);
  return years.map(([year, own]) => {
    const volumes = [...Map.groupBy(own, (piece) => piece.volume)].sort(([a], [b]) =>
      a.localeCompare(b, "en", { numeric: true }),
    );
    const text = volumes
      .map(([volume, issues]) => {
        const numbers = numbersText(issues.map((one) => one.number));
        return [
          volume === "" ? "" : `${captions.volume}${volume}`,
          numbers === "" ? "" : `${captions.issue}${numbers}`,
        ]
          .filter(Boolean)
          .join(":");
      })
      .filter(Boolean)
      .join("; ");
    return { year, text, isWhole: isWhole(own, captions.perYear) };
  });
}

function isWhole(own: readonly Piece[], perYear: number | null): boolean {
  if (own.some((piece) => piece.number === "")) return true;
  if (perYear === null) return false;
  const seen = new Set<number>();
  for (const piece of own) {
    const span = spanOf(piece.number);
    if (span) for (let n = span[0]; n <= span[1]; n++) seen.add(n);
  }
  return seen.size >= perYear;
}

/** The whole run in one line: `2019-2021; 2022 (no.1-3,5-12)`; a year that is not whole says what it has. */
export function summaryOf(pieces: readonly Piece[], captions: Captions): string {
  const lines = yearLines(pieces, captions).reverse();
  const parts: { from: number; to: number; text: string | null }[] = [];
  for (const line of lines) {
    const last = parts.at(-1);
    if (line.isWhole && last?.text === null && last.to + 1 === line.year) last.to = line.year;
    else parts.push({ from: line.year, to: line.year, text: line.isWhole ? null : line.text });
  }
  return parts
    .map(({ from, to, text }) => {
      const years = from === to ? String(from) : `${from}-${to}`;
      return text ? `${years} (${text})` : years;
    })
    .join("; ");
}
