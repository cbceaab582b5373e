import type { DocInput } from "@commonshelf/postings";
import { namedInstances } from "../../authorities/index.ts";
import { getInstances, heldCallNumbers, type Instance } from "../../catalogue/index.ts";
import { publicTextsOf } from "../../community/index.ts";
import { listMembers } from "../../consortium/index.ts";
import type { Db } from "../../kernel/database.ts";
import { availableMembers } from "../available-copies.ts";
import { indexDocument } from "./postings/index-document.ts";

/** What is read of titles to make their documents. */
export type ReadTitles = {
  instances: Instance[];
  available: Awaited<ReturnType<typeof availableMembers>>;
  callNumbers: Awaited<ReturnType<typeof heldCallNumbers>>;
};

export type PublicTexts = Awaited<ReturnType<typeof publicTextsOf>>;

/** Reads titles as the database has them now, and makes the documents that every engine is told. */
export class TitleReader {
  private memberCodes: ReadonlyMap<number, string> = new Map();
  readonly db: Db;

  constructor(db: Db) {
    this.db = db;
  }

  /** What readers wrote about these titles in public. */
  async readTexts(ids: readonly number[]): Promise<PublicTexts> {
    return await publicTextsOf(this.db, ids);
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

  documentOf(instance: Instance, { available, callNumbers }: ReadTitles, texts: PublicTexts): DocInput {
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
