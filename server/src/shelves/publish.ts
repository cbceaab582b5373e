import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { doubtfulAmong, heldSubjects } from "../moderation/index.ts";
import { lockSharer } from "../neighbours/index.ts";
import { type BookLine, isbnIn } from "./book-lists/book-line.ts";
import type { LineReason } from "./book-lists/words.ts";
import { demandAudience } from "./copies/audience.ts";
import { writeCustody } from "./copies/custody.ts";
import type { OfferOptions, ReadingState } from "./copies/offer-options.ts";
import { constraintProblems } from "./problems.ts";
import { COPY_POSTING, holdCopies, screenNotes } from "./public-texts.ts";
import { refuse } from "./refusals.ts";
import {
  ensureIsbnTitles,
  ensureTypedTitles,
  knownIsbns,
  publishOffers,
  type SharedTitle,
  typedKey,
} from "./titles/titles.ts";
import { noteWordings } from "./titles/wordings.ts";

/** Books published by one command. */
export const MOST_BOOKS = 500;
/** Books a day of an account that is younger than `NEW_DAYS`: one whole shelf. */
export const NEW_BOOKS_PER_DAY = 500;
const NEW_DAYS = 30;
const LONGEST_TITLE = 300;
const LONGEST_AUTHOR = 200;

/** A copy just published. */
type PublishedCopy = { id: string; title: SharedTitle };
/** A line that was left out: its number from 1, and why. */
type SkippedLine = { line: number; text: string; reason: LineReason };
/** A line whose number is no ISBN: its book is published by its title. */
type DoubtedNumber = { line: number; text: string };
export type Published = { copies: PublishedCopy[]; skipped: SkippedLine[]; badNumbers: DoubtedNumber[] };

type Book = {
  isbn: string | null;
  main: string;
  author: string;
  note: string;
  shelf: string;
  reading: ReadingState;
  line: number;
};

/**
 * Publishes a reader's own copies, a whole shelf in one go: by ISBN, or by title and author. The work is set-based:
 * as many statements for one book as for five hundred. Lines that are no book are told, not published.
 * Refuses in this order: `shelf-empty` 400, `shelf-too-long` 400, `minor-guarded-only` 403, `circle-unknown` 404,
 * `place-needed` 409 (in public without a place), `books-exhausted` 429, `text-refused` 422.
 */
export async function publishCopies(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { lines: Partial<BookLine>[]; options: OfferOptions },
): Promise<Published> {
  const { lines, options } = input;
  if (lines.length === 0) throw refuse("shelf-empty");
  if (lines.length > MOST_BOOKS) throw refuse("shelf-too-long", { limit: MOST_BOOKS });
  const sharer = await lockSharer(tx, actor.personId);
  await demandAudience(tx, sharer, options.audience);
  const { books, skipped, badNumbers } = await readBooks(tx, lines);
  await demandDailyRoom(tx, actor.personId, clock.now(), books.length);
  const doubted = await doubtedWordings(tx, books);
  const titles = await ensureTitles(
    tx,
    actor.personId,
    clock.now(),
    books.map((book) =>
      book.isbn !== null && doubted.has(typedKey(book)) ? { ...book, main: "", author: "" } : book,
    ),
  );
  const copies = books.map((book) => ({
    id: newId<"copy">() as string,
    title: titles.get(book.isbn ?? typedKey(book))!,
    note: book.note || options.note,
    shelf: book.shelf || options.shelf,
    reading: book.reading,
  }));
  if (copies.length === 0) return { copies: [], skipped, badNumbers };
  const now = clock.now();
  const ids = copies.map((copy) => copy.id);
  await sql`insert into shelves.copy (id, region_id, title_id, owner_id, custodian_id, condition, note, shelf, reading, created_at)
    select c.id, ${sharer.regionId}, c.title_id, ${actor.personId}, ${actor.personId}, ${options.condition}, c.note, c.shelf,
      c.reading, ${now}
    from unnest(${ids}::uuid[], ${copies.map((c) => c.title.id)}::bigint[], ${copies.map((c) => c.note)}::text[],
      ${copies.map((c) => c.shelf)}::text[], ${copies.map((c) => c.reading)}::text[])
      c(id, title_id, note, shelf, reading)`.execute(tx);
  await refuseOn(constraintProblems, () => insertOffers(tx, actor, now, ids, options));
  await holdTurnedDown(tx, actor, clock, copies);
  const isDoubted = (title: SharedTitle): boolean => title.isbn === null && doubted.has(typedKey(title));
  await holdCopies(
    tx,
    actor,
    clock,
    copies.filter((copy) => isDoubted(copy.title)),
  );
  await screenNotes(tx, actor, clock, copies);
  await writeCustody(tx, actor, now, ids, "published");
  await publishOffers(
    tx,
    copies.map((copy) => copy.title.id),
  );
  return { copies: copies.map(({ id, title }) => ({ id, title })), skipped, badNumbers };
}

