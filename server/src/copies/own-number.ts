import { createHash } from "node:crypto";
import {
  controlValue,
  fieldsOf,
  isData,
  type MarcRecord,
  type ReadResult,
  subfieldValues,
} from "@commonshelf/marc";
import type { ItemProfile } from "./item-rule.ts";
import { itemTags } from "./read-items.ts";

/** Records are known by numbers of at most so many characters; a longer one is none. */
const LONGEST = 100;
/** Of a record's content; 128 bits, so that two records have one number only when they say the same. */
const HASH_CHARACTERS = 32;

/**
 * Gives records without 001 a number: `035$a`, what stands in that subfield; `content`, what the record says apart from its
 * copies and the day it was changed (a record that says something else is another one then); `refuse`, none. Where the
 * subfield is missing, or says several things, the record stays without. What was done is among its repairs.
 */
export function numbering(
  source: string,
  profiles: readonly ItemProfile[],
): (result: ReadResult) => ReadResult {
  if (source === "refuse") return (result) => result;
  const ofItems = itemTags(profiles);
  return (result) => {
    if (!result.ok || (controlValue(result.record, "001") ?? "").trim() !== "") return result;
    const { record } = result;
    const number = source === "content" ? numberOfContent(record, ofItems) : numberInField(record, source);
    if (number === undefined) return result;
    const fields = [{ tag: "001", value: number }, ...record.fields.filter(({ tag }) => tag !== "001")];
    const code = source === "content" ? "number-of-content" : "number-of-field";
    return {
      ...result,
      record: { leader: record.leader, fields },
      repairs: [...result.repairs, { code, tag: "001", declared: source, found: number }],
    };
  };
}

function numberInField(record: MarcRecord, source: string): string | undefined {
  const [tag = "", code = ""] = source.split("$");
  const values = new Set(
    fieldsOf(record, tag).flatMap((field) => subfieldValues(field, code).map((value) => value.trim())),
  );
  const [first, ...others] = [...values].filter(Boolean);
  return first !== undefined && others.length === 0 && first.length <= LONGEST ? first : undefined;
}

function numberOfContent(record: MarcRecord, ofItems: ReadonlySet<string>): string {
  const said = record.fields
    .filter(({ tag }) => tag !== "001" && tag !== "005" && !ofItems.has(tag))
    .map((field) =>
      isData(field) ? [field.tag, field.ind1, field.ind2, field.subfields] : [field.tag, field.value],
    );
  const hash = createHash("sha256").update(JSON.stringify(said)).digest("hex");
  return `content-${hash.slice(0, HASH_CHARACTERS)}`;
}
