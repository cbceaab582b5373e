import { readFileSync } from "node:fs";
import { join } from "node:path";

/** One edition of a real book, as the facts files tell it. */
export type BookFacts = {
  /** Number of the row over all files, from 1; control numbers are made of it. */
  number: number;
  lang: string;
  title: string;
  subtitle: string;
  authors: { name: string; role: string }[];
  publisher: string;
  place: string;
  year: string;
  isbn: string;
  pages: string;
  clc: string;
  subjects: string[];
  series: string;
  edition: string;
  original: string;
  /** What the book is about, and its chapters, where the demo tells them. */
  summary: string;
  contents: string[];
};

/** Summaries and chapters by title: the same for every edition of it. */
function readReading(): Map<string, { summary: string; contents: string[] }> {
  const lines = readFileSync(join(import.meta.dirname, "facts", "reading.tsv"), "utf8")
    .split("\n")
    .slice(1);
  return new Map(
    lines.filter(Boolean).map((line) => {
      const [title = "", summary = "", contents = ""] = line.split("\t");
      return [title, { summary, contents: contents.split(/[；;] ?/).filter(Boolean) }];
    }),
  );
}

const FILES = ["chinese-humanities.tsv", "chinese-science.tsv", "foreign.tsv"];

/** All facts, in the order of the files. */
export function readFacts(): BookFacts[] {
  const books: BookFacts[] = [];
  const reading = readReading();
  for (const file of FILES) {
    const lines = readFileSync(join(import.meta.dirname, "facts", file), "utf8")
      .split("\n")
      .slice(1)
      .filter(Boolean);
    for (const line of lines) {
      const [
        lang,
        title,
        subtitle,
        authors,
        publisher,
        place,
        year,
        isbn,
        pages,
        clc,
        subjects,
        series,
        edition,
        original,
      ] = line.split("\t") as [string, ...string[]];
      books.push({
        number: books.length + 1,
        lang,
        title: title!,
        subtitle: subtitle!,
        authors: authors!
          .split(";")
          .filter(Boolean)
          .map((a) => {
            const [name, role] = a.split("/");
            return { name: name!, role: role ?? "author" };
          }),
        publisher: publisher!,
        place: place!,
        year: year!,
        isbn: isbn!,
        pages: pages!,
        clc: clc!,
        subjects: subjects!.split(";").filter(Boolean),
        series: series!,
        edition: edition!,
        original: original!.trim(),
        ...(reading.get(title!) ?? { summary: "", contents: [] }),
      });
    }
  }
  return books;
}
