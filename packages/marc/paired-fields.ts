import { recordFlavour } from "./flavour.ts";
import type { Flavour } from "./reading.ts";
import { type DataField, isData, type MarcRecord, subfield } from "./record.ts";

/** The same content in another script: a linked field, or pinyin from the field itself laid out as a field of its own. */
export type Parallel = { kind: "linked" | "pinyin"; field: DataField; script?: string };

/** A data field with its parallels. `tag` is what it stands for: an 880 linked to nothing stands for the tag in its $6. */
export type PairedField = { tag: string; field: DataField; script?: string; parallels: Parallel[] };

// MARC 21 $6 script codes are the final bytes of MARC-8 escapes, or ISO 15924; UNIMARC $7 has letters of its own.
const MARC21_SCRIPTS: Record<string, string> = {
  "(3": "Arab",
  "(4": "Arab",
  "(B": "Latn",
  $1: "Hani",
  "(N": "Cyrl",
  "(Q": "Cyrl",
  "(S": "Grek",
  "(2": "Hebr",
};
const UNIMARC_SCRIPTS: Record<string, string> = {
  ba: "Latn",
  ca: "Cyrl",
  da: "Jpan",
  db: "Hani",
  dc: "Kana",
  ea: "Hani",
  fa: "Arab",
  ga: "Grek",
  ha: "Hebr",
  ia: "Thai",
  ja: "Deva",
  ka: "Kore",
  la: "Taml",
  ma: "Geor",
  mb: "Armn",
};

/**
 * Every data field of a record with the same content in other scripts: MARC 21 880 by `$6` (the script suffix may be
 * missing; occurrence `00` is linked to nothing), UNIMARC fields with the same `$6` number, and the pinyin of CNMARC in
 * `$9` or in capital subfields (`$A` of `$a`). Linked fields do not appear on their own.
 */
export function pairedFields(record: MarcRecord, flavour: Flavour = recordFlavour(record)): PairedField[] {
  const fields = record.fields.filter(isData);
  return flavour === "marc21" ? pairMarc21(fields) : pairUnimarc(fields);
}

/** `occurrence`: undefined where the link names a tag only. */
type Link = { tag: string; occurrence: number | undefined; script?: string };

/** `880-01/$1`; the hyphen may be any dash, or missing with the number: `880–01`, `880 01`, `88001`, `880`. */
const LINK = /^\s*([\dA-Z]{3})\s*(?:[\p{Pd}\u2212_.:]?\s*(\d{1,3})?)\s*(?:\/\s*([^/\s]+))?/u;

function readLink(field: DataField): Link | undefined {
  const match = LINK.exec(subfield(field, "6")?.normalize("NFKC") ?? "");
  if (match === null) return undefined;
  const [, tag = "", number, suffix] = match;
  const script = suffix === undefined ? undefined : (MARC21_SCRIPTS[suffix] ?? iso15924(suffix));
  return { tag, occurrence: number === undefined ? undefined : Number(number), script };
}

function iso15924(suffix: string): string | undefined {
  return /^[A-Z][a-z]{3}$/.test(suffix) ? suffix : undefined;
}

function pairMarc21(fields: DataField[]): PairedField[] {
  const paired: PairedField[] = [];
  const byOccurrence = new Map<number, PairedField[]>();
  for (const field of fields) {
    if (field.tag === "880") continue;
    const entry: PairedField = { tag: field.tag, field, parallels: [] };
    paired.push(entry);
    const link = readLink(field);
    if (link?.tag === "880" && link.occurrence) {
      byOccurrence.set(link.occurrence, [...(byOccurrence.get(link.occurrence) ?? []), entry]);
    }
  }
  for (const field of fields) {
    if (field.tag !== "880") continue;
    const link = readLink(field);
    const base = link && findBase(link, paired, byOccurrence.get(link.occurrence ?? 0) ?? []);
    if (base !== undefined) base.parallels.push({ kind: "linked", field, script: link?.script });
    else paired.push({ tag: link?.tag ?? "880", field, script: link?.script, parallels: [] });
  }
  return paired;
}

