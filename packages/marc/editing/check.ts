import { normaliseEan } from "../content/ean.ts";
import type { Flavour } from "../reading.ts";
import { type DataField, isData, type MarcField, type MarcRecord, subfield } from "../record.ts";
import { fieldRule, fixedLength, fixedParts } from "./formats.ts";

/** What is wrong with a record and where. `at`: place of the field, -1: the record as a whole. Errors keep it from being saved. */
export type Finding = {
  severity: "error" | "warning";
  code:
    | "leader-length"
    | "title-missing"
    | "tag-form"
    | "field-unknown"
    | "field-repeated"
    | "indicator-unknown"
    | "subfield-code"
    | "subfield-unknown"
    | "subfield-repeated"
    | "subfield-empty"
    | "field-empty"
    | "fixed-length"
    | "fixed-code"
    | "isbn-wrong"
    | "link-lost"
    | "control-character";
  at: number;
  tag: string;
  params: Record<string, string>;
};

type Report = (code: Finding["code"], severity: Finding["severity"], params?: Finding["params"]) => void;

const TITLE = { marc21: "245", unimarc: "200" } as const;
const ISBN = { marc21: "020", unimarc: "010" } as const;
/** Subfields that any field may have: links to another script or field, pinyin. */
const CONTROLLING = { marc21: "68", unimarc: "679A" } as const;
/** Fields that libraries define for themselves (MARC 21 and UNIMARC 9XX, X9X): our tables say nothing of them. */
const LOCAL = /^(?:9\d\d|\d9\d|\d\d9|[A-Z]{3})$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const CONTROL = /[\u0000-\u0008\u000a-\u001f\u007f]/;

/** Checks a record by its format's table: what keeps it from being saved, and what looks wrong. */
export function checkRecord(record: MarcRecord, flavour: Flavour): Finding[] {
  const findings: Finding[] = [];
  const reportAt =
    (at: number, tag: string): Report =>
    (code, severity, params = {}) => {
      findings.push({ severity, code, at, tag, params });
    };
  if (record.leader.length !== 24) reportAt(-1, "LDR")("leader-length", "error");
  const title = record.fields.find((field) => field.tag === TITLE[flavour]);
  if (!title || !isData(title) || !title.subfields.some(([, value]) => value.trim() !== ""))
    reportAt(-1, TITLE[flavour])("title-missing", "error", { tag: TITLE[flavour] });
  const seen = new Set<string>();
  for (const [at, field] of record.fields.entries()) {
    const report = reportAt(at, field.tag);
    if (!/^[0-9A-Z]{3}$/.test(field.tag)) {
      report("tag-form", "error", { tag: field.tag });
      continue;
    }
    const rule = fieldRule(flavour, field.tag);
    if (!rule && !LOCAL.test(field.tag)) report("field-unknown", "warning", { tag: field.tag });
    if (rule && !rule.repeats && seen.has(field.tag)) report("field-repeated", "warning", { tag: field.tag });
    seen.add(field.tag);
    if (isData(field)) checkField(field, flavour, report);
    else checkControl(field, report);
    checkFixed(field, flavour, record.leader, report);
  }
  checkLinks(record.fields, reportAt);
  return findings;
}

function checkControl(field: MarcField & { value: string }, report: Report): void {
  if (CONTROL.test(field.value)) report("control-character", "error");
  if (field.value === "") report("field-empty", "warning");
}

/** Coded data: as long as their format has them, with codes that it has; nobody need code what they do not know (`|`). */
function checkFixed(field: MarcField, flavour: Flavour, leader: string, report: Report): void {
  const text = isData(field) ? subfield(field, "a") : field.value;
  if (text === undefined || text === "") return;
  const length = fixedLength(flavour, field.tag);
  // Where characters are missing the codes stand elsewhere.
  if (length !== undefined && text.length !== length) {
    report("fixed-length", "warning", { length: String(length), found: String(text.length) });
    return;
  }
  for (const { from, length: wide, times = 1, options } of fixedParts(flavour, field.tag, leader, text))
    for (let at = from; wide === 1 && options && at < from + times; at++) {
      const value = text[at] ?? "|";
      // UNIMARC leaves blank what need not be coded, too.
      if (
        value !== "|" &&
        (flavour === "marc21" || value !== " ") &&
        !options.some(([code]) => code === value)
      )
        report("fixed-code", "warning", { at: String(at), value: value.replace(" ", "#") });
    }
}

function checkField(field: DataField, flavour: Flavour, report: Report): void {
  const rule = fieldRule(flavour, field.tag);
  for (const [which, value] of [field.ind1, field.ind2].entries()) {
    const allowed = rule?.indicators?.[which];
    if (allowed !== undefined && allowed !== "*" && !allowed.includes(value))
      report("indicator-unknown", "warning", { which: String(which + 1), value: value.replace(" ", "#") });
  }
  if (field.subfields.length === 0) report("field-empty", "warning");
  const seen = new Set<string>();
  for (const [code, value] of field.subfields) {
    if (!/^[0-9A-Za-z]$/.test(code)) report("subfield-code", "error", { code });
    else if (rule?.subfields && !rule.subfields["*"]) {
      const known =
        rule.subfields[code] ?? (CONTROLLING[flavour].includes(code) ? { repeats: true } : undefined);
      if (!known) report("subfield-unknown", "warning", { code });
      else if (!known.repeats && seen.has(code)) report("subfield-repeated", "warning", { code });
    }
    seen.add(code);
    if (value.trim() === "") report("subfield-empty", "warning", { code });
    if (CONTROL.test(value)) report("control-character", "error", { code });
  }
  if (field.tag === ISBN[flavour]) checkIsbn(subfield(field, "a"), report);
}

function checkIsbn(value: string | undefined, report: Report): void {
  const digits = (value ?? "").replace(/\(.*$/, "").replace(/[\s-]/g, "").toUpperCase();
  if (digits === "") return;
  if (!isIsbn(digits)) report("isbn-wrong", "warning", { isbn: value ?? "" });
}

/** Whether these characters without hyphens are an ISBN of ten or thirteen with its right check digit. */
export function isIsbn(digits: string): boolean {
  if (/^97[89]\d{10}$/.test(digits)) return normaliseEan(digits) !== undefined;
  if (!/^\d{9}[\dX]$/.test(digits)) return false;
  const total = [...digits].reduce(
    (sum, digit, at) => sum + (digit === "X" ? 10 : Number(digit)) * (10 - at),
    0,
  );
  return total % 11 === 0;
}

/** MARC 21 $6: every 880 has its field, every linked field its 880. */
function checkLinks(fields: readonly MarcField[], reportAt: (at: number, tag: string) => Report): void {
  const links = fields.flatMap((field, at) => {
    const [, to, occurrence] = isData(field)
      ? (/^(\d{3})-(\d{2})/.exec(subfield(field, "6") ?? "") ?? [])
      : [];
    return to === undefined || occurrence === "00" ? [] : [{ at, own: field.tag, to, occurrence }];
  });
  for (const link of links) {
    const partner = links.some(
      (other) => other.own === link.to && other.to === link.own && other.occurrence === link.occurrence,
    );
    if (!partner)
      reportAt(link.at, link.own)("link-lost", "warning", { link: `${link.to}-${link.occurrence}` });
  }
}
