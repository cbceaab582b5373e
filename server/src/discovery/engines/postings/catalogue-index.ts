import { dirname, join } from "node:path";
import type { Index } from "@commonshelf/postings";
import { scanVersions, versionsOf } from "../../../catalogue/index.ts";
import type { IndexSource } from "../../../contracts/index-source.ts";
import type { Db } from "../../../kernel/database.ts";
import type { CatalogueFollower } from "../contract.ts";
import { createCatalogueIndex } from "./searcher.ts";
import { type Held, loadSnapshot, writeSnapshot } from "./snapshot.ts";
import { TitleWriter } from "./title-writer.ts";

/** Instances brought up to date between two looks at the progress. */
const BATCH = 4000;
const VERSIONS_PAGE = 50_000;

/**
 * `sources`: what rooms say of titles. Of an index that is no live one: the folder of its snapshot, the titles in it,
 * titles between two saves.
 */
export type IndexOptions = {
  sources?: readonly IndexSource[];
  name?: string;
  isOurs?: (id: number) => boolean;
  savesEvery?: number;
};

/**
 * The catalogue's index in this process: a snapshot on disk for a quick start, reconciled with the database by the
 * version of every instance, and kept up to date from the outbox. The database alone holds the truth: a lost or
 * damaged snapshot costs time, never data.
 */
export class CatalogueIndex implements CatalogueFollower {
  private held: Held = { index: createCatalogueIndex(), versions: new Map() };
  private isDirty = false;
  private isOpen = false;
  /** Ids brought up to date since a new snapshot began to be taken over; null while none is. */
  private touched: Set<number> | null = null;
  private adoption: Promise<void> = Promise.resolve();
  private readonly db: Db;
  private readonly writer: TitleWriter;
  private readonly sources: readonly IndexSource[];
  private readonly isOurs: (id: number) => boolean;
  private readonly savesEvery: number;
  /** Where its snapshot is. */
  readonly folder: string;

  constructor(db: Db, dataFolder: string, options: IndexOptions = {}) {
    this.db = db;
    this.sources = options.sources ?? [];
    this.writer = new TitleWriter(db, this.sources);
    this.folder = join(dataFolder, options.name ?? "index");
    this.isOurs = options.isOurs ?? (() => true);
    this.savesEvery = options.savesEvery ?? Number.POSITIVE_INFINITY;
  }

  get index(): Index {
    return this.held.index;
  }

  /** The index and the version in which it has every title, for builds. */
  get contents(): Held {
    return this.held;
  }

  /** The index once it agrees with the catalogue; null until then, when half of it would be taken for the whole. */
  get opened(): Index | null {
    return this.isOpen ? this.held.index : null;
  }

  /** Loads the snapshot when it fits this program and database, then brings it up to date. */
  async open(onProgress: (done: number) => void = () => undefined): Promise<void> {
    const loaded = await this.load();
    await this.reconcile(onProgress);
    if (loaded && this.held.versions.size > 0) {
      await this.writer.refreshAvailability(this.held);
      this.isDirty = true;
    }
    this.isOpen = true;
  }

  /** Takes the snapshot when there is one that fits; tells whether. */
  async load(): Promise<boolean> {
    const loaded = await loadSnapshot(this.db, this.folder, this.sources);
    if (loaded) this.held = loaded;
    return loaded !== null;
  }

  /** Indexes what changed since, forgets what is gone; afterwards index and catalogue agree. Returns how many differed. */
  async reconcile(onProgress: (done: number) => void = () => undefined): Promise<number> {
    await this.writer.loadMembers();
    let after = 0;
    let differing = 0;
    const seen = this.held.versions.size > 0 ? new Set<number>() : undefined;
    for (;;) {
      const page = await scanVersions(this.db, after, VERSIONS_PAGE, "all");
      if (page.length === 0) break;
      after = page.at(-1)!.id;
      const stale: number[] = [];
      for (const { id, version } of page) {
        if (!this.isOurs(id)) continue;
        if (version > 0) seen?.add(id);
        if (version !== (this.held.versions.get(id) ?? 0)) stale.push(id);
      }
      for (let i = 0; i < stale.length; i += BATCH) {
        await this.update(stale.slice(i, i + BATCH));
        const before = differing;
        differing += Math.min(BATCH, stale.length - i);
        onProgress(differing);
        if (Math.floor(differing / this.savesEvery) > Math.floor(before / this.savesEvery)) await this.save();
      }
    }
    if (seen) this.forgetUnseen(seen);
    return differing;
  }

  private forgetUnseen(seen: Set<number>): void {
    const { index, versions } = this.held;
    const gone = [...versions.keys()].filter((id) => !seen.has(id));
    index.remove(gone);
    for (const id of gone) versions.delete(id);
  }

  async follow(ids: readonly number[]): Promise<void> {
    const present = await versionsOf(this.db, ids);
    await this.update(ids.filter((id) => present.get(id) !== this.held.versions.get(id)));
  }

  async update(ids: readonly number[]): Promise<void> {
    this.noteTouched(ids);
    await this.writer.update(() => this.held, ids);
    this.isDirty ||= ids.length > 0;
  }

  async updateAvailability(ids: readonly number[]): Promise<void> {
    this.noteTouched(ids);
    await this.writer.updateAvailability(() => this.held, ids);
    this.isDirty = true;
  }

  private noteTouched(ids: readonly number[]): void {
    if (this.touched) for (const id of ids) this.touched.add(id);
  }

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
    const fresh = new CatalogueIndex(this.db, dirname(this.folder), { sources: this.sources });
    this.touched ??= new Set();
    const { touched } = this;
    try {
      await fresh.open();
      this.held = fresh.held;
      this.isDirty = true;
    } finally {
      this.touched = null;
    }
    await this.update([...touched]);
    await this.reconcile();
  }

  /**
   * Writes the snapshot; not while a newer one is being taken over. When it cannot be written (a full disk) the old one
   * stays, and the next call tries again.
   */
  async save(): Promise<void> {
    if (!this.isDirty || this.touched) return;
    this.isDirty = false;
    try {
      await writeSnapshot(this.db, this.folder, this.held, this.sources);
    } catch (error) {
      this.isDirty = true;
      throw error;
    }
  }

  /** Writes the snapshot whether or not anything changed. */
  async saveNow(): Promise<void> {
    this.isDirty = true;
    await this.save();
  }
}
