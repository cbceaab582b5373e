import { type DataField, fieldsOf, isData, type MarcRecord, recordFlavour } from "@commonshelf/marc";
import { foldCode } from "../kernel/text.ts";
import type { ItemFacts } from "./item-facts.ts";
import type { ItemProfile, ItemRule } from "./item-rule.ts";

/** Items of one record beyond this number are left out and reported; no real record comes near. */
const MOST_ITEMS_PER_RECORD = 20_000;
const LONGEST_CODE = 200;
const MOST_COPIES = 200;

/** An item that a field lists and that is not taken, with the field it stands in. */
type RefusedItem = {
  reason: "item-without-barcode" | "item-repeated" | "items-too-many" | "item-empty";
  place: string;
  value: string;
};

/** What a record's fields say of items: `found` = items + refused, always. */
export type ItemReading = {
  /** Name of the profile whose rule found fields; empty when none did. */
  profile: string;
  found: number;
  items: ItemFacts[];
  refused: RefusedItem[];
};

const MISSING = /missing|丢失|丟失|遺失|遗失/i;
const LOST = /^lost|\blost[-_ ]|^LOST/i;
const WITHDRAWN = /withdrawn|discard|剔除|注销|註銷/i;
const REFERENCE = /\breference|non-?circ|不外借|阅览|閱覽|参考|參考|\bref$|noncirc|in-library/i;

/** Reads the items a record lists by the first of these profiles whose fields tell any. */
export function readItems(record: MarcRecord, profiles: readonly ItemProfile[]): ItemReading {
  let without: ItemReading = { profile: "", found: 0, items: [], refused: [] };
  for (const profile of profiles) {
    if (profile.flavour !== undefined && profile.flavour !== recordFlavour(record)) continue;
    for (const rule of profile.rules) {
      const fields = rule.tags
        .flatMap((tag) => fieldsOf(record, tag))
        .filter((field) => belongs(field, rule));
      if (fields.length === 0) continue;
      const reading = { profile: profile.name, ...readFields(record, fields, rule) };
      // A rule whose fields tell no item at all leaves the record to the next one.
      if (reading.items.length > 0) return reading;
      if (without.found === 0) without = reading;
    }
  }
  return without;
}

/** Tags of the fields these profiles read. */
export function itemTags(profiles: readonly ItemProfile[]): Set<string> {
  const rules = profiles.flatMap((profile) => profile.rules);
  return new Set(rules.flatMap((rule) => [...rule.tags, ...(rule.linked ? [rule.linked.tag] : [])]));
}

/** The library codes in a record's item fields, where a profile says which subfield tells them. */
export function librariesOf(record: MarcRecord, profiles: readonly ItemProfile[]): string[] {
  const codes = new Set<string>();
  for (const { rules } of profiles)
    for (const rule of rules)
      if (rule.library)
        for (const tag of rule.tags)
          for (const field of fieldsOf(record, tag))
            if (belongs(field, rule)) codes.add(readCodes(field, rule.library));
  codes.delete("");
  return [...codes];
}

/** The record without other libraries' item fields; undefined when it has none of this one's. */
export function ofLibrary(
  record: MarcRecord,
  profiles: readonly ItemProfile[],
  isOwn: (code: string) => boolean,
): MarcRecord | undefined {
  const rules = profiles.flatMap((profile) => profile.rules).filter((rule) => rule.library);
  let own = 0;
  const fields = record.fields.filter((field) => {
    const rule = rules.find((one) => one.tags.includes(field.tag));
    if (!rule || !isData(field) || !belongs(field, rule)) return true;
    const isKept = isOwn(readCodes(field, rule.library));
    if (isKept) own++;
    return isKept;
  });
  return own > 0 ? { ...record, fields } : undefined;
}

/** Fields that a rule does not speak of at all: other indicators, another kind of line. */
function belongs(field: DataField, rule: ItemRule): boolean {
  const wanted = rule.indicators;
  if (wanted && ![field.ind1, field.ind2].every((ind, i) => wanted[i] === "*" || wanted[i] === ind))
    return false;
  return !rule.when || readCodes(field, rule.when.code) === rule.when.value;
}

function readFields(record: MarcRecord, fields: DataField[], rule: ItemRule): Omit<ItemReading, "profile"> {
  const items: ItemFacts[] = [];
  const refused: RefusedItem[] = [];
  let found = 0;
  const seen = new Map<string, number>();
  for (const field of fields) {
    const place = `${field.tag}${rule.barcode ? ` $${rule.barcode}` : ""}`;
    const entries = itemsOf(field, rule, linkedField(record, field, rule));
    found += Math.max(1, entries.length);
    if (entries.length === 0) {
      const reason = rule.required ? "item-without-barcode" : "item-empty";
      refused.push({ reason, place, value: sample(field) });
    }
    for (const item of entries) {
      const key = item.barcode ? `=${foldCode(item.barcode)}` : item.sourceKey;
      const count = (seen.get(key) ?? 0) + 1;
      seen.set(key, count);
      if (items.length >= MOST_ITEMS_PER_RECORD)
        refused.push({ reason: "items-too-many", place, value: item.barcode ?? item.callNumber });
      else if (count === 1) items.push(item);
      // Two items of one record may not share a key: a second one without barcode gets a number.
      else if (!item.barcode) items.push({ ...item, sourceKey: `${item.sourceKey}#${count}` });
      else refused.push({ reason: "item-repeated", place, value: item.barcode });
    }
  }
  return { found, items, refused };
}

