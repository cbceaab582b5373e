import type { Contributions } from "../contracts/contributions.ts";
import type { AnyCommand } from "./command.ts";
import type { Tx } from "./database.ts";
import type { App, RouteDeps } from "./http.ts";
import type { JobHandlers, Lane } from "./jobs.ts";
import type { Subscriber } from "./outbox.ts";
import type { AnyQuery } from "./query.ts";
import type { Clock } from "./time.ts";

/**
 * How a room describes itself, so that nothing else has to name all rooms: app, command line, privacy, permissions and
 * the tidy test read the list of `rooms.ts`. `Deps`: what its routes and jobs need beside the database.
 */
export type Room<Deps extends RouteDeps = RouteDeps> = Contributions & {
  /** Folder under `server/src`, and PostgreSQL schema. */
  readonly name: string;
  /** Rooms whose front doors it may use; the kernel is open to all. Tables and foreign keys obey the same list. */
  readonly enters: readonly string[];
  readonly commands?: readonly AnyCommand[];
  readonly queries?: readonly AnyQuery[];
  /** What is no command and no query: pages, files, protocols, uploads. */
  readonly routes?: (app: App, deps: Deps) => void | Promise<void>;
  readonly jobs?: (deps: Deps) => JobHandlers;
  /** Jobs that may take minutes, and where they run, so that nothing quick waits for them. */
  readonly lanes?: Readonly<Record<string, Lane>>;
  /** When jobs run by themselves: crontab lines, UTC. */
  readonly schedule?: readonly string[];
  readonly subscribers?: (deps: Deps) => readonly Subscriber[];
  /** Views that other rooms may read in SQL. */
  readonly views?: readonly string[];
  /**
   * Columns of its tables (`schema.table.column`) that name a reader: those that follow when two records of one reader
   * become one, and those of no weight that stay. A row in any other column keeps the record it names from being joined.
   */
  readonly ofReader?: { readonly follows?: readonly string[]; readonly stays?: readonly string[] };
  /** Forgets a person in this room; what others share with them stays whole, without a name. May refuse. */
  readonly erasePerson?: Eraser;
};

/** Forgets a person in one room. Files go by a job, after the commit. */
export type Eraser = (tx: Tx, clock: Clock, personId: string) => Promise<void>;
