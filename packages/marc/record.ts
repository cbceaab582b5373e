/** A MARC variable data field: tag, two indicators, subfields in order (ISO 2709, MARC 21 010-999, UNIMARC 01X-9XX). */
export type DataField = {
  tag: string;
  ind1: string;
  ind2: string;
  subfields: [code: string, value: string][];
};

/** A MARC control field: tag and value, no indicators and no subfields (MARC 21 and UNIMARC 00X). */
export type ControlField = { tag: string; value: string };

/** One variable field of a record. */
export type MarcField = ControlField | DataField;

/** One MARC record: the 24-character leader and the fields in the order of the source. */
export type MarcRecord = { leader: string; fields: MarcField[] };

/**
 * A record as small JSON for storage: `l` is the leader, `f` the fields, a control field as `["001", value]`, a data
 * field as `["245", "10", "a", "Title", "c", "Author"]` (tag, both indicators, then code and value in turn).
 */
export type CompactRecord = { l: string; f: string[][] };

/** Tells a data field (indicators, subfields) from a control field. */
export function isData(field: MarcField): field is DataField {
  return "subfields" in field;
}

/** The value of the first control field of that tag, e.g. `controlValue(record, "001")`. */
export function controlValue(record: MarcRecord, tag: string): string | undefined {
  for (const field of record.fields) {
    if (field.tag === tag && !isData(field)) return field.value;
  }
  return undefined;
}

/** The values of all control fields with a tag, such as 007, in record order. */
export function controlValues(record: MarcRecord, tag: string): string[] {
  return record.fields.flatMap((field) => (field.tag === tag && !isData(field) ? [field.value] : []));
}

/** The data fields that carry one of the tags, in record order. */
export function fieldsOf(record: MarcRecord, ...tags: string[]): DataField[] {
  const found: DataField[] = [];
  for (const field of record.fields) {
    if (tags.includes(field.tag) && isData(field)) found.push(field);
  }
  return found;
}

/** The first value under a subfield code, or undefined. */
export function subfield(field: DataField, code: string): string | undefined {
  for (const [own, value] of field.subfields) {
    if (own === code) return value;
  }
  return undefined;
}

/** Whether a subfield's code is among `codes`, one character each; a code that is empty or longer is none of them. */
export function isCodeOf(codes: string, code: string): boolean {
  return code.length === 1 && codes.includes(code);
}

/** Every value under the codes, in field order; each character of `codes` is one code: `subfieldValues(f, "abc")`. */
export function subfieldValues(field: DataField, codes: string): string[] {
  const values: string[] = [];
  for (const [own, value] of field.subfields) {
    if (isCodeOf(codes, own)) values.push(value);
  }
  return values;
}

/** A record as compact JSON for storage. */
export function toCompact(record: MarcRecord): CompactRecord {
  const f: string[][] = [];
  for (const field of record.fields) {
    if (!isData(field)) {
      f.push([field.tag, field.value]);
      continue;
    }
    const row = [field.tag, field.ind1 + field.ind2];
    for (const [code, value] of field.subfields) row.push(code, value);
    // A data field without subfields would read back as a control field: a lone empty code marks it.
    if (field.subfields.length === 0) row.push("");
    f.push(row);
  }
  return { l: record.leader, f };
}

/** The record that `toCompact` stored. */
export function fromCompact(compact: CompactRecord): MarcRecord {
  const fields: MarcField[] = [];
  for (const row of compact.f) {
    const tag = row[0] ?? "";
    const head = row[1] ?? "";
    if (row.length <= 2) {
      fields.push({ tag, value: head });
      continue;
    }
    const subfields: [string, string][] = [];
    for (let i = 2; i + 1 < row.length; i += 2) subfields.push([row[i] ?? "", row[i + 1] ?? ""]);
    fields.push({ tag, ind1: head.charAt(0) || " ", ind2: head.charAt(1) || " ", subfields });
  }
  return { leader: compact.l, fields };
}
