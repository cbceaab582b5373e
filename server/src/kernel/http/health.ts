import { setTimeout as pause } from "node:timers/promises";
import { sql } from "kysely";
import type { Db } from "../database.ts";
import type { App, Reply, RouteDeps } from "../http.ts";
import { leaving } from "../stopping.ts";
import { toProblem } from "./failures.ts";

/** Longer no answer of the database is waited for. */
const ANSWER_MS = 2000;
/** What was found is believed so long, however often it is asked. */
const BELIEVED_MS = 1000;
/** Messages wait moments; so many seconds mean that nobody takes them, and that the search index falls behind. */
const OUTBOX_SECONDS = 120;
/** Jobs wait seconds; those of a queue or of a lane for long ones as long as what is before them. */
const JOB_SECONDS = 600;

/** What is wrong, by a stable word; `ok`: nothing. */
type Health = {
  ok: boolean;
  reasons: string[];
  /** Seconds that the oldest message of the outbox has waited, and with it the index; null: not known. */
  outboxSeconds: number | null;
  /** Jobs that should have begun long ago; null: not known. */
  jobsLate: number | null;
};

/** Asks the database whether it answers, and what waits in it. */
async function askHealth(db: Db, slow: readonly string[]): Promise<Health> {
  try {
    const { rows } = await within(
      ANSWER_MS,
      sql<{ outbox: number | null; jobs: number }>`
        select extract(epoch from now() - least(
            (select min(o.created_at) from kernel.outbox o),
            (select min(u.published_at) from kernel.undelivered u where u.set_aside_at is null)))::float8 as outbox,
          (select count(*) from graphile_worker.jobs j where j.queue_name is null and j.locked_at is null
            and j.task_identifier <> all(${slow}::text[])
            and j.attempts < j.max_attempts and j.run_at < now() - make_interval(secs => ${JOB_SECONDS})) as jobs`.execute(
        db,
      ),
    );
    const { outbox, jobs } = rows[0]!;
    const reasons = [
      ...((outbox ?? 0) > OUTBOX_SECONDS ? ["outbox-behind"] : []),
      ...(jobs > 0 ? ["jobs-late"] : []),
    ];
    return { ok: reasons.length === 0, reasons, outboxSeconds: Math.round(outbox ?? 0), jobsLate: jobs };
  } catch (error) {
    const { code } = toProblem(error);
    const reason = code === "internal" ? "database-unavailable" : code;
    return { ok: false, reasons: [reason], outboxSeconds: null, jobsLate: null };
  }
}

/** What waits longer than `ms` has failed; the timer keeps nobody from leaving. */
function within<T>(ms: number, work: Promise<T>): Promise<T> {
  const late = pause(ms, undefined, { ref: false }).then((): never => {
    throw new Error("timeout exceeded when trying to connect");
  });
  return Promise.race([work, late]);
}

/**
 * Mounts `/healthz` (can anything be served: does the database answer) and `/readyz` (is all well: outbox, index and
 * jobs too). Both answer 200, or 503 with the reasons.
 */
export function registerHealth(app: App, { db, lanes = {} }: Pick<RouteDeps, "db" | "lanes">): void {
  let asked: { at: number; health: Promise<Health> } | undefined;
  const ask = (): Promise<Health> => {
    const now = performance.now();
    if (!asked || now - asked.at > BELIEVED_MS)
      asked = { at: now, health: askHealth(db, Object.keys(lanes)) };
    return asked.health;
  };
  const options = { schema: { hide: true }, config: { anyHost: true, cost: 0 } };
  const send = (reply: Reply, ok: boolean, body: object): Reply =>
    reply
      .code(ok ? 200 : 503)
      .header("cache-control", "no-store")
      .send({ ok, ...body });
  app.get("/healthz", options, async (_request, reply) => {
    const { outboxSeconds, reasons } = await ask();
    return outboxSeconds === null ? send(reply, false, { reasons }) : send(reply, true, {});
  });
  app.get("/readyz", options, async (_request, reply) => {
    const { ok, ...rest } = await ask();
    if (leaving.hasBegun) return send(reply, false, { ...rest, reasons: ["stopping"] });
    return send(reply, ok, rest);
  });
}
