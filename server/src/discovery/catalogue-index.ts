import { createReadStream } from "node:fs";
import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { availableParallelism } from "node:os";
import { dirname, join } from "node:path";
import { Worker } from "node:worker_threads";
import { analyserVersion } from "@commonshelf/cjk";
import { type DocInput, type Index, IndexRefusal, loadIndex } from "@commonshelf/postings";
import type pg from "pg";
import { getInstances, type Instance, scanVersions, versionsOf } from "../catalogue/index.ts";
import { publicTextsOf } from "../community/index.ts";
import { listMembers } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { readSecret } from "../kernel/secrets.ts";
import { syncFolder, writeFileWhole } from "../kernel/whole-file.ts";
import { availableMembers, availableMembersBetween } from "./available-copies.ts";
import { heldCallNumbers } from "./held-call-numbers.ts";
import { availableValues, indexDocument } from "./index-document.ts";
import { DOCUMENT_VERSION, indexSchema } from "./index-schema.ts";
import { createCatalogueIndex } from "./searcher.ts";

/** Documents are made this long between two looks at the event loop: a desk beside an import never waits for them. */
const TURN_MS = 5;
/** Instances read at once; more would make the database driver read rows for too long without a pause. */
const PAGE = 200;
/** Instances brought up to date between two looks at the progress. */
const BATCH = 4000;
/** Ids whose availability is read at once at a start. */
const RANGE = 10_000;
const VERSIONS_PAGE = 50_000;
const MAINTAIN_MS = 4;
/** Titles between two saves of a long build. */
const SAVE_EVERY = 100_000;
const SNAPSHOT = "catalogue.index";
const VERSIONS = "catalogue.versions";

/** A part of an index that was built in a thread of its own: where its snapshot is, and what is in it. */
export type BuiltPart = { folder: string; versions: Float64Array<ArrayBuffer>; indexed: number };

/** What a thread that builds a part is given. */
export type PartTask = { connection: pg.ClientConfig; dataFolder: string; part: number; parts: number };

type Header = { documentVersion: number; analyserVersion: number; region: string };

/**
 * The catalogue's index in this process: a snapshot on disk for a quick start, reconciled with the database by the
 * version of every instance, and kept up to date from the outbox. The database alone holds the truth: a lost or
 * damaged snapshot costs time, never data.
 */
export class CatalogueIndex {
  private current: Index = createCatalogueIndex();
  private versions = new Map<number, number>();
  private memberCodes: ReadonlyMap<number, string> = new Map();
  private dirty = false;
  private readonly db: Db;
  private readonly folder: string;

  /** `name`: the folder of its snapshot; one that is built beside the live one has a name of its own. */
  constructor(db: Db, dataFolder: string, name = "index") {
    this.db = db;
    this.folder = join(dataFolder, name);
  }

  get index(): Index {
    return this.current;
  }

  /** Loads the snapshot when it fits this program and database, then brings it up to date. */
  async open(onProgress: (done: number) => void = () => undefined): Promise<void> {
    await this.loadSnapshot();
    await this.reconcile(onProgress);
    await this.refreshAvailability();
  }

  /**
   * Builds the whole index in folders of its own and puts it in the live one's place: half of the titles here, half in
   * another thread when the machine has a second core. What is done is saved from time to time: stopped at any point,
   * the next call goes on from there. Returns how many titles were indexed now.
   */
  static async build(
    database: { db: Db; connection: pg.ClientConfig },
    dataFolder: string,
    onProgress: (done: number) => void = () => undefined,
    parts = Math.min(2, availableParallelism()),
  ): Promise<{ titles: number; indexed: number }> {
    const done = Array.from({ length: parts }, () => 0);
    const progress = (part: number) => (titles: number) => {
      done[part] = titles;
      onProgress(done.reduce((sum, each) => sum + each, 0));
    };
    const threads = Array.from({ length: parts - 1 }, (_, i) =>
      buildInThread({ connection: database.connection, dataFolder, part: i + 1, parts }, progress(i + 1)),
    );
    const [next, ...rest] = await Promise.all([
      CatalogueIndex.buildPart(database.db, dataFolder, 0, parts, progress(0)),
      ...threads.map((thread) => thread.built),
    ]).finally(() => Promise.all(threads.map((thread) => thread.stop())));
    for (const part of rest) await next.index.absorb(part);
    // One segment is searched a fifth faster than a dozen.
    next.index.current.compact();
    next.index.dirty = true;
    await next.index.save();
    const live = join(dataFolder, "index");
    await rm(live, { recursive: true, force: true });
    await rename(next.index.folder, live);
    for (const name of await readdir(dataFolder))
      if (name.startsWith("index-next")) await rm(join(dataFolder, name), { recursive: true });
    await syncFolder(dataFolder);
    const indexed = [next, ...rest].reduce((sum, part) => sum + part.indexed, 0);
    return { titles: next.index.current.size, indexed };
  }