/** The field an 880 belongs to: same tag and occurrence; else the only field of that occurrence, or of that tag. */
function findBase(link: Link, paired: PairedField[], sameOccurrence: PairedField[]): PairedField | undefined {
  if (link.occurrence === 0) return undefined;
  const exact = sameOccurrence.find((entry) => entry.tag === link.tag);
  if (exact !== undefined) return exact;
  const [only] = sameOccurrence;
  // 240 and 245, or 700 and 710, were confused: the occurrence number, unique in a record, decides.
  if (sameOccurrence.length === 1 && only?.tag.charAt(0) === link.tag.charAt(0)) return only;
  const sameTag = paired.filter((entry) => entry.tag === link.tag && entry.field.tag === link.tag);
  const [single] = sameTag;
  if (sameTag.length !== 1 || single === undefined) return nextWithoutNumber(link, sameTag);
  const own = readLink(single.field);
  return own === undefined || own.occurrence === undefined || link.occurrence === undefined
    ? single
    : undefined;
}

/** Of several fields whose links name no number, the first that has no other form yet: they stand in one order. */
function nextWithoutNumber(link: Link, sameTag: PairedField[]): PairedField | undefined {
  if (link.occurrence !== undefined) return undefined;
  return sameTag.find((entry) => {
    const own = readLink(entry.field);
    return own?.tag === "880" && own.occurrence === undefined && entry.parallels.length === 0;
  });
}

/** A link that does not say plainly what it links: as it stands, and the tag of what was taken for it; null: of nothing. */
export type UnsureLink = { link: string; taken: string | null };

const PLAIN_LINK = /^[\dA-Z]{3}-\d{2}(?:\/.+)?$/;

/** Links of MARC 21 that are written otherwise than MARC 21 has them, or name a field that is not there. */
export function unsureLinks(record: MarcRecord): UnsureLink[] {
  const fields = record.fields.filter(isData);
  const others = fields.filter((field) => field.tag === "880");
  if (others.length === 0 || recordFlavour(record) !== "marc21") return [];
  const linked = new Set(
    fields.flatMap((field) => {
      const value = field.tag === "880" ? undefined : subfield(field, "6");
      return value?.startsWith("880-") ? [`${field.tag}-${value.slice(4, 6)}`] : [];
    }),
  );
  const open = others.filter((field) => {
    const value = subfield(field, "6") ?? "";
    return !PLAIN_LINK.test(value) || (value.slice(4, 6) !== "00" && !linked.has(value.slice(0, 6)));
  });
  if (open.length === 0) return [];
  const paired = pairMarc21(fields);
  return open.map((field) => ({
    link: subfield(field, "6") ?? "",
    taken: paired.find(({ parallels }) => parallels.some((one) => one.field === field))?.tag ?? null,
  }));
}

function pairUnimarc(fields: DataField[]): PairedField[] {
  const paired: PairedField[] = [];
  const byNumber = new Map<string, PairedField>();
  for (const field of fields) {
    // UNIMARC $6: an explanation code, the linking number, and the tag where it differs (`a01`, `a01700`).
    const number = /^\s*[a-z]?(\d{2})(?:\d{3})?/i.exec(subfield(field, "6") ?? "")?.[1];
    const script = UNIMARC_SCRIPTS[subfield(field, "7")?.slice(0, 2) ?? ""];
    const key = `${field.tag}-${number}`;
    const base = number === undefined ? undefined : byNumber.get(key);
    if (base !== undefined) {
      base.parallels.push({ kind: "linked", field, script });
      continue;
    }
    const entry: PairedField = { tag: field.tag, field, script, parallels: [] };
    const pinyin = pinyinOf(field);
    if (pinyin !== undefined) entry.parallels.push({ kind: "pinyin", field: pinyin, script: "Latn" });
    if (number !== undefined) byNumber.set(key, entry);
    paired.push(entry);
  }
  return paired;
}

/** The pinyin a CNMARC field carries: `$9` (National Library) reads `$a`, a capital code (CALIS) its small letter. */
function pinyinOf(field: DataField): DataField | undefined {
  if (!field.subfields.some(([, value]) => /\p{Script=Han}/u.test(value))) return undefined;
  const own = new Set(field.subfields.map(([code]) => code));
  const subfields: [string, string][] = [];
  for (const [code, value] of field.subfields) {
    if (/\p{Script=Han}/u.test(value) || !/\p{Script=Latin}/u.test(value)) continue;
    if (code === "9") subfields.push(["a", value]);
    else if (/^[A-Z]$/.test(code) && own.has(code.toLowerCase())) subfields.push([code.toLowerCase(), value]);
  }
  if (subfields.length === 0) return undefined;
  return { tag: field.tag, ind1: field.ind1, ind2: field.ind2, subfields };
}
