import { Worker } from "node:worker_threads";
import { emptySuggestTable, type SuggestTable, SuggestTableBuilder } from "@commonshelf/cjk";
import type pg from "pg";
import { headingsAfter } from "../../../browse-lists/index.ts";
import type { Subscriber } from "../../../kernel/outbox.ts";

const PAGE = 20_000;
/** The table is built anew when nothing has changed for so long: soon, and not in the middle of an import. */
const QUIET_MS = 15_000;
/** An import without end is not waited for longer than this. */
const LONGEST_MS = 15 * 60_000;

/** After a failure, as when the database was away. */
const RETRY_MS = 30_000;

/** Reads all headings of the browse lists into a table, other names under what they lead to; page by page, in the order of the primary key. */
export async function readHeadings(client: pg.ClientBase | pg.Pool): Promise<SuggestTable> {
  const builder = new SuggestTableBuilder();
  let after: [string, string] = ["", ""];
  for (;;) {
    const rows = await headingsAfter(client, after, PAGE);
    for (const { kind, display, titles, target, targetTitles } of rows)
      if (titles > 0) builder.add(kind, display, titles);
      else if (target !== null && targetTitles > 0) builder.add(kind, display, targetTitles, target);
    const last = rows.at(-1);
    if (!last) return builder.build();
    after = [last.kind, last.key];
  }
}

/** What readers are offered while they type; built beside the running server, a while behind the catalogue. */
export class Suggestions {
  private current: SuggestTable = emptySuggestTable();
  private readonly connection: pg.ClientConfig;
  private timer: NodeJS.Timeout | undefined;
  private changedAt = 0;
  private building = false;
  private isStale = false;
  private isStopped = false;

  constructor(connection: pg.ClientConfig) {
    this.connection = connection;
  }

  get table(): SuggestTable {
    return this.current;
  }

  /**
   * Builds the table anew in a thread of its own; the old one answers until it is ready. What changes meanwhile is in the
   * next one.
   */
  async rebuild(): Promise<void> {
    if (this.building) {
      this.isStale = true;
      return;
    }
    this.building = true;
    try {
      do {
        this.isStale = false;
        this.current = await this.build();
      } while (this.isStale && !this.isStopped);
    } finally {
      this.building = false;
    }
  }

  private async build(): Promise<SuggestTable> {
    return await new Promise<SuggestTable>((done, fail) => {
      const worker = new Worker(new URL("./suggest-worker.ts", import.meta.url), {
        workerData: this.connection,
      });
      worker.once("message", done);
      worker.once("error", fail);
      worker.once("exit", (code) => fail(new Error(`The suggestions ended with ${code}`)));
    });
  }

  /** Hears of changes and has the table built anew when they are over and `settled` in the browse lists. */
  subscriber(settled: () => Promise<void>, report: (error: unknown) => void): Subscriber {
    return {
      topic: "instances-changed",
      name: "discovery.suggestions",
      handle: async () => {
        const now = performance.now();
        if (this.timer === undefined) this.changedAt = now;
        const wait = Math.max(0, Math.min(QUIET_MS, this.changedAt + LONGEST_MS - now));
        this.rebuildAfter(wait, settled, report);
      },
    };
  }

  private rebuildAfter(wait: number, settled: () => Promise<void>, report: (error: unknown) => void): void {
    clearTimeout(this.timer);
    if (this.isStopped) return;
    this.timer = setTimeout(() => {
      this.timer = undefined;
      settled()
        .then(() => this.rebuild())
        .catch((error: unknown) => {
          report(error);
          if (this.timer === undefined) this.rebuildAfter(RETRY_MS, settled, report);
        });
    }, wait).unref();
  }

  stop(): void {
    this.isStopped = true;
    clearTimeout(this.timer);
  }
}
