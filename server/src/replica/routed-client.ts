import type pg from "pg";

/** What Kysely asks of a connection. */
type RoutedClient = Pick<pg.PoolClient, "query" | "release">;

/** Reads that take no lock and change nothing; whatever else there is belongs to the first database. */
const READS = /^\s*(?:select|with)\b/i;
const WRITES =
  /\b(?:insert|update|delete|merge|nextval|setval|pg_notify|pg_(?:try_)?advisory\w*|for\s+(?:no\s+key\s+)?(?:update|share|key\s+share))\b/i;

type Ask = (...words: unknown[]) => Promise<unknown>;

/**
 * A connection of which plain reads go to the copy and everything else to the first database; a transaction stays there to its
 * end. A read that the copy cannot answer is asked of the first one, and `onLost` hears why.
 */
export function routedClient(copy: pg.Pool, first: pg.Pool, onLost: (error: unknown) => void): RoutedClient {
  let held: Promise<pg.PoolClient> | undefined;
  const ask = async (words: unknown[]): Promise<unknown> => {
    held ??= first.connect();
    return await ((await held).query as unknown as Ask)(...words);
  };
  const query = async (...words: unknown[]): Promise<unknown> => {
    const [text] = words;
    if (held || typeof text !== "string" || !READS.test(text) || WRITES.test(text)) return await ask(words);
    try {
      return await (copy.query as unknown as Ask).apply(copy, words);
    } catch (error) {
      if (!isOfCopy(error)) throw error;
      onLost(error);
      return await ask(words);
    }
  };
  return {
    query: query as RoutedClient["query"],
    release: () => {
      held?.then(
        (client) => client.release(),
        () => undefined, // it never came
      );
    },
  };
}

/** Whether the copy failed, and not the question: it is away, stops, or had to end the statement for its replay. */
function isOfCopy(error: unknown): boolean {
  const { code, severity } = error as { code?: unknown; severity?: unknown };
  // What the server says has a class; what the client says when there is no server has none of these.
  if (typeof code === "string" && typeof severity === "string")
    return /^(?:08|40001|53|57P|25006)/.test(code);
  return error instanceof Error;
}
