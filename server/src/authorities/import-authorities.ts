import { controlValue, type ReadResult, readMarc } from "@commonshelf/marc";
import { type Db, inTransaction } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { type KeptAuthority, keepAuthorities } from "./keep-authorities.ts";
import { readAuthority } from "./read-authority.ts";

/** Records of one transaction. */
const BATCH = 500;

/** What was not taken: which record of the file, why, and in which field. */
type RefusedRecord = { index: number; number: string | null; reason: string; place: string };

/** What an import of authorities came to; `read` is the sum of the others. */
export type AuthorityImport = {
  read: number;
  created: number;
  updated: number;
  unchanged: number;
  withdrawn: number;
  refused: RefusedRecord[];
};

/**
 * Takes authorities of a file (MARC 21 or CNMARC/UNIMARC, any format we read) into the region, batch by batch: known by
 * 003 and 001, they are new, changed or as before. `source`: whose file it is, where its records do not say. Called again
 * after a crash it goes over the same records without harm.
 */
export async function importAuthorities(
  { db, clock, personId }: { db: Db; clock: Clock; personId: string },
  bytes: AsyncIterable<Uint8Array>,
  source = "",
  onProgress: (read: number) => void = () => undefined,
): Promise<AuthorityImport> {
  const result: AuthorityImport = {
    read: 0,
    created: 0,
    updated: 0,
    unchanged: 0,
    withdrawn: 0,
    refused: [],
  };
  let batch = new Map<string, KeptAuthority>();
  const keep = async (): Promise<void> => {
    const list = [...batch.values()];
    batch = new Map();
    if (list.length === 0) return;
    const by = { personId, now: clock.now() };
    for (const { outcome } of await inTransaction(db, (tx) => keepAuthorities(tx, by, list)))
      result[outcome]++;
    onProgress(result.read);
  };
  const take = (one: ReadResult): void => {
    result.read++;
    if (!one.ok) {
      result.refused.push({
        index: one.index,
        number: one.controlNumber ?? null,
        reason: one.reason,
        place: "",
      });
      return;
    }
    const facts = readAuthority(one.record);
    if ("refused" in facts) {
      const number = controlValue(one.record, "001") ?? null;
      result.refused.push({ index: one.index, number, reason: facts.refused, place: facts.place });
      return;
    }
    const named = { ...facts, source: facts.source || source };
    const key = `${named.source} ${named.number}`;
    // The same number twice in a batch: the later record is the newer one, and both count.
    if (batch.has(key)) result.unchanged++;
    batch.set(key, { id: null, facts: named, marc: one.record });
  };
  for await (const results of readMarc(bytes))
    for (const one of results) {
      take(one);
      if (batch.size === BATCH) await keep();
    }
  await keep();
  return result;
}
