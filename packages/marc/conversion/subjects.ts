import type { Reading, Subfields } from "./reading.ts";

/** Thesauri that MARC 21 names by the second indicator of 6XX, as codes of $2. */
const SYSTEMS: Record<string, string> = {
  "0": "lc",
  "1": "lcac",
  "2": "mesh",
  "3": "nal",
  "5": "cash",
  "6": "rvm",
};
const indicators = new Map(Object.entries(SYSTEMS).map(([indicator, code]) => [code, indicator]));

/** Which thesaurus a subject is of: $2 of CNMARC; the second indicator of MARC 21, and its $2 where that says 7. */
export const SUBJECT_SYSTEMS = {
  toMarc21(reading: Reading): { indicator: string; subfields: Subfields } {
    const code = reading.values("2")[0];
    if (code === undefined) return { indicator: "4", subfields: [] };
    const indicator = indicators.get(code.toLowerCase());
    return indicator ? { indicator, subfields: [] } : { indicator: "7", subfields: [["2", code]] };
  },
  toUnimarc(reading: Reading): Subfields {
    const named = reading.values("2")[0];
    const code = named ?? SYSTEMS[reading.field.ind2];
    return code === undefined ? [] : [["2", code]];
  },
};
