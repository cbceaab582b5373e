import pg from "pg";

/** How often is tried whether the server lets somebody new in. */
const KNOCK_MS = 2000;
/** 57P03: it starts, or it ends softly: then it waits for those who are in, and nobody comes in any more. */
export const CANNOT_CONNECT_NOW = "57P03";
/** The name of sessions that keep nobody from ending the server. */
export const PASSING = "commonshelf-release";
const END_ALL = `select pg_terminate_backend(pid) from pg_stat_activity
  where usename = current_user and application_name like 'commonshelf%' and pid <> pg_backend_pid()`;

/**
 * Knocks every two seconds. When nobody new is let in any more, all sessions of Commonshelf are ended through the one
 * that is `inside` (undefined: none is now), so that the server can end. Returns what stops the knocking.
 */
export function letItClose(connection: pg.ClientConfig, inside: () => pg.Client | undefined): () => void {
  const look = async (): Promise<void> => {
    const session = inside();
    if (!session) return;
    const failure = (await knock(connection, KNOCK_MS)) as { code?: string } | undefined;
    if (failure?.code !== CANNOT_CONNECT_NOW) return;
    await session.query(END_ALL).catch(() => undefined); // it has ended meanwhile, which is what is wanted
    await session.end().catch(() => undefined);
  };
  const timer = setInterval(look, KNOCK_MS).unref();
  return () => clearInterval(timer);
}

/** One connection made and closed within `ms`; what went wrong with it, or undefined. */
export async function knock(connection: pg.ClientConfig, ms: number): Promise<unknown> {
  const client = new pg.Client({ ...connection, application_name: PASSING, connectionTimeoutMillis: ms });
  client.on("error", () => undefined); // heard by the promises below
  try {
    await client.connect();
    await client.end();
    return undefined;
  } catch (error) {
    return error;
  }
}
