import { sql } from "kysely";
import { findInstancesByIsbn, getInstances } from "../../catalogue/index.ts";
import type { Db } from "../../kernel/database.ts";
import { isbnIn } from "../book-lists/book-line.ts";
import { readTyped } from "../book-lists/typed.ts";
import type { LineReason } from "../book-lists/words.ts";
import { titleOfIsbn, wordingOf } from "../titles/titles.ts";

/** One book as it was scanned or typed, with what is known of it. */
export type LookedUp = {
  text: string;
  isbn: string | null;
  title: string;
  author: string;
  instanceId: number | null;
  /** Copies of it the reader has published already. */
  own: number;
  /** Why it is no book yet: an ISBN with a wrong digit, or one that nobody has named. */
  reason: Extract<LineReason, "isbn-invalid" | "title-missing" | "title-needed"> | null;
};

/** Reads one scanned or typed book as publishing does, and says what catalogue and readers call it. */
export async function lookUpBook(db: Db, personId: string, text: string): Promise<LookedUp> {
  const { isbn, title, author } = readTyped(text, 1);
  const known = isbn ? await nameOf(db, isbn) : null;
  const named = known ?? { main: title, author, instanceId: null };
  const isWrong = isbn !== "" && isbnIn(isbn) === undefined;
  const missing = isbn ? "title-needed" : "title-missing";
  return {
    text,
    isbn: isbn === "" || isWrong ? null : isbn,
    title: named.main,
    author: named.author,
    instanceId: named.instanceId,
    own: await ownCopies(db, personId, isbn, named),
    reason: named.main !== "" ? null : isWrong ? "isbn-invalid" : missing,
  };
}

type Named = { main: string; author: string; instanceId: number | null };

/** As readers know it, else as a library's record says; null: nobody has named it. */
async function nameOf(db: Db, isbn: string): Promise<Named | null> {
  const title = await titleOfIsbn(db, isbn);
  if (title && title.main !== isbn) return title;
  const instanceId = (await findInstancesByIsbn(db, [isbn])).get(isbn);
  const [instance] = instanceId === undefined ? [] : await getInstances(db, [instanceId]);
  return instance ? { ...wordingOf(instance.brief), instanceId: instance.id } : null;
}

async function ownCopies(db: Db, personId: string, isbn: string, { main, author }: Named): Promise<number> {
  const { rows } = await sql<{ own: number }>`select count(*) as own from shelves.copy c
    join shelves.offer o on o.copy_id = c.id join shelves.title t on t.id = c.title_id
    where c.owner_id = ${personId} and o.state <> 'withdrawn'
      and case when ${isbn} <> '' then t.isbn = ${isbn} else t.main = ${main} and t.author = ${author} end`.execute(
    db,
  );
  return rows[0]!.own;
}
