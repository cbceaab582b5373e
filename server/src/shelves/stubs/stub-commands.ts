import { z } from "zod";
import { normaliseIsbn } from "../../catalogue/index.ts";
import { createdSchema } from "../../contracts/shapes.ts";
import { type AnyCommand, commandsOf } from "../../kernel/command.ts";
import { person } from "../../people/index.ts";
import { refusalTable, refuse } from "../refusals.ts";
import { mendingSchema } from "../schema.ts";
import { mendTitle } from "./mendings.ts";

const command = commandsOf(refusalTable);
const titlePage = ({ id }: { id: number }): string => `/sharing/titles/${id}`;

/** A record as a reader gives it: its number, or the address of its page. */
function recordNumber(said: string): number | null {
  if (said === "") return null;
  const number = /^(?:.*\/instance\/)?(\d{1,15})(?:[/?#].*)?$/.exec(said)?.[1];
  if (number === undefined) throw refuse("record-unknown");
  return Number(number);
}

function isbnOf(said: string): string | null {
  if (said === "") return null;
  const isbn = normaliseIsbn(said);
  if (!isbn) throw refuse("isbn-invalid");
  return isbn;
}

const mend = command({
  name: "shelves.mend-title",
  summary:
    "Say how a book is called that no library has, its ISBN, or the record that is the same; a moderator decides",
  path: "/sharing/titles/:id/mendings",
  status: 201,
  who: person,
  params: z.object({ id: z.coerce.number().int().positive().max(Number.MAX_SAFE_INTEGER) }),
  input: mendingSchema,
  output: createdSchema,
  refusals: [
    "title-unknown",
    "title-catalogued",
    "record-unknown",
    "isbn-invalid",
    "mending-nothing",
    "acts-exhausted",
    "text-refused",
  ],
  audit: ({ params }) => ({ subject: { kind: "shared-title", id: String(params.id) }, scope: null }),
  run: (tx, actor, clock, { id }, { title, author, isbn, record }) =>
    mendTitle(tx, actor, clock, id, {
      main: title,
      author,
      isbn: isbnOf(isbn),
      instanceId: recordNumber(record),
    }),
  forms: [
    {
      path: "/sharing/titles/:id/mend",
      after: titlePage,
      failed: titlePage,
      done: () => ({ key: "stubs.said" }),
    },
  ],
});

/** Mending titles that no library has. */
export const stubCommands: readonly AnyCommand[] = [mend];
