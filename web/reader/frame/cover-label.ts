import { hasHan, scriptOf } from "@commonshelf/cjk";

/** A title laid out on a cover of 100 × 140 units. */
export type CoverLabel = {
  /** Columns from the right for Han and kana; lines otherwise. */
  vertical: boolean;
  x: number;
  y: number;
  width: number;
  height: number;
  fontSize: number;
  /** Vertical: the middle of the column's top; horizontal: the middle of the base line. */
  lines: { text: string; x: number; y: number }[];
};

const LEFT = 11;
const TOP = 11;
const ELLIPSIS = "…";
/** Columns, characters in each, size: the first that holds the title is taken. */
const VERTICAL = [
  { columns: 1, rows: 4, fontSize: 19 },
  { columns: 1, rows: 7, fontSize: 15 },
  { columns: 2, rows: 7, fontSize: 14 },
  { columns: 2, rows: 9, fontSize: 12 },
  { columns: 3, rows: 10, fontSize: 10.5 },
];
/** Lines, size: the first that holds every word whole is taken. */
const HORIZONTAL = [
  { lines: 3, fontSize: 12.5 },
  { lines: 5, fontSize: 10.5 },
  { lines: 6, fontSize: 9 },
  { lines: 6, fontSize: 7.5 },
];
const LABEL_WIDTH = 72;
/** From the label's edge to where words may begin. */
const RULE = 3;

/** Lays a title out on a label: `史记` in one column, `Pride and Prejudice` in three lines. Long ones are cut; `bindsRight`
 * leaves room for the spine. */
export function layOutLabel(title: string, bindsRight = false): CoverLabel {
  const clean = title.normalize("NFC").replace(/\s+/gu, " ").trim();
  return hasHan(clean) || scriptOf(clean) === "Jpan" ? vertical(clean) : horizontal(clean, bindsRight);
}

/** Letters lie on their side in a column and take about half the room of a Han character. */
function lengthOf(character: string): number {
  if (character >= "\u3000" && character < "\ud800") return 1;
  return /[\p{Script=Latin}\p{Script=Cyrillic}0-9 .,:'()-]/u.test(character) ? 0.56 : 1;
}

function columnsOf(text: string, rows: number): string[] {
  const columns: string[] = [];
  let column = "";
  let used = 0;
  for (const character of text) {
    const length = lengthOf(character);
    if (used + length > rows) {
      columns.push(column);
      column = "";
      used = 0;
    }
    if (column === "" && character === " ") continue;
    column += character;
    used += length;
  }
  if (column !== "") columns.push(column);
  return columns;
}

/** Columns of nearly the same length read better than a full one and a stump. */
function balancedColumns(text: string, rows: number): string[] {
  const columns = columnsOf(text, rows);
  if (columns.length < 2) return columns;
  const total = [...text].reduce((sum, c) => sum + lengthOf(c), 0);
  const even = columnsOf(text, Math.ceil(total / columns.length));
  return even.length === columns.length ? even : columns;
}

function vertical(title: string): CoverLabel {
  const form =
    VERTICAL.find((f) => columnsOf(title, f.rows).length <= f.columns) ?? VERTICAL[VERTICAL.length - 1]!;
  const all = balancedColumns(title, form.rows);
  const columns = cut(all, form.columns);
  const step = form.fontSize * 1.22;
  const longest = Math.max(2, ...columns.map((c) => [...c].reduce((sum, x) => sum + lengthOf(x), 0)));
  const width = columns.length * step + 8;
  const height = Math.min(118, Math.max(62, longest * form.fontSize + 20));
  return {
    vertical: true,
    x: LEFT,
    y: TOP,
    width: round(width),
    height: round(height),
    fontSize: form.fontSize,
    lines: columns.map((text, i) => ({
      text,
      x: round(LEFT + width - 4 - step * (i + 0.5)),
      y: TOP + 10,
    })),
  };
}

/** Widths of letters in ems, of the widest face a cover is drawn in (a bold serif of the system); narrower ones have more air. */
const NARROW = /[ijlft.,:;'’!|()[\] -]/u;
const WIDE = /[mwMW@%]/u;
const CAPITAL = /[\p{Lu}\d&?]/u;

function widthOf(text: string): number {
  return [...text].reduce((sum, letter) => {
    if (NARROW.test(letter)) return sum + 0.42;
    if (WIDE.test(letter)) return sum + 1.05;
    return sum + (CAPITAL.test(letter) ? 0.8 : 0.66);
  }, 0);
}

/** `room`: ems in a line. */
function linesOf(text: string, room: number): string[] {
  const lines: string[] = [];
  let line = "";
  for (const whole of text.split(" ")) {
    for (const word of piecesOf(whole, room)) {
      const longer = line ? `${line} ${word}` : word;
      if (line && widthOf(longer) > room) {
        lines.push(line);
        line = word;
      } else line = longer;
    }
  }
  if (line) lines.push(line);
  return lines;
}

/** A word that no line holds: at its own hyphens, else where the line ends. */
function piecesOf(word: string, room: number): string[] {
  if (widthOf(word) <= room) return [word];
  const parts = word.match(/[^-]+-?/g) ?? [word];
  if (parts.length > 1) return parts.flatMap((part) => piecesOf(part, room));
  const pieces = [""];
  for (const letter of word) {
    const last = pieces.at(-1)!;
    if (last !== "" && widthOf(`${last}${letter}-`) > room) {
      pieces[pieces.length - 1] = `${last}-`;
      pieces.push(letter);
    } else pieces[pieces.length - 1] = last + letter;
  }
  return pieces;
}

const roomOf = (fontSize: number): number => (LABEL_WIDTH - 2 * RULE) / fontSize;

function horizontal(title: string, bindsRight: boolean): CoverLabel {
  const words = title.split(/ |(?<=-)/u);
  const last = HORIZONTAL[HORIZONTAL.length - 1]!;
  const holds = HORIZONTAL.filter(({ fontSize }) => words.every((word) => widthOf(word) <= roomOf(fontSize)));
  const form =
    holds.find((f) => linesOf(title, roomOf(f.fontSize)).length <= f.lines) ?? holds.at(-1) ?? last;
  const lines = cut(linesOf(title, roomOf(form.fontSize)), form.lines);
  const step = form.fontSize * 1.22;
  const height = Math.max(42, lines.length * step + 16);
  const x = bindsRight ? 10 : 20;
  const first = 20 + (height - lines.length * step) / 2 + form.fontSize * 0.92;
  return {
    vertical: false,
    x,
    y: 20,
    width: LABEL_WIDTH,
    height: round(height),
    fontSize: form.fontSize,
    lines: lines.map((text, i) => ({ text, x: x + LABEL_WIDTH / 2, y: round(first + i * step) })),
  };
}

function cut(lines: string[], most: number): string[] {
  if (lines.length <= most) return lines;
  const kept = lines.slice(0, most);
  const last = [...kept[most - 1]!];
  return [...kept.slice(0, -1), `${last.slice(0, -1).join("").trimEnd()}${ELLIPSIS}`];
}

function round(value: number): number {
  return Math.round(value * 10) / 10;
}
