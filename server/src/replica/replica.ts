import type pg from "pg";
import { type Database, openDatabase } from "../kernel/database.ts";

const POOL = 24;
const LOOK_MS = 250;
const RETRY_MS = 2000;
/** A copy that is further behind is not asked: what others did is then too old. */
const MOST_BEHIND_MS = 10_000;
const STEP_MS = 20;
const MOST_PLACES = 100;

/** `16/B374D848` as a number. */
export function lsnOf(text: string): bigint {
  const [high = "0", low = "0"] = text.split("/", 2);
  return (BigInt(`0x${high}`) << 32n) | BigInt(`0x${low}`);
}

/** Where the first database's log ends now: everything that was committed lies before. */
export async function writtenLsn(first: pg.Pool): Promise<string> {
  const { rows } = await first.query<{ lsn: string }>("select pg_current_wal_insert_lsn()::text as lsn");
  return rows[0]!.lsn;
}

type Say = (text: string, error?: unknown) => void;

/** A copy of the database that follows by streaming, at `url`. `say` hears when it is lost, falls behind and comes back. */
export class Replica {
  private readonly copy: Database;
  private readonly first: pg.Pool;
  private readonly say: Say;
  private replayed = 0n;
  private isKnownGood = false;
  private isSaidGood = true;
  private isStopping = false;
  private wake: () => void = () => undefined;
  /** Where the first database was at some moments, the oldest first: how far behind the copy is, its own clock cannot tell. */
  private places: { lsn: bigint; at: number }[] = [];
  private readonly running: Promise<void>;

  constructor(url: string, first: pg.Pool, say: Say) {
    const connection = { connectionString: url, options: "-c default_transaction_read_only=on" };
    this.copy = openDatabase(connection, POOL, "commonshelf-replica");
    this.first = first;
    this.say = say;
    this.running = this.loop();
  }

  get pool(): pg.Pool {
    return this.copy.pool;
  }

  /** Whether it can be asked now. */
  isUsable(): boolean {
    return this.isKnownGood;
  }

  /** Whether it has come as far as this place in the log, within so many milliseconds. */
  async reaches(lsn: bigint, withinMs: number): Promise<boolean> {
    const deadline = performance.now() + withinMs;
    while (this.replayed < lsn) {
      if (!this.isKnownGood || performance.now() > deadline) return false;
      await new Promise((done) => setTimeout(done, STEP_MS));
      await this.look().catch((error: unknown) => this.lost(error));
    }
    return true;
  }

  /** It did not answer: until it does it is not asked. */
  lost(error: unknown): void {
    this.isKnownGood = false;
    if (this.isSaidGood) this.say("the copy of the database cannot be read; pages read the first one", error);
    this.isSaidGood = false;
  }

  async stop(): Promise<void> {
    this.isStopping = true;
    this.wake();
    await this.running;
    await this.copy.close();
  }

  private async look(): Promise<void> {
    const { rows } = await this.pool.query<{ lsn: string | null; follows: boolean }>(
      "select pg_last_wal_replay_lsn()::text as lsn, pg_is_in_recovery() as follows",
    );
    const { lsn, follows } = rows[0]!;
    if (!follows || lsn === null) throw new Error("DATABASE_REPLICA_URL names no copy that follows");
    this.replayed = lsnOf(lsn);
  }

  private async compare(): Promise<void> {
    const written = lsnOf(await writtenLsn(this.first));
    // The oldest one counts; while the copy is away there need not be more and more.
    if (this.places.length < MOST_PLACES) this.places.push({ lsn: written, at: performance.now() });
    await this.look();
    this.places = this.places.filter((place) => place.lsn > this.replayed);
    const behind = this.places[0] ? performance.now() - this.places[0].at : 0;
    if (behind > MOST_BEHIND_MS) throw new Error(`the copy is ${Math.round(behind / 1000)} s behind`);
  }

  private async loop(): Promise<void> {
    while (!this.isStopping) {
      try {
        await this.compare();
        if (!this.isSaidGood) this.say("the copy of the database is read again");
        this.isKnownGood = this.isSaidGood = true;
      } catch (error) {
        this.lost(error);
      }
      if (this.isStopping) break;
      await new Promise<void>((done) => {
        this.wake = done;
        setTimeout(done, this.isKnownGood ? LOOK_MS : RETRY_MS);
      });
    }
  }
}
