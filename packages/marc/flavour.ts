import type { Flavour } from "./reading.ts";
import { fieldsOf, isData, type MarcRecord, subfield } from "./record.ts";

/**
 * MARC 21 or UNIMARC (CNMARC included), by evidence: UNIMARC titles stand in 200, publication in 210, holdings source
 * in 801 and coded data in 100$a; MARC 21 titles stand in 245 and coded data in 008. Without evidence: `marc21`.
 */
export function recordFlavour(record: MarcRecord): Flavour {
  let unimarc = 0;
  let marc21 = 0;
  for (const field of record.fields) {
    switch (field.tag) {
      case "200":
        unimarc += 3;
        break;
      case "245":
        marc21 += 3;
        break;
      case "008":
        // SUDOC and some Chinese systems have a local 008, but never one of 40 characters.
        if (!isData(field) && field.value.length >= 30) marc21 += 2;
        break;
      case "100":
        if (isData(field) && isCodedData(subfield(field, "a"))) unimarc += 3;
        break;
      case "040":
      case "260":
      case "264":
      case "300":
      case "880":
        if (isData(field)) marc21 += field.tag === "300" ? 0 : 1;
        break;
      case "801":
      case "210":
      case "215":
      case "690":
      case "905":
        unimarc += 1;
        break;
    }
  }
  if (unimarc > marc21) return "unimarc";
  if (unimarc === 0 && marc21 === 0 && record.leader.slice(20, 24) === "450 ") return "unimarc";
  return "marc21";
}

/** The character set codes of UNIMARC 100$a/26-29 (`"50  "` is ISO 10646, `"03  "` ISO 5426, `"0120"` GB in CNMARC). */
export function unimarcCharacterSets(record: MarcRecord): string | undefined {
  for (const field of fieldsOf(record, "100")) {
    const value = subfield(field, "a");
    if (isCodedData(value)) return value?.slice(26, 30);
  }
  return undefined;
}

function isCodedData(value: string | undefined): boolean {
  return value !== undefined && value.length >= 30 && value.length <= 40 && /^[\d ]{8}[a-z|#\- ]/.test(value);
}
