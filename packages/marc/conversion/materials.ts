import { controlValue, type DataField, fieldsOf, type MarcRecord, subfield } from "../record.ts";
import { codedLosses } from "./agency.ts";
import { LENGTHS, MATERIALS, PARTS, type Part } from "./materials-table.ts";
import type { Loss } from "./reading.ts";

/** Not coded, in either format. */
const FILL = "|";

/** What the record is, where both formats code it: a map, a score, a recording, a film, a file; undefined for others. */
export function materialOf(record: MarcRecord): string | undefined {
  return Object.keys(MATERIALS).find((name) => MATERIALS[name]!.includes(record.leader[6] ?? " "));
}

const partsOf = (record: MarcRecord): readonly Part[] => {
  const material = materialOf(record);
  return PARTS.filter((one) => one.material === material);
};

/** Category of 007 (its first letter) that says more of such a record; that of a film depends on which it is. */
function categories(record: MarcRecord): string {
  return { map: "a", sound: "s", film: "mv", file: "c", microform: "h" }[materialOf(record) ?? ""] ?? "";
}

/** The 007 of a record of MARC 21 that is read for its material. */
export function physicalField(record: MarcRecord): string | undefined {
  const known = categories(record);
  return record.fields.flatMap((field) =>
    field.tag === "007" && "value" in field && known.includes(field.value[0] ?? " ") ? [field.value] : [],
  )[0];
}

/** Tags of CNMARC that hold codes of the record's material. */
export function materialTags(record: MarcRecord): Set<string> {
  return new Set(partsOf(record).map(({ unimarc: [where] }) => where.slice(0, 3)));
}

/** Codes from one place to the other, as far as the other has them. */
function carry(
  part: Part,
  from: string,
  at: number,
  known: ReadonlyMap<string, string>,
  write: (n: number, code: string) => void,
): void {
  // Two letters on one side may be one on the other.
  const { width } = part;
  for (let n = 0; n < part.times; n++) {
    const code = known.get(from.slice(at + n * width, at + (n + 1) * width));
    if (code !== undefined) write(n, code);
  }
}

function put(line: string, at: number, code: string): string {
  return line.slice(0, at) + code + line.slice(at + code.length);
}

