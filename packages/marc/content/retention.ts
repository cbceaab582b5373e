import { recordFlavour } from "../flavour.ts";
import { fieldsOf, type MarcRecord, subfield, subfieldValues } from "../record.ts";

/** A promise to keep what a record describes: as recorded, and until when (`YYYY`, `YYYYMM` or `YYYYMMDD`; null: for good). */
export type Retention = {
  action: string;
  until: string | null;
  programme: string | null;
  institution: string | null;
};

const KEEPS = /\bretain|\bretention|\bkeep\b|\barchiv|保留|保存|留存|永久/i;
const ENDED = /\b(?:expired|released|ended|cancel)|已到期|已解除|已取消/i;

/**
 * Retention commitments of a record: MARC 21 583 with $a `committed to retain` and the like, $d until when, $f the
 * programme, $5 whose; UNIMARC 318 ($a, $d, $f, $5). What $l calls expired or released is none.
 */
export function retentions(record: MarcRecord): Retention[] {
  const tag = recordFlavour(record) === "unimarc" ? "318" : "583";
  return fieldsOf(record, tag).flatMap((field) => {
    const action = subfieldValues(field, "a").join(" ").trim();
    const status = subfieldValues(field, "l").join(" ");
    if (!KEEPS.test(action) || ENDED.test(status) || ENDED.test(action)) return [];
    const until = subfieldValues(field, "d").flatMap((value) => /\d{4}(?:\d{2}){0,2}/.exec(value) ?? [])[0];
    return [
      {
        action,
        until: until ?? null,
        programme: subfield(field, "f") ?? null,
        institution: subfield(field, "5") ?? null,
      },
    ];
  });
}