/** A new account adds only so many books a day: a region's shelves are not filled by one stranger overnight. */
async function demandDailyRoom(tx: Tx, personId: string, now: Date, books: number): Promise<void> {
  const { rows } = await sql<{ is_new: boolean; today: number }>`
    select p.created_at > ${new Date(now.getTime() - NEW_DAYS * DAY_MS)} as is_new,
      (select count(*) from shelves.copy c where c.owner_id = p.person_id
        and c.created_at > ${new Date(now.getTime() - DAY_MS)}) as today
    from neighbours.sharer p where p.person_id = ${personId}`.execute(tx);
  const { is_new: isNew, today } = rows[0]!;
  if (isNew && today + books > NEW_BOOKS_PER_DAY)
    throw refuse("books-exhausted", { limit: NEW_BOOKS_PER_DAY });
}

/** A book of theirs that a moderator turned down does not come back by being published once more: it waits. */
async function holdTurnedDown(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  copies: { id: string; title: SharedTitle; note: string }[],
): Promise<void> {
  const { rows } = await sql<{ id: string; title_id: number }>`select c.id, c.title_id from shelves.copy c
    where c.owner_id = ${actor.personId} and c.title_id = any(${copies.map((copy) => copy.title.id)}::bigint[])
      and c.id <> all(${copies.map((copy) => copy.id)}::uuid[])`.execute(tx);
  const held = new Set(
    await heldSubjects(
      tx,
      COPY_POSTING,
      rows.map((row) => row.id),
    ),
  );
  const titles = new Set(rows.filter((row) => held.has(row.id)).map((row) => row.title_id));
  await holdCopies(
    tx,
    actor,
    clock,
    copies.filter((copy) => titles.has(copy.title.id)),
  );
}

/**
 * Wordings that the rules doubt, of titles no library has named: for a book with an ISBN the ISBN stands until somebody
 * names it better or a record comes; a book without one waits for a moderator. Refuses `text-refused` 422.
 */
async function doubtedWordings(tx: Tx, books: Book[]): Promise<Set<string>> {
  const keys = [...new Set(books.map(typedKey))];
  return new Set(await doubtfulAmong(tx, keys));
}

