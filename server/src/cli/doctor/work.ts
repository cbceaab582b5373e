import { listTroubles } from "../../kernel/delivery/troubles.ts";
import { jobFigures } from "../../kernel/jobs.ts";
import { importFigures } from "../../loads/index.ts";
import { outboxFigures } from "../../observing/index.ts";
import type { RegionDatabase } from "../serving/region-database.ts";
import type { Finding } from "./finding.ts";

/** What waits longer than this does not go on by itself. */
const OVERDUE_SECONDS = 600;

/** What goes on in the background. */
export async function lookAtWork(database: RegionDatabase, isServed: boolean): Promise<Finding[]> {
  const [outbox, jobs, imports, troubles] = await Promise.all([
    outboxFigures(database.db),
    jobFigures(database.db),
    importFigures(database.db),
    listTroubles(database.db),
  ]);
  const abandoned = isServed ? 0 : jobs.locked;
  const unfinished = imports.waiting + imports.running;
  const start = "; the next start of the server takes them up";
  const startIt = isServed ? "Look into the server's log" : "Start the server";
  return [
    {
      check: "outbox",
      ok: outbox.oldestSeconds < OVERDUE_SECONDS,
      detail: `${outbox.waiting} messages, oldest ${outbox.oldestSeconds} s; ${outbox.retried} tried again`,
      advice: `${startIt}: until they are delivered, searches and availability are behind`,
    },
    {
      check: "set aside",
      ok: outbox.setAside === 0,
      detail: `${outbox.setAside} messages`,
      advice: "commonshelf outbox list tells why; mend that, then commonshelf outbox retry --all",
    },
    {
      check: "jobs",
      ok: jobs.oldestSeconds < OVERDUE_SECONDS && jobs.oldLocks + jobs.givenUp + abandoned === 0,
      detail:
        `${jobs.waiting} waiting, oldest ${jobs.oldestSeconds} s; ${jobs.oldLocks} locked for hours, ${jobs.givenUp} given up` +
        (abandoned > 0 ? `; ${abandoned} left locked by a server that is gone${start}` : ""),
      advice: `${startIt}; what was given up is listed in the workbench under Operation`,
    },
    {
      check: "imports",
      ok: imports.failed === 0 && imports.oldestSeconds < OVERDUE_SECONDS && (isServed || unfinished === 0),
      detail:
        `${imports.failed} failed, ${imports.waiting} waiting (oldest ${imports.oldestSeconds} s), ${imports.running} under way` +
        (!isServed && unfinished > 0 ? start : ""),
      advice: imports.failed > 0 ? "The workbench shows each failed load with its reason" : startIt,
    },
    ...troubles.map(({ name, since, times, error }) => ({
      check: name,
      ok: false,
      detail: `fails since ${since.toISOString()}, ${times} times: ${error}`,
      advice: "It is tried again by itself; mend what the error names (often the disk), and look again",
    })),
  ];
}
