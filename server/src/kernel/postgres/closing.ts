import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";

/** A server that was told to end before it let anybody in, and goes on. */
export class StillRecovers extends Error {}

/** How often is tried whether the server lets somebody new in. */
const KNOCK_MS = 2000;
/** 57P03: it starts, or it ends softly: then it waits for those who are in, and nobody comes in any more. */
export const CANNOT_CONNECT_NOW = "57P03";
/** The name of sessions that keep nobody from ending the server. */
export const PASSING = "commonshelf-release";
/** Ends what can be ended, and counts what was there: also who is being let in, for they came before the end was told. */
const END_ALL = `select case when state = 'starting' then true else pg_terminate_backend(pid) end from pg_stat_activity
  where pid <> pg_backend_pid() and backend_type = 'client backend'
    and (usename = current_user and application_name like 'commonshelf%' or state = 'starting')`;
/** So often in a row nobody may be found: before PostgreSQL 18 one who is being let in is not seen. */
const EMPTY_LOOKS = 3;
const BETWEEN_LOOKS_MS = 100;

/**
 * Knocks every two seconds. When nobody new is let in any more, all sessions of Commonshelf are ended through the one
 * that is `inside` (undefined: none is now), so that the server can end. Returns what stops the knocking.
 */
export function letItClose(connection: pg.ClientConfig, inside: () => pg.Client | undefined): () => void {
  let isEnding = false;
  const look = async (): Promise<void> => {
    const session = inside();
    if (!session) return;
    const failure = (await knock(connection, KNOCK_MS)) as { code?: string } | undefined;
    if (failure?.code !== CANNOT_CONNECT_NOW || isEnding) return;
    isEnding = true;
    // A failure says that the session has ended meanwhile, which is what is wanted.
    await endAll(session)
      .finally(() => session.end())
      .catch(() => undefined);
    isEnding = false;
  };
  const timer = setInterval(look, KNOCK_MS).unref();
  return () => clearInterval(timer);
}

/** Ends the others until none is left: who would stay could be ended by nobody, because nobody comes in any more. */
async function endAll(session: pg.Client): Promise<void> {
  for (let empty = 0; empty < EMPTY_LOOKS; ) {
    const { rowCount } = await session.query(END_ALL);
    empty = rowCount === 0 ? empty + 1 : 0;
    await pause(BETWEEN_LOOKS_MS);
  }
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
