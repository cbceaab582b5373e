import { recordFlavour } from "./flavour.ts";
import { controlValue, fieldsOf, type MarcRecord, subfield } from "./record.ts";

/** What a record describes, by leader/06. */
export type RecordKind = "bibliographic" | "holdings" | "authority" | "classification" | "community";

/** The kind of a record by leader/06: MARC 21 `z` authority, `uvxy` holdings; UNIMARC `xyz` authority. */
export function recordKind(record: MarcRecord): RecordKind {
  const type = recordType(record);
  const unimarcAuthority = "xyz".includes(type) && recordFlavour(record) === "unimarc";
  if (type === "z" || unimarcAuthority) return "authority";
  if ("uvxy".includes(type)) return "holdings";
  if (type === "w") return "classification";
  return type === "q" ? "community" : "bibliographic";
}

/** Type of record, leader/06: `a` language material, `c` notated music, `e` map … (the letters differ in UNIMARC). */
export function recordType(record: MarcRecord): string {
  return record.leader.charAt(6) || " ";
}

/** Bibliographic level, leader/07: `m` monograph, `s` serial, `a` component part … */
export function bibliographicLevel(record: MarcRecord): string {
  return record.leader.charAt(7) || " ";
}

/** Encoding level, leader/17: blank is full. */
export function encodingLevel(record: MarcRecord): string {
  return record.leader.charAt(17) || " ";
}

/** UNIMARC 100$a (36 characters of coded data), or MARC 21 008 (40 characters); undefined when absent. */
export function codedData(record: MarcRecord): string | undefined {
  if (recordFlavour(record) === "marc21") return controlValue(record, "008");
  const field = fieldsOf(record, "100")[0];
  return field && subfield(field, "a");
}

/**
 * Date 1 as coded: MARC 21 008/07-10, UNIMARC 100$a/9-12. Four characters with `u`, `|` or blanks where unknown
 * (`"1994"`, `"19uu"`); undefined when nothing of a year is coded.
 */
export function date1(record: MarcRecord): string | undefined {
  const from = recordFlavour(record) === "marc21" ? 7 : 9;
  const value = codedData(record)?.slice(from, from + 4);
  return value !== undefined && /^\d[\du#| -]{3}$/.test(value) && value !== "9999" ? value : undefined;
}

/** Date type: MARC 21 008/06 or UNIMARC 100$a/8. */
export function dateType(record: MarcRecord): string | undefined {
  const value = codedData(record)?.charAt(recordFlavour(record) === "marc21" ? 6 : 8);
  return value === "" ? undefined : value;
}

/** Language codes of the text (ISO 639-2/B, as coded): MARC 21 008/35-37 then 041$a, UNIMARC 101$a; without repeats. */
export function languages(record: MarcRecord): string[] {
  const codes: string[] = [];
  const add = (value: string): void => {
    // Older records pack several codes into one subfield: "engfre".
    for (const code of value
      .trim()
      .toLowerCase()
      .match(/[a-z]{3}/g) ?? []) {
      if (!["zxx", "und", "mul"].includes(code) && !codes.includes(code)) codes.push(code);
    }
  };
  const marc21 = recordFlavour(record) === "marc21";
  if (marc21) add(controlValue(record, "008")?.slice(35, 38) ?? "");
  for (const field of fieldsOf(record, marc21 ? "041" : "101")) {
    // 041 with second indicator 7 has codes of another list, named in $2.
    if (marc21 && field.ind2 === "7") continue;
    for (const [code, value] of field.subfields) if (code === "a") add(value);
  }
  return codes;
}
