import { Worker } from "node:worker_threads";
import type { ResultsProps } from "../../../web/reader/discovery/results.tsx";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { CoversPlace } from "../files/index.ts";

/** What the thread is started with. */
export type RenderThreadData = { covers: CoversPlace };
/** A page of results to be written: `props` as JSON, without the functions of its site; `packed`: with gzip. */
export type RenderTask = { id: number; props: string; packed: boolean };
/** The page; null when it could not be written. */
export type RenderedPage = { id: number; page: Uint8Array | null };

/** Pages the thread may have before it; more are written where they were asked for. */
const MOST_WAITING = 32;
const RESTART_MS = 60_000;

/**
 * Writes pages of results beside the thread that searches, when several readers wait at once. A reader alone is served
 * faster without it, and whatever it cannot do is done without it.
 */
export class RenderThread {
  private readonly data: RenderThreadData;
  private readonly report: (error: unknown) => void;
  private readonly restartMs: number;
  private restart: NodeJS.Timeout | undefined;
  private isStopped = false;
  private worker: Worker | undefined;
  private isReady = false;
  private readers = 0;
  private lastId = 0;
  private readonly waiting = new Map<number, (page: Buffer | null) => void>();

  constructor(data: RenderThreadData, report: (error: unknown) => void, restartMs: number = RESTART_MS) {
    this.data = data;
    this.report = report;
    this.restartMs = restartMs;
  }

  /**
   * Starts the thread. Until it is ready pages are written without it, as after a failure, which is reported; a minute
   * later it is tried again.
   */
  start(): void {
    const worker = new Worker(new URL("./render-worker.ts", import.meta.url), { workerData: this.data });
    worker.unref();
    worker.on("message", (message: RenderedPage | "ready") => {
      if (message === "ready") this.isReady = true;
      else this.answer(message.id, message.page);
    });
    worker.on("error", this.report);
    worker.once("exit", () => this.ended());
    this.worker = worker;
  }

  async stop(): Promise<void> {
    this.isStopped = true;
    clearTimeout(this.restart);
    await this.worker?.terminate();
  }

  /** Counts a reader who waits for a page, until the function it gives is called. */
  enter(): () => void {
    this.readers++;
    return () => {
      this.readers--;
    };
  }

  /** True when more than one reader waits. */
  get isCrowded(): boolean {
    return this.readers > 1;
  }

  /** A page of results as UTF-8 bytes, `packed` with gzip; null: to be written by whoever asked. */
  async render(props: ResultsProps, packed: boolean): Promise<Buffer | null> {
    if (!this.worker || !this.isReady || !this.isCrowded || this.waiting.size >= MOST_WAITING) return null;
    const task: RenderTask = { id: ++this.lastId, props: JSON.stringify(props), packed };
    this.worker.postMessage(task);
    return new Promise((done) => this.waiting.set(task.id, done));
  }

  private answer(id: number, page: Uint8Array | null): void {
    this.waiting.get(id)?.(page && Buffer.from(page.buffer, page.byteOffset, page.byteLength));
    this.waiting.delete(id);
  }

  private ended(): void {
    this.worker = undefined;
    this.isReady = false;
    for (const id of [...this.waiting.keys()]) this.answer(id, null);
    if (!this.isStopped) this.restart = setTimeout(() => this.start(), this.restartMs).unref();
  }
}

/** What of a site can be sent to the thread; the rest it has itself. */
export type SentSite = Omit<SiteContext, "t" | "coverOf" | "newKey">;
