import { recordFlavour } from "../flavour.ts";
import type { Flavour } from "../reading.ts";
import type { MarcRecord } from "../record.ts";
import type { Loss } from "./reading.ts";
import { toMarc21 } from "./to-marc21.ts";
import { toUnimarc } from "./to-unimarc.ts";

export type { Loss } from "./reading.ts";

export type ConversionOptions = {
  /** Fields without a place are kept as they stood, in 886, and return; else they are left out. */
  aside?: boolean;
  /** Local fields (9XX) go along as they stand; they do unless this is false. */
  local?: boolean;
  /** How CNMARC writes pinyin: capital subfields (CALIS, the rule here) or $9 (National Library). */
  pinyin?: "capital" | "9";
};

/** A converted record, and what did not come over as it stood. */
export type Converted = { record: MarcRecord; losses: Loss[] };

/**
 * A record in the other format by the table of `table.ts` (docs/marc21-and-cnmarc.md), MARC 21 to CNMARC or CNMARC and
 * UNIMARC to MARC 21; one that is in it already is as it was. Nothing is lost unsaid: every subfield comes over or stands
 * among the losses.
 */
export function convertRecord(record: MarcRecord, to: Flavour, options: ConversionOptions = {}): Converted {
  if (recordFlavour(record) === to) return { record, losses: [] };
  return to === "marc21" ? toMarc21(record, options) : toUnimarc(record, options);
}
