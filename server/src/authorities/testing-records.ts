import type { MarcRecord } from "@commonshelf/marc";

type Field = [tag: string, indicators: string, ...parts: string[]];

/** A record of fields as `["100", "1 ", "a", "Lu, Heng"]`; control fields as `["001", value]`. */
export function recordOf(leader: string, ...fields: (Field | [string, string])[]): MarcRecord {
  return {
    leader,
    fields: fields.map(([tag, second, ...parts]) =>
      tag < "010"
        ? { tag, value: second }
        : {
            tag,
            ind1: second[0] ?? " ",
            ind2: second[1] ?? " ",
            subfields: Array.from({ length: parts.length / 2 }, (_, at): [string, string] => [
              parts[2 * at]!,
              parts[2 * at + 1]!,
            ]),
          },
    ),
  };
}

const AUTHORITY = "00000nz  a2200000n  4500";
const CODED = "261130n| azannaabn          |a aaa      ";

/** A MARC 21 authority. */
export const marc21Authority = (number: string, ...fields: Field[]): MarcRecord =>
  recordOf(AUTHORITY, ["001", number], ["003", "TEST"], ["008", CODED], ...fields);

/** A CNMARC authority. */
export const cnmarcAuthority = (number: string, ...fields: Field[]): MarcRecord =>
  recordOf(
    "00000nx  a2200000   45  ",
    ["001", number],
    ["100", "  ", "a", "20261130achiy50      ea"],
    ...fields,
  );

/** A MARC 21 book. */
export const marc21Book = (number: string, title: string, ...fields: Field[]): MarcRecord =>
  recordOf(
    "00000nam a2200000 i 4500",
    ["001", number],
    ["008", "261101s2001    xx            000 0 chi  "],
    ...fields.filter(([tag]) => tag < "245"),
    ["245", "10", "a", title],
    ...fields.filter(([tag]) => tag > "245"),
  );
