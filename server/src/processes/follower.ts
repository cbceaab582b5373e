import { sql } from "kysely";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { OutboxMessage, Subscriber } from "../kernel/outbox.ts";

/** Two processes agree within a second: a look takes a millisecond. */
const LOOK_MS = 150;
const RETRY_MS = 1000;
const LISTED_MS = 5000;
const KEPT = "1 day";
const SWEEP_EVERY_MS = 3_600_000;

type Look = { xmin: string; at: number; messages: (OutboxMessage & { xid: string })[] };
type Report = (error: unknown) => void;

/**
 * Follows the feed of all processes under a name of its own: hears of every change, whichever process made it, and says how far
 * it has come. Messages are told apart by the transaction that left them: one that ends late is still heard, because its number
 * is not below the oldest that was under way at the look before.
 */
export class Follower {
  private oldest = "0";
  private heardUntil = 0;
  private readonly heard = new Map<number, bigint>();
  private isStopping = false;
  private running: Promise<void> = Promise.resolve();
  private wake: () => void = () => undefined;
  private waiting: { moment: number; done: () => void }[] = [];
  private listedAt = performance.now();
  private sweptAt = Number.NEGATIVE_INFINITY;
  private readonly db: Db;
  private readonly name: string;
  private readonly report: Report;

  constructor(db: Db, name: string, report: Report) {
    this.db = db;
    this.name = name;
    this.report = report;
  }

  /** Begins to listen: what is left from now on will be heard, also before `start`. */
  async open(): Promise<void> {
    await sql`insert into processes.follower (name) values (${this.name})
      on conflict (name) do update set since = now()`.execute(this.db);
    // What began before the line above was there may have left no copy: it is over before the index is read.
    const { rows } = await sql<{ next: string; xmin: string }>`
      select pg_snapshot_xmax(pg_current_snapshot())::text as next,
        pg_snapshot_xmin(pg_current_snapshot())::text as xmin`.execute(this.db);
    this.oldest = rows[0]!.xmin;
    await untilOver(this.db, rows[0]!.next);
  }

  /** Begins to hand on. `onMissed`: for a while nothing was kept for this process, which must look for itself. */
  start(subscribers: readonly Subscriber[], onMissed: () => void): void {
    this.running = this.loop(subscribers, onMissed);
  }

  /**
   * Resolves when everything that was committed at this moment (`now` of this database) is handed on, or after `atMostMs`;
   * tells which.
   */
  caughtUp(moment: number, atMostMs: number): Promise<boolean> {
    if (this.heardUntil >= moment) return Promise.resolve(true);
    return new Promise((done) => {
      const timer = setTimeout(() => done(false), atMostMs);
      this.waiting.push({
        moment,
        done: () => {
          clearTimeout(timer);
          done(true);
        },
      });
      this.wake();
    });
  }

  /** The database's clock, in milliseconds. */
  async moment(): Promise<number> {
    const { rows } = await sql<{ at: number }>`
      select (extract(epoch from clock_timestamp()) * 1000)::float8 as at`.execute(this.db);
    return rows[0]!.at;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
    for (const one of this.waiting) one.done();
    await sql`delete from processes.follower where name = ${this.name}`.execute(this.db);
  }

  private async loop(subscribers: readonly Subscriber[], onMissed: () => void): Promise<void> {
    // While the database is away one line says so, not one for every look.
    let isAway = false;
    while (!this.isStopping) {
      try {
        await this.step(subscribers, onMissed);
        isAway = false;
      } catch (error) {
        if (!isAway) this.report(error);
        isAway = true;
      }
      if (!this.isStopping) await this.rest(isAway);
    }
  }

  private async rest(isAway: boolean): Promise<void> {
    await new Promise<void>((done) => {
      const timer = setTimeout(done, isAway ? RETRY_MS : LOOK_MS);
      this.wake = () => {
        clearTimeout(timer);
        done();
      };
      // Somebody waits already.
      if (!isAway && this.waiting.length > 0) this.wake();
    });
  }

  private async step(subscribers: readonly Subscriber[], onMissed: () => void): Promise<void> {
    if (performance.now() - this.listedAt > LISTED_MS) {
      if (!(await this.isListed())) onMissed();
      this.listedAt = performance.now();
    }
    const { xmin, at, messages } = await this.look();
    for (const subscriber of subscribers) {
      const own = messages.filter((message) => message.topic === subscriber.topic);
      if (own.length > 0) await inTransaction(this.db, (tx) => subscriber.handle(tx, own));
    }
    for (const { id, xid } of messages) this.heard.set(id, BigInt(xid));
    this.oldest = xmin;
    for (const [id, xid] of this.heard) if (xid < BigInt(xmin)) this.heard.delete(id);
    this.heardUntil = at;
    for (const one of this.waiting.filter(({ moment }) => moment <= at)) one.done();
    this.waiting = this.waiting.filter(({ moment }) => moment > at);
    if (performance.now() - this.sweptAt < SWEEP_EVERY_MS) return;
    this.sweptAt = performance.now();
    await sql`delete from processes.feed where at < now() - ${KEPT}::interval`.execute(this.db);
  }

  private async look(): Promise<Look> {
    const { rows } = await sql<Look>`select pg_snapshot_xmin(pg_current_snapshot())::text as xmin,
        (extract(epoch from statement_timestamp()) * 1000)::float8 as at,
        coalesce((select json_agg(json_build_object('id', f.id, 'xid', f.xid::text, 'topic', f.topic,
            'payload', f.payload) order by f.id)
          from processes.feed f
          where f.xid >= ${this.oldest}::xid8 and f.id <> all(${[...this.heard.keys()]}::bigint[])), '[]'::json)
          as messages`.execute(this.db);
    return rows[0]!;
  }

  /** Others take a process that lost its connection for one that was killed, and strike it off. */
  private async isListed(): Promise<boolean> {
    const { rows } = await sql`insert into processes.follower (name) values (${this.name})
      on conflict (name) do nothing returning name`.execute(this.db);
    return rows.length === 0;
  }
}

const OVER_LOOK_MS = 50;
/** A batch of an import is over sooner; whatever is longer is found again by the versions of the titles. */
const OVER_MS = 10_000;

/** Waits until every transaction before this one is over. */
async function untilOver(db: Db, next: string): Promise<void> {
  const deadline = performance.now() + OVER_MS;
  for (;;) {
    const { rows } = await sql<{ over: boolean }>`
      select pg_snapshot_xmin(pg_current_snapshot()) >= ${next}::xid8 as over`.execute(db);
    if (rows[0]!.over || performance.now() > deadline) return;
    await new Promise((done) => setTimeout(done, OVER_LOOK_MS));
  }
}
