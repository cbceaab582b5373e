import { type DataField, fieldsOf, type MarcRecord, subfield, subfieldValues } from "@commonshelf/marc";
import type { ItemFacts } from "./description.ts";
import { autoOrder, type ItemRule, itemProfiles } from "./item-profiles.ts";

/** Items of one record beyond this number are left to a later, purposeful load; no real record comes near. */
export const MOST_ITEMS_PER_RECORD = 20_000;
const LONGEST_CODE = 200;

const MISSING = /missing|丢失|遺失|遗失/i;
const LOST = /^lost|^LOST/;
const WITHDRAWN = /withdrawn|discard|剔除|注销|註銷/i;
const REFERENCE = /reference|non-?circ|不外借|阅览|閱覽|参考|參考|^ref$|noncirc|in-library/i;

/**
 * The items a record lists, read by the member's profile (`auto`: the first rule that finds any).
 * A field without a barcode still is an item when the rule does not demand one.
 */
export function itemFactsOf(record: MarcRecord, profile: string): ItemFacts[] {
  const names = profile === "auto" ? autoOrder : [profile];
  for (const name of names) {
    for (const rule of itemProfiles[name]?.rules ?? []) {
      const fields = fieldsOf(record, rule.tag).filter((field) => isItemField(field, rule));
      if (fields.length === 0) continue;
      if (
        rule.callNumber.length > 1 ||
        fields.some((f) => subfield(f, rule.callNumber)) ||
        rule === itemProfiles[name]?.rules.at(-1)
      )
        return distinctKeys(fields.flatMap((field) => itemsOf(field, rule)));
    }
  }
  return [];
}

function isItemField(field: DataField, rule: ItemRule): boolean {
  if (rule.required) return Boolean(subfield(field, rule.required));
  return Boolean(
    subfield(field, rule.barcode) ?? (readCodes(field, rule.callNumber) || subfield(field, rule.location)),
  );
}

function readCodes(field: DataField, codes: string | undefined): string {
  if (!codes) return "";
  const parts: string[] = [];
  for (const [code, value] of field.subfields) if (codes.includes(code)) parts.push(value.trim());
  return parts.filter(Boolean).join(" ").slice(0, LONGEST_CODE);
}

function itemsOf(field: DataField, rule: ItemRule): ItemFacts[] {
  const barcodes = subfieldValues(field, rule.barcode)
    .map((b) => b.trim().slice(0, LONGEST_CODE))
    .filter(Boolean);
  const location = readCodes(field, rule.location);
  const branch = readCodes(field, rule.branch);
  const status = `${location} ${readCodes(field, rule.itemClass)}`;
  const common: Omit<ItemFacts, "sourceKey" | "barcode"> = {
    location,
    callNumber: readCodes(field, rule.callNumber),
    part: readCodes(field, rule.part),
    itemClass: readCodes(field, rule.itemClass).toLowerCase() || "book",
    condition: LOST.test(location)
      ? "lost"
      : MISSING.test(status)
        ? "missing"
        : WITHDRAWN.test(status)
          ? "withdrawn"
          : "good",
    forLoan: !REFERENCE.test(status),
  };
  if (branch) common.branch = branch;
  if (barcodes.length === 0) {
    const copy = readCodes(field, rule.copy);
    return [{ ...common, sourceKey: `${common.callNumber}|${location}|${common.part}|${copy}` }];
  }
  return barcodes.map((barcode) => ({ ...common, sourceKey: barcode, barcode }));
}

/** Two items of one record may not share a key: a second one without barcode gets a number, a repeated barcode is one item. */
function distinctKeys(items: ItemFacts[]): ItemFacts[] {
  const seen = new Map<string, number>();
  const kept: ItemFacts[] = [];
  for (const item of items.slice(0, MOST_ITEMS_PER_RECORD)) {
    const count = (seen.get(item.sourceKey) ?? 0) + 1;
    seen.set(item.sourceKey, count);
    if (count === 1) kept.push(item);
    else if (!item.barcode) kept.push({ ...item, sourceKey: `${item.sourceKey}#${count}` });
  }
  return kept;
}
