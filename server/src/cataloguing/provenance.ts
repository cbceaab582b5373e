import { fromCompact, type MarcRecord } from "@commonshelf/marc";
import { describeRecord, type InstanceBrief, mergeDescriptions } from "../catalogue/index.ts";
import type { SurvivorshipRule } from "../description/index.ts";
import { type SharedField, sharedFields } from "./words.ts";

/** A record of the title, to be asked what it says. */
export type Voice = { recordId: number; memberId: number; marc: Parameters<typeof fromCompact>[0] };

/** One field of what readers see: each value with the records that say it; none where it was made of several. */
export type SharedLine = { field: SharedField; values: { text: string; from: number[] }[] };

/**
 * Where each value of the shared description comes from, by the rules of whose record counts. Records are asked in the order of their ids; a value in another
 * script than the record's own counts where the record gives it as a parallel.
 */
export function provenanceOf(voices: readonly Voice[], rules: readonly SurvivorshipRule[]): SharedLine[] {
  if (voices.length === 0) return [];
  const records: { recordId: number; record: MarcRecord }[] = voices.map((voice) => ({
    recordId: voice.recordId,
    record: fromCompact(voice.marc),
  }));
  const own = records.map(({ recordId, record }) => ({
    recordId,
    brief: mergeDescriptions([describeRecord(record)]),
  }));
  const speakers = voices.map(({ memberId }, i) => ({
    memberId,
    level: records[i]!.record.leader[17] ?? " ",
  }));
  const shared = mergeDescriptions(
    records.map(({ record }) => describeRecord(record)),
    rules.length > 0 ? { speakers, rules } : undefined,
  );
  const said = own.map(({ recordId, brief }) => ({ recordId, says: everything(brief) }));
  return sharedFields.flatMap((field) => {
    const values = textsOf(shared, field).map((text) => ({
      text,
      from: said.filter(({ says }) => says.get(field)!.has(text)).map(({ recordId }) => recordId),
    }));
    return values.length === 0 ? [] : [{ field, values }];
  });
}

/** All texts of a description by field. Titles and publishers count wherever a record has them. */
function everything(brief: InstanceBrief): Map<SharedField, Set<string>> {
  const texts = new Map(sharedFields.map((field) => [field, new Set(textsOf(brief, field))]));
  const titles = [...texts.get("title")!, ...texts.get("parallelTitle")!, ...texts.get("otherTitles")!];
  for (const field of ["title", "parallelTitle", "otherTitles"] as const)
    for (const title of titles) texts.get(field)!.add(title);
  for (const publisher of brief.publishers) texts.get("publisher")!.add(publisher);
  for (const { value, forms } of brief.contributors)
    for (const form of [value, ...forms]) texts.get("contributors")!.add(form);
  for (const { value, forms } of brief.subjects)
    for (const form of [value, ...forms]) texts.get("subjects")!.add(form);
  return texts;
}

/** The values of a field as texts. */
function textsOf(brief: InstanceBrief, field: SharedField): string[] {
  const value = brief[field];
  if (value === null || value === undefined) return [];
  if (!Array.isArray(value)) {
    if (typeof value !== "object") return value === "" ? [] : [String(value)];
    return [[value.main, value.sub, value.part, value.partName].filter(Boolean).join(" ")].filter(Boolean);
  }
  return value.map((one) => {
    if (typeof one === "string") return one;
    if ("scheme" in one) return `${one.scheme.toUpperCase()} ${one.value}`;
    return "url" in one ? one.url : one.value;
  });
}