  /** Builds and saves the titles whose ids leave `part` when divided by `parts`, going on from what was saved. */
  static async buildPart(
    db: Db,
    dataFolder: string,
    part: number,
    parts: number,
    onProgress: (done: number) => void,
  ): Promise<{ index: CatalogueIndex; indexed: number }> {
    const index = new CatalogueIndex(db, dataFolder, part === 0 ? "index-next" : `index-next-${part}`);
    await index.loadSnapshot();
    index.savesEvery = SAVE_EVERY;
    index.isOurs = (id) => id % parts === part;
    const indexed = await index.reconcile(onProgress);
    return { index, indexed };
  }

  private isOurs: (id: number) => boolean = () => true;

  /** Takes over what another thread has built. */
  private async absorb(part: BuiltPart): Promise<void> {
    await this.current.absorb(createReadStream(join(part.folder, SNAPSHOT), { highWaterMark: 1 << 22 }));
    for (let i = 0; i + 1 < part.versions.length; i += 2)
      this.versions.set(part.versions[i]!, part.versions[i + 1]!);
  }

  /** Saves, and says what a thread that builds the other part needs to know. */
  async saveBuilt(indexed: number): Promise<BuiltPart> {
    this.dirty = true;
    await this.save();
    return { folder: this.folder, versions: this.versionPairs(), indexed };
  }

  /** Ids brought up to date since a new snapshot began to be taken over; null while none is. */
  private touched: Set<number> | null = null;
  private adoption: Promise<void> = Promise.resolve();

  /**
   * Takes over the snapshot another process has put in place. Until it is ready, searches and changes go on with the
   * old one; the changes are made again in the new one.
   */
  adoptSnapshot(): Promise<void> {
    this.touched ??= new Set();
    this.adoption = this.adoption.catch(() => undefined).then(() => this.takeOver());
    return this.adoption;
  }

  private async takeOver(): Promise<void> {
    const fresh = new CatalogueIndex(this.db, dirname(this.folder));
    this.touched ??= new Set();
    const { touched } = this;
    try {
      await fresh.open();
      this.current = fresh.current;
      this.versions = fresh.versions;
      this.dirty = true;
    } finally {
      this.touched = null;
    }
    await this.update([...touched]);
    await this.reconcile();
  }

  private noteTouched(ids: readonly number[]): void {
    if (this.touched) for (const id of ids) this.touched.add(id);
  }

  private savesEvery = Number.POSITIVE_INFINITY;

  /** Indexes what changed since, forgets what is gone; afterwards index and catalogue agree. Returns how many differed. */
  async reconcile(onProgress: (done: number) => void = () => undefined): Promise<number> {
    await this.loadMembers();
    let after = 0;
    let differing = 0;
    const seen = this.versions.size > 0 ? new Set<number>() : undefined;
    for (;;) {
      const page = await scanVersions(this.db, after, VERSIONS_PAGE);
      if (page.length === 0) break;
      after = page.at(-1)!.id;
      const stale: number[] = [];
      for (const { id, version } of page) {
        if (!this.isOurs(id)) continue;
        if (version > 0) seen?.add(id);
        if (version !== (this.versions.get(id) ?? 0)) stale.push(id);
      }
      for (let i = 0; i < stale.length; i += BATCH) {
        await this.update(stale.slice(i, i + BATCH));
        const before = differing;
        differing += Math.min(BATCH, stale.length - i);
        onProgress(differing);
        if (Math.floor(differing / this.savesEvery) > Math.floor(before / this.savesEvery)) await this.save();
      }
    }
    if (seen) await this.forgetUnseen(seen);
    return differing;
  }

