import { normaliseIsbn } from "../../catalogue/index.ts";
import type { ReadingState } from "../copies/offer-options.ts";
import type { LineReason } from "./words.ts";

/**
 * A line of a list of books. `line`: its number in what was sent, from 1; `reading`: how far its owner has read;
 * `reason`: why it is no book, when that shows already from how it is written.
 */
export type BookLine = {
  line: number;
  isbn: string;
  title: string;
  author: string;
  note: string;
  shelf: string;
  reading: ReadingState;
  reason: LineReason | null;
};

/** A list as it was read. `notTaken`: columns with something of their owner's in them that is not kept here. */
export type BookList = { lines: BookLine[]; notTaken: string[] };

/** A line with nothing in it but what is given. */
export function bookLine(line: number, given: Partial<BookLine>): BookLine {
  const none = {
    isbn: "",
    title: "",
    author: "",
    note: "",
    shelf: "",
    reading: "none",
    reason: null,
  } as const;
  return { ...none, ...given, line };
}

const ISBN_SHAPE = /(?:97[89][-\s]?)?(?:\d[-\s]?){9}[\dXx](?![\dXx])/g;

/** The first valid ISBN in a text, as 13 digits: `ISBN 978-7-02-000220-7`, `="7020002207"`, `[0140449132]`. */
export function isbnIn(text: string): string | undefined {
  for (const found of text
    .normalize("NFKC")
    .replace(/[‐‑‒–—−]/g, "-")
    .matchAll(ISBN_SHAPE)) {
    const isbn = normaliseIsbn(found[0].trim());
    if (isbn) return isbn;
  }
  return undefined;
}
