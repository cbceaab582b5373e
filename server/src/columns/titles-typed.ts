import { findInstancesByIsbn, normaliseIsbn } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { refuse } from "./refusals.ts";

/**
 * Titles as people type them, one a line: an ISBN, a record's number or its address. Refuses `instance-unknown` 404 for a line
 * that is none of these, or names nothing here.
 */
export async function titlesOfForm(
  { titles, ...rest }: Record<string, unknown>,
  _actor: Actor | null,
  db: Db,
): Promise<Record<string, unknown>> {
  const lines = String(titles ?? "")
    .split(/\n/)
    .map((line) => line.trim())
    .filter((line) => line !== "");
  const isbns = lines
    .map((line) => normaliseIsbn(line))
    .filter((isbn) => isbn !== undefined && isbn !== null);
  const byIsbn = await findInstancesByIsbn(db, isbns);
  const instanceIds = lines.map((line) => {
    const isbn = normaliseIsbn(line);
    const id = (isbn && byIsbn.get(isbn)) || Number(/(?:\/instance\/|^)(\d{1,12})$/.exec(line)?.[1]);
    if (!Number.isSafeInteger(id)) throw refuse("instance-unknown");
    return id;
  });
  return { ...rest, instanceIds };
}
