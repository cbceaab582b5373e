import { hostname } from "node:os";
import { setTimeout as pause } from "node:timers/promises";
import pg from "pg";
import { Problem } from "../problem.ts";
import { letItClose, PASSING, StillRecovers } from "./closing.ts";

/** Held by every process that uses an embedded database: who can take it alone is the last one (any fixed number). */
export const LEAVE_LOCK = 7_266_181_015;
/** Held by the one server of a region (any fixed number). */
const OWNER_LOCK = 7_266_181_016;
/** With the hash of its name: held by each of several servers (any fixed number). */
export const NAME_LOCK = 726_618;
/** A killed owner's session ends within moments; over a network it may take a little longer. */
const OWNER_WAIT_MS = 3000;
const LOOK_MS = 100;
const CONNECT_TIMEOUT_MS = 10_000;
const OPEN_ATTEMPTS = 5;
const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 5000;
/** How long a start that is given up is waited for. */
const GIVE_UP_MS = 3500;
const OWNER_NAME = "commonshelf-server";

/** The session by which a process holds on to its database, and a server to its region. */
export type Keeper = {
  /**
   * Makes this process the region's only server, or with a `name` one of several, until it ends however it may. Refuses
   * `region-served` 409 (`by`: who serves it): beside the only one there is no other, and no two of one name.
   */
  own(name?: string): Promise<void>;
  /**
   * From now on the session is made again whenever it is lost, and the database started again when it is ours to start.
   * A server that lets nobody in because it was told to end is not held up: all sessions of Commonshelf end.
   * `say` hears of the loss and of the return, `onTakenOver` when another server took the region meanwhile.
   */
  watch(say: (text: string, error?: unknown) => void, onTakenOver: () => void): void;
  /** Gives up every lock and hands the session over; undefined when the server is gone. Fails when it could not be ended. */
  leave(): Promise<pg.Client | undefined>;
};

/**
 * Opens the session; `ensureRunning` starts the server when it is not there, is called again after a loss, and gives up when
 * nobody wants it any more: by `signal`, or by leaving.
 */
export async function openKeeper(
  connection: pg.ClientConfig,
  ensureRunning: (leaving: AbortSignal) => Promise<void>,
  signal = new AbortController().signal,
): Promise<Keeper> {
  const leave = new AbortController();
  const leaving = AbortSignal.any([signal, leave.signal]);
  let regaining = Promise.resolve();
  let owned: { name: string | undefined } | undefined;
  let isRegaining = false;
  let onLost: () => void = () => undefined;
  let session: pg.Client | undefined;
  let stopKnocking: () => void = () => undefined;

  const open = (): Promise<pg.Client> =>
    openSession(
      { ...connection, application_name: owned ? ownerName() : "commonshelf-keeper" },
      ensureRunning,
      leaving,
      (client) => {
        if (client === session && !leaving.aborted && !isRegaining) onLost();
      },
    );
  const regain = async (say: (text: string, error?: unknown) => void): Promise<void> => {
    let isFirst = true;
    for (let wait = FIRST_PAUSE_MS; ; wait = Math.min(LONGEST_PAUSE_MS, wait * 2)) {
      try {
        session = await open();
        if (owned) await takeOwnership(session, owned.name);
        return say("the database is back");
      } catch (error) {
        session = undefined;
        if (error instanceof Problem || leaving.aborted) throw error;
        if (isFirst) say("the database is still away", error);
        isFirst = false;
        await pause(wait, undefined, { signal: leaving });
      }
    }
  };
  session = await open();

  return {
    own: async (name) => {
      await takeOwnership(session!, name);
      owned = { name };
      await session!.query("select set_config('application_name', $1, false)", [ownerName()]);
    },
    watch: (say, onTakenOver) => {
      stopKnocking = letItClose(connection, () => (leaving.aborted || isRegaining ? undefined : session));
      onLost = () => {
        isRegaining = true;
        session = undefined;
        say("the database is away");
        regaining = regain(say).finally(() => {
          isRegaining = false;
        });
        // Nothing but another owner, and leaving, ends the attempts.
        regaining.catch(() => leaving.aborted || onTakenOver());
      };
    },
    leave: async () => {
      leave.abort();
      stopKnocking();
      await Promise.race([regaining.catch(tellUnended), pause(GIVE_UP_MS, undefined, { ref: false })]);
      return await setFree(session);
    },
  };
}

/** Of a start that is given up only that it goes on nevertheless is worth a word. */
function tellUnended(error: unknown): void {
  if (error instanceof StillRecovers) throw error;
}

/** Gives up its locks and its name. */
async function setFree(client: pg.Client | undefined): Promise<pg.Client | undefined> {
  try {
    await client?.query("select pg_advisory_unlock_all()");
    await client?.query("select set_config('application_name', $1, false)", [PASSING]);
    return client;
  } catch {
    return undefined; // the server is gone, and its locks with it
  }
}

/** A session that holds the lock of those who use the database. A server that is just being stopped is started again. */
async function openSession(
  settings: pg.ClientConfig,
  ensureRunning: (leaving: AbortSignal) => Promise<void>,
  leaving: AbortSignal,
  onEnd: (client: pg.Client) => void,
): Promise<pg.Client> {
  for (let attempt = 1; ; attempt++) {
    try {
      await ensureRunning(leaving);
      const client = new pg.Client({
        ...settings,
        connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
        keepAlive: true,
      });
      client.on("error", () => undefined); // its end follows
      client.once("end", () => onEnd(client));
      await client.connect();
      await client.query("select pg_advisory_lock_shared($1)", [LEAVE_LOCK]);
      return client;
    } catch (error) {
      if (attempt === OPEN_ATTEMPTS || leaving.aborted) throw error;
      await pause(FIRST_PAUSE_MS);
    }
  }
}

function ownerName(): string {
  // PostgreSQL keeps 63 bytes of a name.
  return `${OWNER_NAME} ${process.pid} ${hostname()}`.slice(0, 63);
}

/** What the only server holds alone, several hold together, and each of these its name alone. */
const TAKE_ALONE = "select pg_try_advisory_lock($1) as taken";
const TAKE_TOGETHER = `select pg_try_advisory_lock_shared($1) and pg_try_advisory_lock($2, hashtext($3)) as taken`;

async function takeOwnership(client: pg.Client, name: string | undefined): Promise<void> {
  const deadline = performance.now() + OWNER_WAIT_MS;
  for (;;) {
    const { rows } =
      name === undefined
        ? await client.query<{ taken: boolean }>(TAKE_ALONE, [OWNER_LOCK])
        : await client.query<{ taken: boolean }>(TAKE_TOGETHER, [OWNER_LOCK, NAME_LOCK, name]);
    if (rows[0]!.taken) return;
    if (name !== undefined) await client.query("select pg_advisory_unlock_shared($1)", [OWNER_LOCK]);
    if (performance.now() > deadline) throw new Problem("region-served", 409, { by: await ownerOf(client) });
    await pause(LOOK_MS);
  }
}

/** `process 123 on host`, several of them after each other, or an empty text when nobody serves the region. */
export async function ownerOf(client: pg.Client | pg.Pool): Promise<string> {
  const { rows } = await client.query<{ name: string }>(
    "select distinct application_name as name from pg_stat_activity where application_name like $1 order by name",
    [`${OWNER_NAME} %`],
  );
  const servers = rows.map(({ name }) => name.split(" "));
  return servers.map(([, pid, host]) => `process ${pid} on ${host}`).join(", ");
}
