import { z } from "zod";
import { inTransaction } from "../kernel/database.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { JobHandlers } from "../kernel/jobs.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { inTurns, publishAvailability } from "../targeting/index.ts";
import { forgetReaders } from "./desk/history.ts";
import { listWoken, wake } from "./holds/changes.ts";
import { listBetterEditions, moveToEdition } from "./holds/editions.ts";
import { countShares } from "./holds/market.ts";
import { followInstances } from "./holds/merged.ts";
import { endUnneeded, listUnneeded } from "./holds/unfilled.ts";
import { expireHold, listShelfExpired } from "./holds.ts";
import { remindOfLoans } from "./reminders.ts";
import { listRetryable, retryDeclined } from "./targeting.ts";

/** When this room's jobs run (crontab, UTC). Reminders catch up with days on which the server was down. */
export const circulationSchedule: string[] = [
  "5 * * * * circulation-expire-shelf",
  "20 * * * * circulation-other-copies",
  "30 * * * * circulation-remind",
  "50 0 * * * circulation-shares",
  "35 2 * * * circulation-forget-readers",
  "45 0 * * * circulation-retry-declined",
];

/** The clock's work: holds that stood or waited too long, loans due soon or overdue. */
export function circulationJobs(deps: RouteDeps): JobHandlers {
  return {
    "circulation-expire-shelf": async () => {
      for (const holdId of await listShelfExpired(deps.db, deps.clock))
        await inTransaction(deps.db, (tx) => expireHold(tx, deps.clock, holdId));
      for (const holdId of await listUnneeded(deps.db, deps.clock))
        await inTransaction(deps.db, (tx) => endUnneeded(tx, deps.clock, holdId));
    },
    "circulation-retry-declined": (_payload, stopping) =>
      inTurns(deps, stopping, listRetryable, retryDeclined),
    "circulation-other-copies": async (_payload, stopping) => {
      await inTurns(deps, stopping, listWoken, wake);
      for (const hold of await listBetterEditions(deps.db))
        await inTransaction(deps.db, async (tx) =>
          publishAvailability(tx, await moveToEdition(tx, deps.clock, hold)),
        );
    },
    "circulation-forget-readers": async () => {
      await forgetReaders(deps.db, deps.clock);
    },
    "circulation-shares": async () => {
      await countShares(deps.db, deps.clock);
    },
    "circulation-remind": async () => {
      await remindOfLoans(deps.db, deps.clock);
    },
  };
}

const changedSchema = z.object({ instanceIds: z.array(z.number().int()) });

/** Records came, went or moved: see `followInstances`. */
export function circulationSubscribers(deps: RouteDeps): Subscriber[] {
  return [
    {
      topic: "instances-changed",
      name: "circulation.targeting",
      handle: async (tx, messages) => {
        const ids = messages.flatMap((m) => changedSchema.parse(m.payload).instanceIds);
        await followInstances(tx, deps.clock, [...new Set(ids)]);
      },
    },
  ];
}
