import type { AddressInfo } from "node:net";
import { createRegionApp } from "../app.ts";
import { createBrowseFeed } from "../browse-lists/index.ts";
import { indexSubscribers, Suggestions } from "../discovery/index.ts";
import type { Config } from "../kernel/config.ts";
import { createBackground } from "../kernel/delivery/troubles.ts";
import type { App } from "../kernel/http.ts";
import { startJobs } from "../kernel/jobs.ts";
import { startOutbox } from "../kernel/outbox.ts";
import { Problem } from "../kernel/problem.ts";
import { createStop, type Stop, stopSignals } from "../kernel/stopping.ts";
import { systemClock } from "../kernel/time.ts";
import {
  commands,
  erasers,
  indexSources,
  jobsOf,
  lanes,
  readerPages,
  schedule,
  subscribersOf,
} from "../rooms.ts";
import { type DemoState, demoState, loadDemo } from "./demo.ts";
import { EXIT, progressLine, say } from "./output.ts";
import { repeat } from "./serving/again.ts";
import { type Company, joinOthers } from "./serving/company.ts";
import { openCopy } from "./serving/copy.ts";
import { type Engine, openEngine } from "./serving/engine.ts";
import { startLater } from "./serving/later.ts";
import { hearProcessErrors } from "./serving/process-errors.ts";
import { openServedDatabase } from "./serving/region-database.ts";

const POOL = 24;
const SNAPSHOT_EVERY_MS = 5 * 60_000;
const RETRY_MS = 30_000;
/** Requests under way are given this long; connections still open then are cut. */
const REQUESTS_MS = 2500;

type Served = { address: AddressInfo; titles: number | null; demo: DemoState };
type Report = (error: unknown) => void;
/** What is kept in memory, or in step with it. */
type Kept = {
  company: Company;
  engine: Engine;
  browse: ReturnType<typeof createBrowseFeed>;
  suggestions: Suggestions;
};

/** `commonshelf serve`: runs until it is told to stop. */
export async function serveCommand(_args: string[], config: Config): Promise<number> {
  // Until the log of the web server is there, people at the terminal are told.
  let report: Report = (error) => say(sentenceOf(error));
  const stop = createStop((error) => report(error));
  const takeLog = (log: Report): void => {
    report = log;
  };
  try {
    const code = await serveUntilStopped(config, stop, { hear: (error) => report(error), takeLog });
    return code === EXIT.ok && !stop.isWhole() ? EXIT.failed : code;
  } finally {
    // What was left behind (a thread, a connection, the channel to whoever started us) does not keep the process, one that
    // could not start neither.
    setTimeout(() => process.exit(), LINGER_MS).unref();
  }
}

async function serveUntilStopped(
  config: Config,
  stop: ReturnType<typeof createStop>,
  { hear, takeLog }: Pick<Listeners, "hear" | "takeLog">,
): Promise<number> {
  const started = performance.now();
  const line = progressLine();
  let code: number = EXIT.ok;
  const stopped = Promise.withResolvers<void>();
  const end = (exitCode: number): void => {
    code = exitCode;
    stop.begin();
    leaveInTime(exitCode);
    stopped.resolve();
  };
  stopSignals(() => end(EXIT.ok));
  // Whoever started us (bin/commonshelf.mjs) was killed: so are we, and the next start recovers.
  process.once("disconnect", () => process.exit(EXIT.failed));
  hearProcessErrors(hear, () => end(EXIT.failed));
  await using stack = new AsyncDisposableStack();
  const serving = startRegion(config, stack, stop, {
    show: (text) => line.show(text),
    hear,
    takeLog,
    onTakenOver: () => {
      say("Another server has taken this region over while the database was away; this one ends.");
      end(EXIT.refused);
    },
  });
  const served = await Promise.race([serving, stopped.promise]).catch((error: unknown) => {
    line.end();
    throw error instanceof Problem && error.code === "region-served" ? servedAlready(config, error) : error;
  });
  line.end();
  if (served) {
    announce(config, served, performance.now() - started);
    await stopped.promise;
  }
  serving.catch(() => undefined); // stopped while it started: what it still tried has failed with the database
  say("Stopping…");
  return code;
}

const LINGER_MS = 200;
/** A little more than all steps of a stop together may take. */
const LEAVE_MS = 9700;

/** Whatever hangs, and whatever keeps the process alive: it ends. */
function leaveInTime(code: number): void {
  setTimeout(() => {
    say("Not everything ended in time; leaving it behind.");
    process.exit(code === EXIT.ok ? EXIT.failed : code);
  }, LEAVE_MS).unref();
}

function sentenceOf(error: unknown): string {
  const cause = (error as Error | null)?.cause;
  const because = cause instanceof Error ? `: ${cause.message}` : "";
  return `${error instanceof Error ? error.message : String(error)}${because}`;
}

function servedAlready(config: Config, refusal: Problem): Error {
  const place = config.databaseUrl ? "the database of DATABASE_URL" : config.dataFolder;
  const by = refusal.params.by ? ` (${refusal.params.by})` : "";
  const advice = config.processName
    ? "Give each of several servers a COMMONSHELF_PROCESS of its own, all of them one"
    : "Stop it first, give this one a data folder of its own (COMMONSHELF_DATA), or name several of one region (COMMONSHELF_PROCESS)";
  return new Error(`Another server${by} already serves ${place}. ${advice}`);
}

