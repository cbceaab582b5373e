import type { AddressInfo } from "node:net";
import { createRegionApp } from "../app.ts";
import { groupInstances } from "../catalogue/index.ts";
import { circulationJobs, circulationSchedule, circulationSubscribers } from "../circulation/index.ts";
import { communitySubscribers } from "../community/index.ts";
import { consortiumJobs, consortiumSchedule } from "../consortium/index.ts";
import {
  alertJobs,
  alertSchedule,
  CatalogueIndex,
  createBrowseFeed,
  createSearcher,
  decisionSubscribers,
  indexSubscribers,
  Suggestions,
} from "../discovery/index.ts";
import { driftingJobs, driftingSchedule, driftingSubscribers } from "../drifting/index.ts";
import { fulfilmentSubscribers } from "../fulfilment/index.ts";
import type { Config } from "../kernel/config.ts";
import { fileJobs, regionFiles } from "../kernel/files/file-jobs.ts";
import { startJobs } from "../kernel/jobs.ts";
import { startOutbox } from "../kernel/outbox.ts";
import { openRegionDatabase } from "../kernel/region-database.ts";
import { systemClock } from "../kernel/time.ts";
import { nestsJobs, nestsSchedule, nestsSubscribers } from "../nests/index.ts";
import { peopleJobs, peopleSchedule } from "../people/index.ts";
import { sharingJobs, sharingSchedule, sharingSubscribers } from "../sharing/index.ts";
import { workbenchJobs } from "../workbench/index.ts";
import { EXIT, progressLine, say } from "./output.ts";

const POOL = 24;
const SNAPSHOT_EVERY_MS = 5 * 60_000;

/** `commonshelf serve`: runs until it is told to stop. */
export async function serveCommand(_args: string[], config: Config): Promise<number> {
  const started = performance.now();
  const line = progressLine();
  await using stack = new AsyncDisposableStack();
  const database = await openRegionDatabase(config, POOL, "commonshelf-serve");
  stack.defer(() => database.close());
  const demo = config.demo ? await loadDemo(config, database, (text) => line.show(text)) : [];
  const index = new CatalogueIndex(database.db, config.dataFolder);
  await index.open((done) => line.show(`indexing  ${done} titles`));
  stack.defer(() => index.save());
  const suggestions = new Suggestions(database.connection);
  stack.defer(() => suggestions.stop());
  const deps = {
    db: database.db,
    pool: database.pool,
    clock: systemClock,
    config,
    searcher: createSearcher(() => index.index, { suggestions }),
  };
  const app = await createRegionApp(deps, {
    level: "warn",
    redact: ["req.headers.cookie", "req.headers.authorization"],
  });
  const report = (error: unknown): void => app.log.error({ err: error }, "background work failed");
  const browse = createBrowseFeed(database.db, database.connection, report);
  stack.defer(() => browse.stop());
  const outbox = startOutbox(
    database.db,
    [
      ...indexSubscribers(index, report),
      browse.subscriber,
      suggestions.subscriber(() => browse.settled(), report),
      ...circulationSubscribers(deps),
      ...communitySubscribers(),
      ...decisionSubscribers(deps),
      ...sharingSubscribers(),
      ...nestsSubscribers,
      ...driftingSubscribers,
      ...fulfilmentSubscribers(deps),
    ],
    report,
  );
  stack.defer(() => outbox.stop());
  const handlers = {
    ...fileJobs(regionFiles(config.dataFolder)),
    ...consortiumJobs(deps),
    ...peopleJobs(deps),
    ...circulationJobs(deps),
    ...sharingJobs(deps),
    ...nestsJobs(deps),
    ...driftingJobs(deps),
    ...alertJobs(deps),
    ...workbenchJobs(deps),
  };
  const schedule = [
    ...consortiumSchedule,
    ...peopleSchedule,
    ...circulationSchedule,
    ...sharingSchedule,
    ...nestsSchedule,
    ...driftingSchedule,
    ...alertSchedule,
  ];
  const jobs = await startJobs(database.pool, handlers, schedule, report);
  stack.defer(() => jobs.stop());
  groupInstances(database.pool).catch(report);
  browse
    .gather()
    .then(() => suggestions.rebuild())
    .catch(report);
  const snapshots = setInterval(() => index.save().catch(report), SNAPSHOT_EVERY_MS);
  stack.defer(() => clearInterval(snapshots));
  await app.listen({ port: config.port, host: config.host });
  stack.defer(() => app.close());
  line.end();
  announce(
    config,
    (app.server.address() as AddressInfo).port,
    index.index.size,
    performance.now() - started,
    demo,
  );
  await untilStopped();
  say("Stopping…");
  return EXIT.ok;
}

type DemoAccount = { login: string; password: string; role: string; memberCode: string | null };

async function loadDemo(
  config: Config,
  database: Awaited<ReturnType<typeof openRegionDatabase>>,
  show: (text: string) => void,
): Promise<DemoAccount[]> {
  const { demoAccounts, loadDemoRegion, shouldLoadDemo } = await import("../../../demo/index.ts");
  if (await shouldLoadDemo(database.db))
    await loadDemoRegion({
      db: database.db,
      pool: database.pool,
      dataFolder: config.dataFolder,
      clock: systemClock,
      onProgress: (text: string) => show(`demo region  ${text}`),
    });
  return demoAccounts;
}

function announce(config: Config, port: number, titles: number, ms: number, demo: DemoAccount[]): void {
  const address = config.publicUrl ?? `http://localhost:${port}`;
  say(`Commonshelf is ready: ${address}  (${titles} titles, ${(ms / 1000).toFixed(1)} s)`);
  say(`  readers    ${address}/`);
  say(`  workbench  ${address}/staff`);
  if (demo.length === 0) return;
  say("  demo accounts (login / password):");
  for (const account of demo)
    say(
      `    ${account.login.padEnd(16)} ${account.password}   ${account.role}${account.memberCode ? ` at ${account.memberCode}` : ""}`,
    );
}

function untilStopped(): Promise<void> {
  return new Promise((done) => {
    for (const signal of ["SIGTERM", "SIGINT"] as const) process.once(signal, () => done());
  });
}
