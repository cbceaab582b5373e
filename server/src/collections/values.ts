import { readDate } from "@commonshelf/edtf";
import { beginningOf } from "./beginning.ts";
import type { Config, Field, Term, Vocabulary } from "./schema.ts";

/** A value as it was read: `text` as it was entered; the rest is what its type makes of it. */
export type Value = {
  text: string;
  /** BCP 47, where the field says languages. */
  lang?: string;
  /** Of a term of the vocabulary. */
  code?: string;
  date?: { from: number; to: number; edtf: string; lunar: boolean };
  number?: number;
  position?: { lat: number; lon: number };
  href?: string;
  /** Of a group: text by key. */
  parts?: Record<string, string>;
};

/** Why a value is not taken. */
type ValueError =
  | "value-missing"
  | "value-once"
  | "value-long"
  | "value-pattern"
  | "value-term"
  | "value-date"
  | "value-number"
  | "value-place"
  | "value-link"
  | "value-flag"
  | "value-group"
  | "field-unknown";

const MOST_CHARACTERS = 20_000;
const LANGUAGE = /^(.*\S)\s*@((?:zh|en|ja|ko|mn|bo|ug|mnc|ru|fr|de|es|ar|la|sa)(?:-[A-Za-z0-9]{2,8})*)$/s;
const TRUE = /^(?:是|有|true|yes|y|1|√)$/i;
const FALSE = /^(?:否|无|無|false|no|n|0|×)$/i;

const termIndexes = new WeakMap<Vocabulary, Map<string, Term>>();

/** The term that a code, a name in any language or a variant means. */
export function findTerm(vocabulary: Vocabulary, text: string): Term | undefined {
  let index = termIndexes.get(vocabulary);
  if (!index) {
    index = new Map();
    for (const term of vocabulary.terms)
      for (const name of [...term.variants, ...Object.values(term.label), term.code])
        index.set(name.trim().toLowerCase(), term);
    termIndexes.set(vocabulary, index);
  }
  return index.get(text.trim().toLowerCase());
}

/** The vocabulary of a field. */
export function vocabularyOf(config: Config, key: string | null): Vocabulary | undefined {
  return config.vocabularies.find((one) => one.key === key);
}

/** The term a value of a field is; undefined: it is a word. */
export function termOf(config: Config, field: Field, value: Value): Term | undefined {
  const vocabulary = field.type === "term" ? vocabularyOf(config, field.vocabulary) : undefined;
  return vocabulary && value.code !== undefined ? findTerm(vocabulary, value.code) : undefined;
}

/** Reads one value of a field, or says why it is none. */
function readValue(config: Config, field: Field, given: string): Value | ValueError {
  const trimmed = given.trim();
  if (trimmed.length > MOST_CHARACTERS) return "value-long";
  const tagged = field.inLanguages ? LANGUAGE.exec(trimmed) : null;
  const text = tagged?.[1] ?? trimmed;
  const value: Value = tagged ? { text, lang: tagged[2]! } : { text };
  const typed = readTyped(config, field, text);
  return typeof typed === "string" ? typed : { ...value, ...typed };
}

function readTyped(config: Config, field: Field, text: string): Partial<Value> | ValueError {
  switch (field.type) {
    case "term":
      return readTerm(config, field.vocabulary, text);
    case "date":
      return readDateValue(text);
    case "number":
      return readNumber(text);
    case "place":
      return readPosition(text);
    case "link":
      return readLink(text);
    case "flag":
      return TRUE.test(text) ? { code: "yes" } : FALSE.test(text) ? { code: "no" } : "value-flag";
    case "group":
      return readGroup(field, text);
    default:
      return field.pattern && !new RegExp(`^(?:${field.pattern})$`, "u").test(text) ? "value-pattern" : {};
  }
}

function readTerm(config: Config, key: string | null, text: string): Partial<Value> | ValueError {
  const vocabulary = vocabularyOf(config, key);
  const term = vocabulary && findTerm(vocabulary, text);
  if (term) return { code: term.code };
  return !vocabulary || vocabulary.open ? {} : "value-term";
}

function readDateValue(text: string): Partial<Value> | ValueError {
  const read = readDate(text);
  if (!read) return "value-date";
  const { from, to, edtf, lunar } = read;
  return { date: { from, to, edtf, lunar } };
}

function readNumber(text: string): Partial<Value> | ValueError {
  const number = Number(text.normalize("NFKC").replace(/[,\s]/g, ""));
  return text !== "" && Number.isFinite(number) ? { number } : "value-number";
}

/** `40.84, 111.75`: latitude and longitude in degrees, WGS 84. */
function readPosition(text: string): Partial<Value> | ValueError {
  const found = /^(-?\d{1,2}(?:\.\d+)?)\s*[,;\s]\s*(-?\d{1,3}(?:\.\d+)?)$/.exec(text.normalize("NFKC"));
  const [lat, lon] = [Number(found?.[1]), Number(found?.[2])];
  return found && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { position: { lat, lon } } : "value-place";
}

/** An address of the web, with what it is called behind it. */
function readLink(text: string): Partial<Value> | ValueError {
  const [address = "", ...name] = text.split(/\s+/);
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return "value-link";
  return { href: address, text: name.join(" ") || address };
}

function readGroup(field: Field, text: string): Partial<Value> | ValueError {
  const parts: Record<string, string> = {};
  for (const piece of text.split(/[;；]\s*/).filter((one) => one.trim() !== "")) {
    const at = piece.search(/[=＝:：]/);
    const name = at < 0 ? field.fields[0]?.key : piece.slice(0, at).trim();
    const sub = field.fields.find((one) => one.key === name || Object.values(one.label).includes(name ?? ""));
    if (!sub || sub.key in parts) return "value-group";
    parts[sub.key] = piece.slice(at + 1).trim();
  }
  return Object.keys(parts).length > 0 ? { parts } : "value-group";
}

/** Values of an object's fields as texts, as they are entered and kept. */
export type Texts = Readonly<Record<string, readonly string[]>>;
/** What was wrong with an object's values, field by field. */
export type FieldError = { field: string; code: ValueError; detail: string };

/** Reads all values of an object; what is wrong is told, all of it at once. */
export function readValues(
  config: Config,
  texts: Texts,
): { values: Map<string, Value[]>; errors: FieldError[] } {
  const values = new Map<string, Value[]>();
  const errors: FieldError[] = [];
  for (const field of config.fields) {
    const given = (texts[field.key] ?? []).filter((text) => text.trim() !== "");
    if (given.length === 0 && field.required)
      errors.push({ field: field.key, code: "value-missing", detail: "" });
    if (given.length > 1 && !field.many)
      errors.push({ field: field.key, code: "value-once", detail: beginningOf(given.join(" | "), 200) });
    const read: Value[] = [];
    for (const text of given) {
      const value = readValue(config, field, text);
      if (typeof value === "string")
        errors.push({ field: field.key, code: value, detail: beginningOf(text, 200) });
      else read.push(value);
    }
    if (read.length > 0) values.set(field.key, read);
  }
  const known = new Set(config.fields.map((field) => field.key));
  for (const key of Object.keys(texts))
    if (!known.has(key)) errors.push({ field: key, code: "field-unknown", detail: "" });
  return { values, errors };
}