type Listeners = {
  show: (text: string) => void;
  hear: Report;
  takeLog: (log: Report) => void;
  onTakenOver: () => void;
};

/** Starts everything; what must end in order is put on `stack`. */
async function startRegion(
  config: Config,
  stack: AsyncDisposableStack,
  stop: Stop,
  { show, hear, takeLog, onTakenOver }: Listeners,
): Promise<Served> {
  const atEnd = (name: string, atMostMs: number, work: () => unknown): void =>
    stack.defer(() => stop.step(name, atMostMs, work));
  const serving = openServedDatabase(config, POOL);
  atEnd("the database", 4000, () => serving.end());
  const database = await serving.opened;
  database.keeper.watch((text, error) => hear(error ? new Error(text, { cause: error }) : text), onTakenOver);
  const background = createBackground(database.db, hear);
  atEnd("background work", 1000, () => background.end());
  const company = await joinOthers(config, database, hear);
  atEnd("what others tell", 1000, () => company.stop());
  await company.inTurn("demo", () => loadDemo(config, database, (text) => show(text)));
  const demo = await demoState(config, database.db);
  const suggestions = new Suggestions(database.connection);
  atEnd("suggestions", 500, () => suggestions.stop());
  const engine = await openEngine(config, database, company, suggestions, { show, report: hear });
  const saveIndex = (): Promise<boolean> => background.run("index-snapshot", () => engine.save());
  atEnd("the index", 5000, saveIndex);
  atEnd("the engine", 500, () => engine.stop());
  const deps = {
    db: database.db,
    pool: database.pool,
    clock: systemClock,
    config,
    searcher: engine.searcher,
    erasers,
    readerPages,
    commands,
    follower: company.follower,
    replica: openCopy(config, database.pool, hear, atEnd),
  };
  const app = await createRegionApp(deps, {
    level: config.logsRequests ? "info" : "warn",
    redact: ["req.headers.cookie", "req.headers.authorization"],
  });
  const report: Report = (error) =>
    typeof error === "string" ? app.log.warn(error) : app.log.error({ err: error }, "background work failed");
  takeLog(report);
  const browse = createBrowseFeed(database.db, database.connection, report);
  atEnd("browse lists", 1500, () => browse.stop());
  const outbox = startDelivery(deps, { company, engine, browse, suggestions, report });
  atEnd("the outbox", 1500, () => outbox.stop());
  const lines = { schedule, lanes, others: company.workers };
  const jobs = await startJobs(database.pool, jobsOf(deps), lines, report);
  atEnd("jobs", 4000, () => jobs.stop());
  const later = startLater({ pool: database.pool, background, company, browse, suggestions });
  later.push(repeat(SNAPSHOT_EVERY_MS, RETRY_MS, saveIndex));
  atEnd("timers", 500, () => {
    for (const work of later) work.stop();
  });
  await app.listen({ port: config.port, host: demo.host });
  atEnd("requests", REQUESTS_MS + 500, () => closeApp(app));
  atEnd("leave", 3000, () => company.leave());
  return { address: app.server.address() as AddressInfo, titles: engine.titles, demo };
}

/** Delivers between rooms, and to what this process keeps in memory. */
function startDelivery(
  deps: Parameters<typeof subscribersOf>[0],
  { company, engine, browse, suggestions, report }: Kept & { report: Report },
): { stop(): Promise<void> } {
  const { follower, isShared } = engine;
  const indexing = indexSubscribers(follower, indexSources, report);
  const suggesting = suggestions.subscriber(() => browse.settled(), report);
  const compare = (): void => void follower.adoptSnapshot().catch(report);
  const delivered = company.follow([...(isShared ? [] : indexing), suggesting], {
    onMissed: () => {
      if (!isShared) compare();
    },
    onGone: () => {
      browse.gather().catch(report);
      // Changes it had taken and could not write.
      if (isShared) compare();
    },
  });
  const others = [...(isShared ? indexing : []), browse.subscriber, ...subscribersOf(deps)];
  return startOutbox(deps.db, [...delivered, ...others], report);
}

/** Ends requests under way; a body that never comes does not keep the server. */
async function closeApp(app: App): Promise<void> {
  const cut = setTimeout(() => app.server.closeAllConnections(), REQUESTS_MS);
  try {
    await app.close();
  } finally {
    clearTimeout(cut);
  }
}

function announce(config: Config, { address, titles, demo }: Served, ms: number): void {
  const site = config.publicUrl ?? `http://localhost:${address.port}`;
  const found = titles === null ? "the search engine cannot be reached yet" : `${titles} titles`;
  say(`Commonshelf is ready: ${site}  (${found}, ${(ms / 1000).toFixed(1)} s)`);
  say(`  readers    ${site}/`);
  say(`  workbench  ${site}/staff`);
  for (const text of demo.words) say(`  ${text}`);
}