  private async forgetUnseen(seen: Set<number>): Promise<void> {
    const gone = [...this.versions.keys()].filter((id) => !seen.has(id));
    this.current.remove(gone);
    for (const id of gone) this.versions.delete(id);
  }

  /** Brings those of these instances up to date whose present version is not the indexed one. */
  async follow(ids: readonly number[]): Promise<void> {
    const present = await versionsOf(this.db, ids);
    await this.update(ids.filter((id) => present.get(id) !== this.versions.get(id)));
  }

  /** Brings these instances up to date, in slices that let other work through. */
  async update(ids: readonly number[]): Promise<void> {
    this.noteTouched(ids);
    const texts = await publicTextsOf(this.db, ids);
    let ahead = this.read(ids.slice(0, PAGE));
    for (let i = 0; i < ids.length; i += PAGE) {
      const slice = ids.slice(i, i + PAGE);
      const [instances, available, callNumbers] = await ahead;
      // The database looks for the next slice while the documents of this one are made.
      ahead = this.read(ids.slice(i + PAGE, i + 2 * PAGE));
      ahead.catch(() => undefined);
      await this.put(instances, available, texts, callNumbers);
      const live = new Set(instances.map((instance) => instance.id));
      const gone = slice.filter((id) => !live.has(id));
      this.current.remove(gone);
      for (const id of gone) this.versions.delete(id);
    }
    this.dirty ||= ids.length > 0;
  }

  private async read(
    ids: number[],
  ): Promise<[Instance[], Map<number, string[]>, Awaited<ReturnType<typeof heldCallNumbers>>]> {
    if (ids.length === 0) return [[], new Map(), new Map()];
    return await Promise.all([
      getInstances(this.db, ids),
      availableMembers(this.db, ids),
      heldCallNumbers(this.db, ids),
    ]);
  }

  private async put(
    instances: Instance[],
    available: ReadonlyMap<number, string[]>,
    texts: Awaited<ReturnType<typeof publicTextsOf>>,
    callNumbers: Awaited<ReturnType<typeof heldCallNumbers>>,
  ): Promise<void> {
    if (instances.some((i) => i.memberIds.some((m) => !this.memberCodes.has(m)))) await this.loadMembers();
    let documents: DocInput[] = [];
    let began = performance.now();
    for (const [i, instance] of instances.entries()) {
      documents.push(
        indexDocument(
          instance,
          this.memberCodes,
          available.get(instance.id) ?? [],
          texts.get(instance.id),
          (callNumbers.get(instance.id) ?? []).map((held) => held.callNumber),
        ),
      );
      this.versions.set(instance.id, instance.version);
      if (i + 1 < instances.length && performance.now() - began < TURN_MS) continue;
      this.current.put(documents);
      this.current.maintain(MAINTAIN_MS);
      await new Promise<void>((done) => setImmediate(done));
      documents = [];
      began = performance.now();
    }
  }

  /** Sets the facet `available` of these instances from the items as they are now. */
  async updateAvailability(ids: readonly number[]): Promise<void> {
    this.noteTouched(ids);
    const available = await availableMembers(this.db, ids);
    for (const id of ids) this.current.setFacet(id, "available", availableValues(available.get(id) ?? []));
    this.dirty = true;
  }

  /** Loans made while this process was away change no version: looks at every instance once. */
  private async refreshAvailability(): Promise<void> {
    if (this.versions.size === 0 || !this.loadedFromSnapshot) return;
    const ids = Float64Array.from(this.versions.keys()).sort();
    let at = 0;
    for (let from = ids[0]!; at < ids.length; from += RANGE) {
      const available = await availableMembersBetween(this.db, from, from + RANGE);
      let began = performance.now();
      for (; at < ids.length && ids[at]! < from + RANGE; at++) {
        const id = ids[at]!;
        this.current.setFacet(id, "available", availableValues(available.get(id) ?? []));
        if (performance.now() - began < TURN_MS) continue;
        await new Promise<void>((done) => setImmediate(done));
        began = performance.now();
      }
    }
    this.dirty = true;
  }

