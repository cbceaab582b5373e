import { sql } from "kysely";
import { IMAGE_BASE } from "../assets/index.ts";
import { wordsQuery } from "../collections/index.ts";
import type { AccessLevel } from "../collections/words.ts";
import type { Db } from "../kernel/database.ts";
import { authorNames, titleForms } from "./book-words.ts";
import type { MatchQuestion, ObjectMatch } from "./schema.ts";

/** Objects looked at for one book, and told of. */
const CANDIDATES = 20;
const TOLD = 5;
/** Points of what agrees; less than the title's are no match. */
const POINTS = { isbn: 100, title: 60, "title-begins": 40, author: 25, year: 15 } as const;
const LEAST = 40;

type Candidate = {
  at: number;
  number: number;
  brief: { title: string; cover: string | null; coverType: string | null };
  year_from: number | null;
  year_to: number | null;
  by_author: boolean;
  by_isbn: boolean;
  access: AccessLevel;
  is_embargoed: boolean;
};

/** Any of the names of an author statement. */
function authorQuery(author: string): string | null {
  const names = authorNames(author).flatMap((name) => wordsQuery(name) ?? []);
  return names.length === 0 ? null : names.map((words) => `(${words})`).join(" | ");
}

/**
 * Published objects that are digital copies of books another catalogue knows, for each book the best first, with what they
 * agree in. One statement for all books. `today`: `YYYY-MM-DD`; `origin`: `https://…` of the site.
 */
export async function matchBooks(
  db: Db,
  given: { origin: string; today: string; books: readonly MatchQuestion[] },
): Promise<{ matches: ObjectMatch[] }[]> {
  const asked = given.books.map((book, at) => ({
    at,
    title: book.title ? wordsQuery(titleForms(book.title).main) : null,
    author: book.author ? authorQuery(book.author) : null,
    isbn: book.isbn ? wordsQuery(book.isbn.replaceAll("-", "")) : null,
  }));
  const { rows } = await sql<Candidate>`
    select b.at, f.* from jsonb_to_recordset(${JSON.stringify(asked)}::jsonb)
        as b (at int, title text, author text, isbn text)
    cross join lateral (
      select e.number, e.brief, e.year_from, e.year_to,
        coalesce(e.words @@ b.author::tsquery, false) as by_author,
        coalesce(e.words @@ b.isbn::tsquery, false) as by_isbn,
        coalesce(o.access, c.live_config->>'access') as access,
        coalesce(o.embargo_until > ${given.today}::date, false) as is_embargoed
      from collections.shown_object e
      join collections.collection_fact c on c.id = e.collection_id
      join collections.object_fact o on o.id = e.object_id
      where (e.words @@ b.title::tsquery and e.title_words @@ b.title::tsquery) or e.words @@ b.isbn::tsquery
      order by by_isbn desc, by_author desc, e.number limit ${CANDIDATES}) f`.execute(db);
  return given.books.map((book, at) => ({
    matches: rows
      .filter((row) => row.at === at)
      .map((row) => judge(given.origin, book, row))
      .filter((match) => match.score >= LEAST)
      .sort((a, b) => b.score - a.score || a.number - b.number)
      .slice(0, TOLD),
  }));
}

function judge(origin: string, book: MatchQuestion, row: Candidate): ObjectMatch {
  const reasons: ObjectMatch["reasons"] = [];
  const [own, other] = [row.brief.title, book.title ?? ""].map((title) => titleForms(title).whole) as [
    string,
    string,
  ];
  if (row.by_isbn) reasons.push("isbn");
  if (other !== "" && own === other) reasons.push("title");
  else if (other !== "" && (own.startsWith(other) || other.startsWith(own))) reasons.push("title-begins");
  if (row.by_author) reasons.push("author");
  const { year } = book;
  if (year !== undefined && row.year_from !== null && row.year_from <= year && year <= row.year_to!)
    reasons.push("year");
  // Without a language: it opens in that of whoever follows it.
  const href = `${origin}/objects/${row.number}`;
  const access = row.is_embargoed ? "embargoed" : row.access;
  return {
    number: row.number,
    title: row.brief.title,
    score: Math.min(
      100,
      reasons.reduce((sum, reason) => sum + POINTS[reason], 0),
    ),
    reasons,
    cover: coverOf(origin, access, row.brief.cover, row.brief.coverType),
    access,
    href,
    html: `<a href="${href}">${escaped(row.brief.title)}</a>`,
  };
}

/** The address of an object's cover, as far as everybody may see it; null: they may not, or it is no picture. */
export function coverOf(
  origin: string,
  access: ObjectMatch["access"],
  cover: string | null,
  type: string | null,
): string | null {
  const isSeen = access === "everyone" || access === "low-resolution";
  return isSeen && type?.startsWith("image/")
    ? `${origin}${IMAGE_BASE}/${cover}/full/!300,400/0/default.jpg`
    : null;
}

const SIGNS: Readonly<Record<string, string>> = {
  "&": "&amp;",
  "<": "&lt;",
  ">": "&gt;",
  '"': "&quot;",
  "'": "&#39;",
};

/** A text as HTML. */
export function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (sign) => SIGNS[sign]!);
}