const isCoded = (line: string): boolean => /[^|# ]/.test(line);

/** Codes of CNMARC by where they stand (`115a`), of a record of MARC 21. */
function materialCodes(record: MarcRecord): Map<string, string> {
  const fixed = (controlValue(record, "008") ?? "").padEnd(40, FILL);
  const physical = physicalField(record) ?? "";
  const lines = new Map<string, string>();
  for (const part of partsOf(record)) {
    const [where, at] = part.marc21;
    if (where !== "008" && where[3] !== physical[0]) continue;
    const source = where === "008" ? fixed : physical;
    const [target, place] = part.unimarc;
    const width = [...part.codes.toMarc21.keys()][0]!.length;
    const wide = { ...part, width: [...part.codes.toUnimarc.keys()][0]!.length };
    carry(wide, source, at, part.codes.toUnimarc, (n, code) => {
      const line = lines.get(target) ?? FILL.repeat(LENGTHS[target]!);
      lines.set(target, put(line, place + n * width, code));
    });
  }
  // A film says by its 007 what it is where 008 does not.
  const film = lines.get("115a");
  if (film?.startsWith(FILL)) {
    const kind = { m: "a", v: "c" }[physical[0] ?? ""];
    if (kind) lines.set("115a", put(film, 0, kind));
  }
  return new Map([...lines].filter(([, line]) => isCoded(line)));
}

/** 115, 120, 121, 124 to 126, 128, 130 and 135 of a record of MARC 21. */
export function materialFields(record: MarcRecord): DataField[] {
  const byTag = Map.groupBy(materialCodes(record), ([where]) => where.slice(0, 3));
  return [...byTag].map(([tag, lines]) => ({
    tag,
    ind1: " ",
    ind2: " ",
    subfields: lines
      .map(([where, line]): [string, string] => [where[3]!, line])
      .sort(([a], [b]) => (a < b ? -1 : 1)),
  }));
}

/** What the first field of a place of CNMARC says: `115a`. */
function placeValue(record: MarcRecord, where: string): string {
  const field = fieldsOf(record, where.slice(0, 3))[0];
  return field ? (subfield(field, where[3]!) ?? "") : "";
}

/** What a record of CNMARC says in 008 and 007 of its material: `008` with 40 characters of which 18 to 34 may be coded. */
function marcLines(record: MarcRecord): Map<string, string> {
  const lines = new Map<string, string>();
  const film = { a: "m", c: "v" }[placeValue(record, "115a")[0] ?? ""];
  for (const part of partsOf(record)) {
    const [target, place] = part.marc21;
    if (target.startsWith("007") && "mv".includes(target[3]!) && target[3] !== film) continue;
    const [where, at] = part.unimarc;
    const width = [...part.codes.toUnimarc.keys()][0]!.length;
    carry(part, placeValue(record, where), at, part.codes.toMarc21, (n, code) => {
      const line = lines.get(target) ?? (target === "008" ? " ".repeat(40) : FILL.repeat(LENGTHS[target]!));
      lines.set(target, put(line, place + n * width, code));
    });
  }
  return lines;
}

/** 008/18-34 of a map, score, recording or film of CNMARC over what all materials have there. */
export function materialFixed(record: MarcRecord, common: string): string {
  const line = marcLines(record).get("008") ?? "";
  const music = "cdij".includes(record.leader[6] ?? " ");
  // A recording is no score and has no parts.
  const bare = "ij".includes(record.leader[6] ?? " ") ? put(common, 2, "nn") : common;
  const own = [...bare].map((char, i) => {
    const coded = line[18 + i] ?? " ";
    return coded === " " ? char : coded;
  });
  // Music has accompanying matter where others say whose publication it is; maps have a projection where others say for whom.
  if (music) own[10] = line[28] ?? " ";
  if (materialOf(record) === "map") own.splice(4, 2, line[22] ?? " ", line[23] ?? " ");
  return own.join("");
}

/** 007 of a map, recording, film, file or microform of CNMARC; undefined where nothing is coded. */
export function materialPhysical(record: MarcRecord): string | undefined {
  const [where, line] = [...marcLines(record)].find(([one]) => one.startsWith("007")) ?? [];
  if (where === undefined || line === undefined || !isCoded(line)) return undefined;
  return put(put(line, 0, where[3]!), 2, " ");
}

/** What of a field of CNMARC 007 and 008 have no code for. */
export function materialLosses(field: DataField, record: MarcRecord): Loss[] {
  const physical = materialPhysical(record);
  const marc: MarcRecord = {
    leader: record.leader,
    fields: [
      ...(physical === undefined ? [] : [{ tag: "007", value: physical }]),
      { tag: "008", value: `${" ".repeat(18)}${materialFixed(record, " ".repeat(17))}     ` },
    ],
  };
  const there = materialCodes(marc);
  const first = new Set<string>();
  return field.subfields.flatMap(([code, value]): Loss[] => {
    const where = field.tag + code;
    const after = there.get(where) ?? "";
    if (value.trim() === "") return [];
    if (first.has(code) || !(where in LENGTHS)) return [{ tag: field.tag, code, value, kind: "left-out" }];
    first.add(code);
    const at = (one: Loss): string => (code === "a" ? one.code : `${code}${one.code}`);
    return codedLosses(field.tag, value, after, isSame).map((one) => ({ ...one, code: at(one) }));
  });
}

/** What of the 007 that is read CNMARC has no code for. */
export function physicalLosses(record: MarcRecord): Loss[] {
  const before = physicalField(record) ?? "";
  if (!isCoded(before.slice(1))) return [];
  const cnmarc: MarcRecord = { leader: record.leader, fields: materialFields(record) };
  const after = materialPhysical(cnmarc);
  if (after === undefined) return [{ tag: "007", code: "", value: before, kind: "left-out" }];
  return codedLosses("007", before, after, (a, b) => a === b || "| #nu".includes(a));
}

/** Nothing is lost where nothing was said: not coded, unknown, not applicable, none. */
const isSame = (a: string, b: string): boolean => a === b || "| #uxy".includes(a);
