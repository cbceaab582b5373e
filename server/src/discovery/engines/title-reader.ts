import type { DocInput } from "@commonshelf/postings";
import { namedInstances } from "../../authorities/index.ts";
import { getInstances, heldCallNumbers, type Instance } from "../../catalogue/index.ts";
import { listMembers } from "../../consortium/index.ts";
import { type AddedTexts, addedFields, type IndexSource } from "../../contracts/index-source.ts";
import type { Db } from "../../kernel/database.ts";
import { availableMembers } from "../available-copies.ts";
import { indexDocument } from "./postings/index-document.ts";

/** What is read of titles to make their documents. */
export type ReadTitles = {
  instances: Instance[];
  available: Awaited<ReturnType<typeof availableMembers>>;
  callNumbers: Awaited<ReturnType<typeof heldCallNumbers>>;
};

/** What rooms say of titles beside their records. */
export type TitleTexts = ReadonlyMap<number, AddedTexts>;

/** Texts of one room that are indexed of one title, by field. */
const MOST_TEXTS = { note: 50, subject: 100 } as const;

/** Reads titles as the database has them now, and makes the documents that every engine is told. */
export class TitleReader {
  private memberCodes: ReadonlyMap<number, string> = new Map();
  readonly db: Db;
  private readonly sources: readonly IndexSource[];

  constructor(db: Db, sources: readonly IndexSource[]) {
    this.db = db;
    this.sources = sources;
  }

  /** What rooms say of these titles. */
  async readTexts(ids: readonly number[]): Promise<TitleTexts> {
    const all = await Promise.all(this.sources.map((source) => source.textsOf(this.db, ids)));
    const texts = new Map<number, AddedTexts>();
    for (const [id, added] of all.flatMap((one) => [...one])) {
      const known = texts.get(id) ?? {};
      const both = addedFields.map((field) => [
        field,
        [...(known[field] ?? []), ...(added[field] ?? []).slice(0, MOST_TEXTS[field])],
      ]);
      texts.set(id, Object.fromEntries(both));
    }
    return texts;
  }

  /** Those of these titles that have records. */
  async read(ids: number[]): Promise<ReadTitles> {
    if (ids.length === 0) return { instances: [], available: new Map(), callNumbers: new Map() };
    const [instances, available, callNumbers] = await Promise.all([
      getInstances(this.db, ids, "all"),
      availableMembers(this.db, ids),
      heldCallNumbers(this.db, ids),
    ]);
    if (instances.some((i) => i.memberIds.some((m) => !this.memberCodes.has(m)))) await this.loadMembers();
    return { instances: await namedInstances(this.db, instances), available, callNumbers };
  }

  documentOf(instance: Instance, { available, callNumbers }: ReadTitles, texts: TitleTexts): DocInput {
    return indexDocument(
      instance,
      this.memberCodes,
      available.get(instance.id) ?? [],
      texts.get(instance.id),
      (callNumbers.get(instance.id) ?? []).map((held) => held.callNumber),
    );
  }

  /** Reads which member has which code; done again by itself when an unknown one is met. */
  async loadMembers(): Promise<void> {
    this.memberCodes = new Map((await listMembers(this.db)).map((m) => [m.id, m.code]));
  }
}
