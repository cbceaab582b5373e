import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";

/** Work of a room that waits at a branch (`place`) of a member (`scope`); the workbench's first page shows it, with an owner. */
export type TaskSource = {
  readonly name: string;
  /** Where in the workbench it is done. */
  readonly page: string;
  /** Whom it concerns; absent: everybody who works at the desk. */
  readonly admits?: (actor: Actor) => boolean;
  /** How much waits, and since when the oldest does. */
  readonly waiting: (
    db: Db,
    at: { scope: number; place: number; clock: Clock },
  ) => Promise<{ count: number; oldestAt: Date | null }>;
};