/** What the lines say; an ISBN alone that nobody knows yet is asked for its title. */
async function readBooks(
  tx: Tx,
  lines: Partial<BookLine>[],
): Promise<{ books: Book[]; skipped: SkippedLine[]; badNumbers: DoubtedNumber[] }> {
  const books: Book[] = [];
  const skipped: SkippedLine[] = [];
  const badNumbers: DoubtedNumber[] = [];
  for (const [i, line] of lines.entries()) {
    const typed = (line.isbn ?? "").trim();
    const book = {
      isbn: typed ? (isbnIn(typed) ?? null) : null,
      main: (line.title ?? "").trim().slice(0, LONGEST_TITLE),
      author: (line.author ?? "").trim().slice(0, LONGEST_AUTHOR),
      note: (line.note ?? "").trim().slice(0, 500),
      shelf: (line.shelf ?? "").trim().slice(0, 60),
      reading: line.reading ?? "none",
      line: line.line ?? i + 1,
    };
    const missing = book.isbn === null && !book.main ? (typed ? "isbn-invalid" : "title-missing") : null;
    const reason = line.reason ?? missing;
    if (reason === null) books.push(book);
    if (reason === null && typed && book.isbn === null)
      badNumbers.push({ line: book.line, text: typed.slice(0, 60) });
    if (reason !== null)
      skipped.push({ line: book.line, text: (typed || book.main || book.author).slice(0, 60), reason });
  }
  const alone = books.flatMap((book) => (book.isbn !== null && !book.main ? [book.isbn] : []));
  const told = new Set(books.flatMap((book) => (book.isbn !== null && book.main ? [book.isbn] : [])));
  const known = alone.length > 0 ? await knownIsbns(tx, alone) : new Set<string>();
  const isNamed = ({ isbn, main }: Book): boolean =>
    isbn === null || main !== "" || known.has(isbn) || told.has(isbn);
  for (const { line, isbn } of books.filter((book) => !isNamed(book)))
    skipped.push({ line, text: isbn!, reason: "title-needed" });
  skipped.sort((a, b) => a.line - b.line);
  return { books: books.filter(isNamed), skipped, badNumbers };
}

/** Titles by ISBN or, for typed ones, by `typedKey`. */
async function ensureTitles(
  tx: Tx,
  personId: string,
  at: Date,
  books: Book[],
): Promise<Map<string, SharedTitle>> {
  const byIsbn = new Map<string, Book>();
  for (const book of books)
    if (book.isbn !== null && !byIsbn.get(book.isbn)?.main) byIsbn.set(book.isbn, book);
  const typed = books.filter((book) => book.isbn === null);
  const known = byIsbn.size > 0 ? await nameIsbns(tx, personId, at, byIsbn) : new Map<string, SharedTitle>();
  if (typed.length === 0) return known;
  return new Map([...known, ...(await ensureTypedTitles(tx, personId, typed))]);
}

/** Titles by ISBN, each called as most readers say, this one among them. */
async function nameIsbns(
  tx: Tx,
  personId: string,
  at: Date,
  byIsbn: Map<string, Book>,
): Promise<Map<string, SharedTitle>> {
  const titles = await ensureIsbnTitles(tx, byIsbn);
  const wordings = [...titles].map(([isbn, { id }]) => {
    const { main, author } = byIsbn.get(isbn)!;
    return { titleId: id, main, author };
  });
  const changed = await noteWordings(tx, personId, at, wordings);
  return changed.length > 0 ? await ensureIsbnTitles(tx, byIsbn) : titles;
}

async function insertOffers(
  tx: Tx,
  actor: Actor,
  now: Date,
  copyIds: string[],
  { modes, loanDays, audience }: OfferOptions,
): Promise<void> {
  await sql`insert into shelves.offer (copy_id, region_id, title_id, instance_id, owner_id, modes, loan_days, cell, pt,
      is_public, radius_km, to_friends, published_at)
    select c.id, c.region_id, c.title_id, t.instance_id, c.owner_id, ${modes}::text[], ${loanDays}, p.cell, p.pt,
      ${audience.public}, ${audience.radiusKm}, ${audience.friends}, ${now}
    from shelves.copy c join shelves.title t on t.id = c.title_id join neighbours.sharer p on p.person_id = c.owner_id
    where c.id = any(${copyIds}::uuid[]) and c.owner_id = ${actor.personId}`.execute(tx);
  await sql`insert into shelves.offer_circle (circle_id, copy_id, instance_id)
    select distinct a.id, o.copy_id, o.instance_id from unnest(${audience.circleIds}::uuid[]) a(id), shelves.offer o
    where o.copy_id = any(${copyIds}::uuid[])`.execute(tx);
}
