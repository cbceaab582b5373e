import { IndexRefusal } from "./refusal.ts";

/** One searchable field. `weight` multiplies a term's frequency in it (BM25F). */
export type FieldSchema = {
  name: string;
  weight: number;
  /** 0 (length does not matter) to 1 (fully normalised by length); BM25's b. Default 0. */
  lengthNorm?: number;
  /** Keep the field's terms as strings too, so that `{prefix}` queries can expand them. */
  prefixable?: boolean;
  /** Keep word positions, so that `{phrase}` queries are verified in this field. */
  positions?: boolean;
};

/**
 * A column of values to count and filter by; `multi` allows several values on one document. A value may carry labels, each
 * behind U+001F: values with the same text before the first are one, and are given back with the labels met.
 */
export type FacetSchema = { name: string; multi: boolean };

/** What one index holds. Order of fields is part of the snapshot format. */
export type IndexSchema = {
  fields: readonly FieldSchema[];
  facets: readonly FacetSchema[];
  /** Float64 columns to sort, filter, count in ranges, or add as a prior; absent means missing. */
  numbers: readonly string[];
  /** Columns of up to 32 bytes ordered by memcmp; longer keys are cut, absent or all-zero keys sort last. */
  sortKeys: readonly string[];
};

/** One document to index. `id` is the caller's, an integer below 2^53; putting it again replaces it. */
export type DocInput = {
  id: number;
  /** Terms in order; the place in the array is the position, and an empty string is a gap no phrase crosses. */
  fields: Readonly<Record<string, readonly string[]>>;
  facets?: Readonly<Record<string, readonly string[]>>;
  numbers?: Readonly<Record<string, number>>;
  sortKeys?: Readonly<Record<string, Uint8Array>>;
};

export const FIELDS_MAX = 32;
const FACETS_MAX = 64;
const COLUMNS_MAX = 64;
/** Occurrences of one term in one field that are counted (and whose positions are kept). */
export const TERM_FREQUENCY_MAX = 255;
/** Field lengths above this are treated as this. */
export const FIELD_LENGTH_MAX = 65_535;
export const SORT_KEY_BYTES = 32;
/** The same in words of four bytes. */
export const SORT_KEY_WORDS: number = SORT_KEY_BYTES / 4;

/** Refuses `schema-invalid` when a schema has too many columns, a name twice, or a number out of range. */
export function checkSchema(schema: IndexSchema): void {
  if (schema.fields.length === 0 || schema.fields.length > FIELDS_MAX)
    throw new IndexRefusal("schema-invalid", `1 to ${FIELDS_MAX} fields`);
  if (schema.facets.length > FACETS_MAX)
    throw new IndexRefusal("schema-invalid", `at most ${FACETS_MAX} facets`);
  if (schema.numbers.length > COLUMNS_MAX || schema.sortKeys.length > COLUMNS_MAX)
    throw new IndexRefusal("schema-invalid", `at most ${COLUMNS_MAX} number columns and sort keys`);
  checkUnique(schema.fields.map((field) => field.name));
  checkUnique(schema.facets.map((facet) => facet.name));
  checkUnique([...schema.numbers, ...schema.sortKeys, "score"]);
  for (const field of schema.fields) {
    const norm = field.lengthNorm ?? 0;
    if (!(field.weight > 0) || !Number.isFinite(field.weight) || !(norm >= 0 && norm <= 1))
      throw new IndexRefusal("schema-invalid", `field ${field.name}: weight > 0 and 0 <= lengthNorm <= 1`);
  }
}

function checkUnique(names: readonly string[]): void {
  const seen = new Set<string>();
  for (const name of names) {
    if (name === "" || seen.has(name))
      throw new IndexRefusal("schema-invalid", `name "${name}" is empty, taken or reserved`);
    seen.add(name);
  }
}

/** Refuses `document-invalid` when a document names an unknown column or carries a value its column cannot hold. */
export function checkDocument(schema: IndexSchema, doc: DocInput): void {
  if (!Number.isSafeInteger(doc.id))
    throw new IndexRefusal("document-invalid", `id ${doc.id} is no safe integer`);
  for (const name of Object.keys(doc.fields))
    if (!schema.fields.some((field) => field.name === name)) refuseName(doc.id, "field", name);
  for (const [name, values] of Object.entries(doc.facets ?? {}))
    checkFacetValues(schema, doc.id, name, values);
  for (const name of Object.keys(doc.numbers ?? {}))
    if (!schema.numbers.includes(name)) refuseName(doc.id, "number", name);
  for (const name of Object.keys(doc.sortKeys ?? {}))
    if (!schema.sortKeys.includes(name)) refuseName(doc.id, "sort key", name);
}

/** Refuses `document-invalid` for an unknown facet, or several values on a facet that takes one. */
export function checkFacetValues(
  schema: IndexSchema,
  id: number,
  name: string,
  values: readonly string[],
): void {
  const facet = schema.facets.find((each) => each.name === name);
  if (!facet) refuseName(id, "facet", name);
  else if (!facet.multi && values.length > 1)
    throw new IndexRefusal("document-invalid", `document ${id}: facet ${name} takes one value`);
}

function refuseName(id: number, kind: string, name: string): never {
  throw new IndexRefusal("document-invalid", `document ${id}: no ${kind} "${name}" in the schema`);
}
