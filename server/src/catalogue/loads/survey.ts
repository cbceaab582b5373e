import { createHash } from "node:crypto";
import { controlValue, type MarcRecord, type ReadResult, readMarc } from "@commonshelf/marc";
import { type AutoChoice, type ItemProfile, librariesOf, ProfileCensus } from "../../copies/index.ts";
import { openFile } from "../../files/index.ts";
import { isHoldings } from "./holdings-records.ts";

/** A record whose number stood in the file before. */
export type LaterRecord = ReadResult & { ok: true };

/** Why a file is refused as a whole: `format-…` by the name of what it is, `file-damaged`, `no-records`. */
export type FileRefusal = { reason: string; params: Record<string, string | number> };

/** What a file is and holds, found out before anything is written. */
export type Survey = {
  /** SHA-256 over all bytes of the file. */
  fingerprint: string;
  records: number;
  refusal: FileRefusal | null;
  /** Records that repeat a number, by number, in file order. */
  later: Map<string, LaterRecord[]>;
  /** Repeated numbers beyond what is kept: their records are taken one after another as they come. */
  moreRepeated: number;
  choice: AutoChoice;
  /** Item fields per library code, where a profile tells whose they are. */
  libraries: Map<string, number>;
};

/** Records that repeat a number are held in memory; real files have hundreds. */
const MOST_LATER = 30_000;
const MOST_LIBRARIES = 1000;

/**
 * Reads a file from end to end once: fingerprint, format, repeated numbers and how items are written. `profiles`: the
 * ones to try, one for a set profile; `number`: what records without 001 are called. Throws only when the file cannot be opened.
 */
export async function surveyFile(
  path: string,
  profiles: readonly ItemProfile[],
  number: (result: ReadResult) => ReadResult = (result) => result,
): Promise<Survey> {
  const hash = createHash("sha256");
  const source = openFile(path, (chunk) => hash.update(chunk));
  const census = new ProfileCensus(profiles);
  const survey = { records: 0, readable: 0, moreRepeated: 0 };
  const later = new Map<string, LaterRecord[]>();
  const libraries = new Map<string, number>();
  const seen = new Set<string>();
  const withLibrary = profiles.filter((profile) => profile.rules.some((rule) => rule.library));
  let kept = 0;
  let firstRefusal: (ReadResult & { ok: false }) | undefined;
  let damage: string | undefined;

  const look = (result: ReadResult): void => {
    survey.records++;
    if (!result.ok) {
      if (result.reason === "deleted") survey.readable++;
      else firstRefusal ??= result;
      return;
    }
    survey.readable++;
    const { record } = result;
    census.add(record);
    for (const code of librariesOf(record, withLibrary))
      if (libraries.size < MOST_LIBRARIES || libraries.has(code))
        libraries.set(code, (libraries.get(code) ?? 0) + 1);
    const number = numberOf(record);
    if (number === "" || isHoldings(record)) return;
    if (!seen.has(number)) {
      seen.add(number);
      return;
    }
    if (kept >= MOST_LATER && !later.has(number)) {
      survey.moreRepeated++;
      return;
    }
    kept++;
    const list = later.get(number);
    if (list) list.push(result);
    else later.set(number, [result]);
  };

  try {
    for await (const batch of readMarc(source.bytes)) for (const result of batch) look(number(result));
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? "";
    if (!/^(Z_|ERR_)/.test(code)) throw error;
    damage = (error as Error).message;
  } finally {
    source.close();
  }
  return {
    fingerprint: hash.digest("hex"),
    records: survey.records,
    refusal: refusalOf(survey, firstRefusal, damage),
    later,
    moreRepeated: survey.moreRepeated,
    choice: census.choose(),
    libraries,
  };
}

/** A record's number as its own system knows it: field 001 without blanks at its ends, at most 100 characters. */
export function numberOf(record: MarcRecord): string {
  return (controlValue(record, "001") ?? "").trim().slice(0, 100);
}

function refusalOf(
  { records, readable }: { records: number; readable: number },
  first: (ReadResult & { ok: false }) | undefined,
  damage: string | undefined,
): FileRefusal | null {
  if (damage !== undefined) return { reason: "file-damaged", params: { detail: damage, records: readable } };
  if (readable > 0) return null;
  if (!first) return { reason: "no-records", params: { detail: "" } };
  if (first.reason.startsWith("format-")) return { reason: first.reason, params: { detail: first.message } };
  // XML and JSON without a single MARC record in them are something else, if only we knew what.
  if (first.reason === "no-records" && records === 1) {
    const other = /XML/.test(first.message)
      ? "format-xml"
      : /JSON/.test(first.message)
        ? "format-json"
        : "no-records";
    return { reason: other, params: { detail: first.message } };
  }
  // Records were found but none can be read: one line for the file, not thousands.
  const reason = first.reason === "no-records" || records > 1 ? "no-records" : first.reason;
  return { reason, params: { detail: first.message, records } };
}

/** Agency of a record's number (MARC 21 003); empty when it names none. */
export function sourceOf(record: MarcRecord): string {
  return (controlValue(record, "003") ?? "").trim().slice(0, 100);
}
