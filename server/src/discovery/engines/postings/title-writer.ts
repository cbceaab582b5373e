import { setImmediate } from "node:timers/promises";
import type { DocInput } from "@commonshelf/postings";
import type { IndexSource } from "../../../contracts/index-source.ts";
import type { Db } from "../../../kernel/database.ts";
import { availableMembers, availableMembersBetween } from "../../available-copies.ts";
import { type ReadTitles, TitleReader, type TitleTexts } from "../title-reader.ts";
import { availableValues } from "./index-document.ts";
import type { Held } from "./snapshot.ts";

/** Documents are made this long between two looks at the event loop: a desk beside an import never waits for them. */
const TURN_MS = 5;
/** Instances read at once; more would make the database driver read rows for too long without a pause. */
const PAGE = 200;
/** Ids whose availability is read at once at a start. */
const RANGE = 10_000;
const MAINTAIN_MS = 4;

/** Puts titles into an index as the database has them now, in slices that let other work through. */
export class TitleWriter {
  private readonly reader: TitleReader;

  constructor(db: Db, sources: readonly IndexSource[]) {
    this.reader = new TitleReader(db, sources);
  }

  /** Brings these titles up to date; takes out what is gone. `held` is asked for every slice: it may be replaced meanwhile. */
  async update(held: () => Held, ids: readonly number[]): Promise<void> {
    const texts = await this.reader.readTexts(ids);
    let ahead = this.reader.read(ids.slice(0, PAGE));
    for (let i = 0; i < ids.length; i += PAGE) {
      const slice = ids.slice(i, i + PAGE);
      const read = await ahead;
      // The database looks for the next slice while the documents of this one are made.
      ahead = this.reader.read(ids.slice(i + PAGE, i + 2 * PAGE));
      ahead.catch(() => undefined);
      await this.put(held(), read, texts);
      const live = new Set(read.instances.map((instance) => instance.id));
      const gone = slice.filter((id) => !live.has(id));
      const { index, versions } = held();
      index.remove(gone);
      for (const id of gone) versions.delete(id);
    }
  }

  private async put({ index, versions }: Held, read: ReadTitles, texts: TitleTexts): Promise<void> {
    const { instances } = read;
    let documents: DocInput[] = [];
    let began = performance.now();
    for (const [i, instance] of instances.entries()) {
      documents.push(this.reader.documentOf(instance, read, texts));
      versions.set(instance.id, instance.version);
      if (i + 1 < instances.length && performance.now() - began < TURN_MS) continue;
      index.put(documents);
      index.maintain(MAINTAIN_MS);
      await setImmediate();
      documents = [];
      began = performance.now();
    }
  }

  /** Sets the facet `available` of these titles from the items as they are now. */
  async updateAvailability(held: () => Held, ids: readonly number[]): Promise<void> {
    const available = await availableMembers(this.reader.db, ids);
    const { index } = held();
    for (const id of ids) index.setFacet(id, "available", availableValues(available.get(id) ?? []));
  }

  /** The same for every title: loans made while this process was away change no version. */
  async refreshAvailability({ index, versions }: Held): Promise<void> {
    const ids = Float64Array.from(versions.keys()).sort();
    let at = 0;
    for (let from = ids[0] ?? 0; at < ids.length; from += RANGE) {
      const available = await availableMembersBetween(this.reader.db, from, from + RANGE);
      let began = performance.now();
      for (; at < ids.length && ids[at]! < from + RANGE; at++) {
        const id = ids[at]!;
        index.setFacet(id, "available", availableValues(available.get(id) ?? []));
        if (performance.now() - began < TURN_MS) continue;
        await setImmediate();
        began = performance.now();
      }
    }
  }

  async loadMembers(): Promise<void> {
    await this.reader.loadMembers();
  }
}