  private loadedFromSnapshot = false;

  private async loadMembers(): Promise<void> {
    this.memberCodes = new Map((await listMembers(this.db)).map((m) => [m.id, m.code]));
  }

  private async header(): Promise<Header> {
    const region = await readSecret(this.db, "region-id");
    return { documentVersion: DOCUMENT_VERSION, analyserVersion, region: region.toString("hex") };
  }

  private async loadSnapshot(): Promise<void> {
    const expected = JSON.stringify(await this.header());
    const versions = await readFile(join(this.folder, VERSIONS)).catch(() => undefined);
    // None, or one cut short by a loss of power.
    if (!versions || versions.length < 4) return;
    const headerBytes = versions.readUInt32LE(0);
    if (versions.toString("utf8", 4, 4 + headerBytes) !== expected) return;
    const pairs = versions.subarray(4 + headerBytes);
    const numbers = new Float64Array(new Uint8Array(pairs.subarray(0, pairs.length & ~15)).buffer);
    let loaded: Index;
    try {
      loaded = await loadIndex(createReadStream(join(this.folder, SNAPSHOT), { highWaterMark: 1 << 22 }), {
        schema: indexSchema,
        now: () => performance.now(),
      });
    } catch (error) {
      if (error instanceof IndexRefusal || (error as NodeJS.ErrnoException).code === "ENOENT") return;
      throw error;
    }
    // Titles whose versions were lost could not be forgotten again.
    if (loaded.size !== numbers.length / 2 || pairs.length !== numbers.byteLength) return;
    this.current = loaded;
    for (let i = 0; i + 1 < numbers.length; i += 2) this.versions.set(numbers[i]!, numbers[i + 1]!);
    this.loadedFromSnapshot = true;
  }

  /** Id and version of every title, in turn. */
  private versionPairs(): Float64Array<ArrayBuffer> {
    const numbers = new Float64Array(this.versions.size * 2);
    let at = 0;
    for (const [id, version] of this.versions) {
      numbers[at++] = id;
      numbers[at++] = version;
    }
    return numbers;
  }

  /**
   * Writes the snapshot beside the old one and puts it in place whole; not while a newer one is being taken over. When it
   * cannot be written (a full disk) the old one stays, what was begun is removed, and the next call tries again.
   */
  async save(): Promise<void> {
    if (!this.dirty || this.touched) return;
    this.dirty = false;
    try {
      await this.write();
    } catch (error) {
      this.dirty = true;
      throw error;
    }
  }

  private async write(): Promise<void> {
    await mkdir(this.folder, { recursive: true });
    const header = Buffer.from(JSON.stringify(await this.header()));
    const numbers = this.versionPairs();
    const length = Buffer.alloc(4);
    length.writeUInt32LE(header.length);
    const [snapshot, versions] = [join(this.folder, SNAPSHOT), join(this.folder, VERSIONS)];
    try {
      await writeFileWhole(`${snapshot}.new`, this.current.save());
      await writeFileWhole(`${versions}.new`, [length, header, Buffer.from(numbers.buffer)]);
    } catch (error) {
      // Half a snapshot only takes the room others need.
      await Promise.all([snapshot, versions].map((path) => rm(`${path}.new`, { force: true })));
      throw error;
    }
    await rm(versions, { force: true });
    await rename(`${snapshot}.new`, snapshot);
    await rename(`${versions}.new`, versions);
    await syncFolder(this.folder);
  }
}

function buildInThread(
  task: PartTask,
  onProgress: (done: number) => void,
): { built: Promise<BuiltPart>; stop: () => Promise<unknown> } {
  const worker = new Worker(new URL("./index-part-worker.ts", import.meta.url), { workerData: task });
  const built = new Promise<BuiltPart>((done, fail) => {
    worker.on("message", (told: number | BuiltPart) => {
      if (typeof told === "number") onProgress(told);
      else done(told);
    });
    worker.once("error", fail);
    worker.once("exit", (code) => fail(new Error(`A part of the index ended with ${code}`)));
  });
  return { built, stop: () => worker.terminate() };
}
