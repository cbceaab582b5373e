import { z } from "zod";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import type { Tx } from "../../kernel/database.ts";
import { Problem } from "../../kernel/problem.ts";
import { type AnyQuery, queriesOf } from "../../kernel/query.ts";
import { sharerOf } from "../../neighbours/index.ts";
import { uuidSchema } from "../../neighbours/schema.ts";
import { person } from "../../people/index.ts";
import { bookLine } from "../book-lists/book-line.ts";
import { readTyped } from "../book-lists/typed.ts";
import { lineReasons, linesInWords } from "../book-lists/words.ts";
import { MOST_BOOKS, type Published, publishCopies } from "../publish.ts";
import { refusalTable, refuse } from "../refusals.ts";
import { publishedSchema } from "../schema.ts";
import { offerFor, scanDefaults } from "./choice.ts";
import { lookUpBook } from "./look-up.ts";

const command = commandsOf(refusalTable);
const query = queriesOf(refusalTable);

const bookSchema = z
  .strictObject({
    text: z
      .string()
      .trim()
      .min(1)
      .max(400)
      .describe("What was scanned or typed: an ISBN, or title and author"),
    title: z.string().trim().max(300).default(""),
    author: z.string().trim().max(200).default(""),
    to: z
      .union([z.enum(["lend", "give"]), uuidSchema])
      .describe("`lend`, `give`, or the circle it is lent in"),
  })
  .meta({ id: "ScannedBook" });
type ScannedBook = z.output<typeof bookSchema>;

const lookedUpSchema = z
  .object({
    text: z.string(),
    isbn: z.string().nullable(),
    title: z.string(),
    author: z.string(),
    instanceId: z.number().int().nullable(),
    own: z.number().int(),
    reason: z.enum(lineReasons).nullable(),
  })
  .meta({ id: "LookedUpBook" });

/** A field that came once or several times, as a list. */
function all(value: unknown): string[] {
  return (Array.isArray(value) ? value : [value]).map((one) => (typeof one === "string" ? one : ""));
}

/** The deck's cards are columns of fields; without it there are lines, and one choice for all of them. */
function booksOf(fields: Record<string, unknown>): Record<string, unknown> {
  const { text, title, author, to, lines, choice, ...rest } = fields;
  const [titles, authors, choices] = [all(title), all(author), all(to)];
  const cards = text === undefined ? [] : all(text);
  const typed = all(lines)
    .flatMap((one) => one.split(/\r\n|\n|\r/))
    .filter((line) => line.trim() !== "");
  return {
    ...rest,
    books: [
      ...cards.map((one, i) => ({
        text: one,
        title: titles[i] ?? "",
        author: authors[i] ?? "",
        to: choices[i],
      })),
      ...typed.map((line) => ({ text: line, to: all(choice)[0] })),
    ],
  };
}

/** Publishes books in the groups of what was chosen for them, each as the last of its kind was. */
async function publishScanned(
  tx: Tx,
  actor: Parameters<typeof publishCopies>[1],
  clock: Parameters<typeof publishCopies>[2],
  books: readonly ScannedBook[],
): Promise<Published> {
  const defaults = await scanDefaults(tx, await sharerOf(tx, actor.personId));
  const lines = books.map(({ text, title, author, to }, i) => {
    const read = readTyped(text, i + 1);
    const named = title === "" ? {} : { title, author };
    return { to, line: bookLine(i + 1, { ...read, ...named }) };
  });
  const done: Published = { copies: [], skipped: [], badNumbers: [] };
  for (const to of new Set(lines.map((line) => line.to))) {
    const own = lines.filter((line) => line.to === to).map(({ line }) => line);
    const part = await publishCopies(tx, actor, clock, { lines: own, options: offerFor(to, defaults) });
    done.copies.push(...part.copies);
    done.skipped.push(...part.skipped);
    done.badNumbers.push(...part.badNumbers);
  }
  const [first] = done.skipped;
  if (done.copies.length === 0 && first)
    throw new Problem(first.reason, 400, { line: first.line, text: first.text });
  return done;
}

const publish = command({
  name: "shelves.publish-scanned",
  summary: "Publish books as they came out of the scanner, each lent, given, or lent in a circle",
  path: "/sharing/copies/scanned",
  status: 201,
  who: person,
  params: z.object({}),
  input: z.strictObject({ books: z.array(bookSchema).max(MOST_BOOKS) }).meta({ id: "PublishScanned" }),
  output: publishedSchema.omit({ notTaken: true }).meta({ id: "PublishedCopies" }),
  refusals: [
    "shelf-empty",
    "circle-unknown",
    "books-exhausted",
    "text-refused",
    "isbn-invalid",
    "title-missing",
    "title-needed",
  ],
  audit: "events",
  run: (tx, actor, clock, _params, { books }) => {
    if (books.length === 0) throw refuse("shelf-empty");
    return publishScanned(tx, actor, clock, books);
  },
  forms: [
    {
      path: "/sharing/publish",
      prepareFields: booksOf,
      after: () => "/sharing/publish",
      failed: () => "/sharing/publish",
      done: ({ copies, skipped }) => {
        const told: Record<string, string | number> = { count: copies.length };
        if (skipped.length === 0) return { key: "sharing.done.published", params: told };
        return { key: "sharing.done.published-some", params: { ...told, lines: linesInWords(skipped) } };
      },
    },
  ],
});

const lookUp = query({
  name: "shelves.look-up",
  summary: "A scanned or typed book: how catalogue and readers call it, and whether I have it already",
  path: "/sharing/look-up",
  who: person,
  params: z.object({}),
  filter: z.strictObject({ text: z.string().trim().min(1).max(400) }),
  output: lookedUpSchema,
  refusals: [],
  run: ({ db }, { personId }, _params, { text }) => lookUpBook(db, personId, text),
});

/** Publishing by the scanner, and looking up what it read. */
export const scanCommands: readonly AnyCommand[] = [publish];
export const scanQueries: readonly AnyQuery[] = [lookUp];