function sample(field: DataField): string {
  return field.subfields
    .map(([code, value]) => `$${code} ${value}`)
    .join(" ")
    .slice(0, 80);
}

/** The values of these subfields, joined with a blank; of several texts the first that gives something. */
function readCodes(field: DataField | undefined, codes: string | readonly string[] | undefined): string {
  if (!codes || !field) return "";
  if (typeof codes !== "string") {
    for (const one of codes) {
      const value = readCodes(field, one);
      if (value) return value;
    }
    return "";
  }
  const parts: string[] = [];
  for (const [code, value] of field.subfields)
    if (code !== "" && codes.includes(code)) parts.push(value.trim());
  return parts.filter(Boolean).join(" ").slice(0, LONGEST_CODE);
}

function linkedField(record: MarcRecord, field: DataField, rule: ItemRule): DataField | undefined {
  const { linked } = rule;
  if (!linked) return undefined;
  const [own, other] = linked.by ?? ["8", "8"];
  const link = readCodes(field, own).split(/[.\\]/)[0];
  let before: DataField | undefined;
  let first: DataField | undefined;
  let passed = false;
  for (const one of record.fields) {
    if (one === field) passed = true;
    if (one.tag !== linked.tag || !isData(one)) continue;
    if (link && readCodes(one, other).split(/[.\\]/)[0] === link) return one;
    first ??= one;
    if (!passed) before = one;
  }
  return before ?? first;
}

function itemsOf(field: DataField, rule: ItemRule, linked: DataField | undefined): ItemFacts[] {
  if (rule.required && !readCodes(field, rule.required)) return [];
  const barcodes = barcodesOf(field, rule);
  const location = readCodes(field, rule.location) || readCodes(linked, rule.linked?.location);
  const branch = readCodes(field, rule.branch) || readCodes(linked, rule.linked?.branch);
  const callNumber = readCodes(field, rule.callNumber) || readCodes(linked, rule.linked?.callNumber);
  const part = readCodes(field, rule.part);
  if (barcodes.length === 0 && !callNumber && !location) return [];
  const itemNumber = readCodes(field, rule.itemNumber);
  const status = statusOf(field, rule, location);
  const common: Omit<ItemFacts, "sourceKey" | "barcode"> = {
    location,
    callNumber,
    part,
    itemClass: readCodes(field, rule.itemClass).toLowerCase() || "book",
    ...status,
    place: field.tag,
  };
  if (branch) common.branch = branch;
  if (barcodes.length > 0)
    return barcodes.map((barcode) => ({
      ...common,
      sourceKey: barcode,
      barcode,
      ...(itemNumber && barcodes.length === 1 ? { itemNumber } : {}),
    }));
  const copy = readCodes(field, rule.copy) || readCodes(linked, rule.linked?.copy);
  const sourceKey = itemNumber ? `#${itemNumber}` : `${callNumber}|${location}|${part}|${copy}`;
  const count = Math.min(MOST_COPIES, Math.max(1, Number.parseInt(readCodes(field, rule.count), 10) || 1));
  if (count === 1) return [{ ...common, sourceKey, ...(itemNumber ? { itemNumber } : {}) }];
  return Array.from({ length: count }, (_, i) => ({ ...common, sourceKey: `${sourceKey}*${i + 1}` }));
}

function barcodesOf(field: DataField, rule: ItemRule): string[] {
  const found: string[] = [];
  for (const [code, value] of field.subfields) {
    if (code === "" || !rule.barcode.includes(code)) continue;
    const barcode = value.trim().slice(0, LONGEST_CODE);
    if (foldCode(barcode) !== "") found.push(barcode);
  }
  return found;
}

function statusOf(
  field: DataField,
  rule: ItemRule,
  location: string,
): Pick<ItemFacts, "condition" | "forLoan"> {
  const status = readCodes(field, rule.status);
  const means = rule.statusMeans?.[status];
  const text = `${location} ${readCodes(field, rule.itemClass)} ${means ? "" : status}`;
  const says = (codes: string | undefined): boolean => !/^(0*|no?|false)$/i.test(readCodes(field, codes));
  const forLoan = !REFERENCE.test(text) && means !== "reference" && !says(rule.flags?.notForLoan);
  if (means && means !== "reference") return { condition: means, forLoan };
  if (says(rule.flags?.withdrawn) || WITHDRAWN.test(text)) return { condition: "withdrawn", forLoan };
  if (says(rule.flags?.lost) || LOST.test(location) || LOST.test(status))
    return { condition: "lost", forLoan };
  if (MISSING.test(text)) return { condition: "missing", forLoan };
  return { condition: says(rule.flags?.damaged) ? "damaged" : "good", forLoan };
}
