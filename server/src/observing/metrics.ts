import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";
import type { Searcher } from "../discovery/index.ts";
import { listTroubles } from "../kernel/delivery/troubles.ts";
import type { RouteDeps } from "../kernel/http.ts";
import { type JobFigures, jobFigures } from "../kernel/jobs.ts";
import { type OutboxFigures, outboxFigures } from "./outbox-figures.ts";

/** Who is asked how many titles can be found. */
export type Searching = { searcher: Pick<Searcher, "size"> };

/** What is counted as it happens, and the registry that tells all. */
export type Metrics = {
  registry: Registry;
  requests: Histogram<"method" | "route" | "status">;
  statements: Histogram<"outcome">;
  slowStatements: Counter;
};

/** Pages want 50 ms, desks 20: most places stand there. */
const SECONDS = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10];
const STATEMENT_SECONDS = [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.5, 1, 5];
/** What the region's own figures are believed for, however many ask. */
const BELIEVED_MS = 1000;

type Deps = Pick<RouteDeps, "db" | "pool"> & Searching;
type Region = { outbox: OutboxFigures; jobs: JobFigures; troubles: number };

/** The metrics of one process, in the names Prometheus recommends (prometheus.io/docs/practices/naming). */
export function createMetrics(deps: Deps): Metrics {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  addGauges(registry, deps);
  return {
    registry,
    requests: new Histogram({
      name: "http_request_duration_seconds",
      help: "Requests by the pattern of their address",
      labelNames: ["method", "route", "status"],
      buckets: SECONDS,
      registers,
    }),
    statements: new Histogram({
      name: "commonshelf_statement_seconds",
      help: "Statements answered by the database",
      labelNames: ["outcome"],
      buckets: STATEMENT_SECONDS,
      registers,
    }),
    slowStatements: new Counter({
      name: "commonshelf_slow_statements_total",
      help: "Statements that took longer than COMMONSHELF_SLOW_MS",
      registers,
    }),
  };
}

/** What is asked when somebody looks. */
function addGauges(registry: Registry, { db, pool, searcher }: Deps): void {
  let asked: { at: number; region: Promise<Region | null> } | undefined;
  const ask = (): Promise<Region | null> => {
    const now = performance.now();
    if (asked && now - asked.at < BELIEVED_MS) return asked.region;
    const region = Promise.all([outboxFigures(db), jobFigures(db), listTroubles(db)]).then(
      ([outbox, jobs, troubles]) => ({ outbox, jobs, troubles: troubles.length }),
      () => null, // the database is away, which is a metric too
    );
    asked = { at: now, region };
    return region;
  };
  const gauge = (
    name: string,
    help: string,
    value: () => number | undefined | Promise<number | undefined>,
  ): void => {
    new Gauge({
      name: `commonshelf_${name}`,
      help,
      registers: [registry],
      async collect() {
        const found = await value();
        // What cannot be known now is left out rather than told as nought.
        if (found === undefined) this.remove();
        else this.set(found);
      },
    });
  };
  const ofRegion = (name: string, help: string, pick: (region: Region) => number): void =>
    gauge(name, help, async () => {
      const region = await ask();
      return region === null ? undefined : pick(region);
    });

  gauge("database_up", "1 when the database answers", async () => ((await ask()) === null ? 0 : 1));
  gauge("database_connections", "Connections of this process", () => pool.totalCount);
  gauge("database_connections_idle", "Connections of this process that nobody uses", () => pool.idleCount);
  gauge("database_waiting", "Work of this process that waits for a connection", () => pool.waitingCount);
  gauge("search_titles", "Titles that can be found", () => searcher.size().catch(() => undefined));
  ofRegion("outbox_messages", "Messages between rooms not delivered yet", (r) => r.outbox.waiting);
  ofRegion("outbox_oldest_seconds", "Age of the oldest of them", (r) => r.outbox.oldestSeconds);
  ofRegion("outbox_set_aside", "Messages given up until somebody looks", (r) => r.outbox.setAside);
  ofRegion(
    "search_lag_seconds",
    "Age of the oldest change the index has not heard of",
    (r) => r.outbox.indexSeconds,
  );
  ofRegion("jobs_waiting", "Jobs that could run now", (r) => r.jobs.waiting);
  ofRegion("jobs_oldest_seconds", "How long the oldest of them waits", (r) => r.jobs.oldestSeconds);
  ofRegion("jobs_running", "Jobs under way", (r) => r.jobs.locked);
  ofRegion("jobs_given_up", "Jobs that failed as often as they may", (r) => r.jobs.givenUp);
  ofRegion("troubles", "Background work that failed at its last attempt", (r) => r.troubles);
}
