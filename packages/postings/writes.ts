import { type IndexState, locate } from "./index-state.ts";
import { freezeDelta } from "./maintenance.ts";
import { IndexRefusal } from "./refusal.ts";
import { checkDocument, checkFacetValues, type DocInput, FIELD_LENGTH_MAX } from "./schema.ts";
import { appendDocument, writeSortKey } from "./segments/columns.ts";
import { addField, DELTA_DOCS_MAX, DELTA_OCCURRENCES_MAX, DELTA_TERMS_MAX } from "./segments/delta.ts";
import { countSet, internValues } from "./segments/facet-table.ts";
import type { Segment } from "./segments/segment.ts";

/** Inserts or replaces documents. Refuses `document-invalid` before anything is applied. */
export function putDocuments(state: IndexState, docs: readonly DocInput[]): void {
  for (const doc of docs) checkDocument(state.schema, doc);
  for (const doc of docs) {
    removeDocument(state, doc.id);
    const { columns, postings } = state.delta;
    if (
      columns.size >= DELTA_DOCS_MAX ||
      postings.termCount >= DELTA_TERMS_MAX ||
      postings.postingCount + postings.positionCount >= DELTA_OCCURRENCES_MAX
    )
      freezeDelta(state);
    putDocument(state, doc);
  }
}

function putDocument(state: IndexState, doc: DocInput): void {
  const { schema, shapes, totals } = state;
  const { columns, postings } = state.delta;
  const ordinal = appendDocument(columns, doc.id);
  schema.fields.forEach((field, i) => {
    const terms = doc.fields[field.name];
    if (!terms || terms.length === 0) return;
    const count = addField(postings, shapes, ordinal, i, terms, field.prefixable === true);
    const lengths = columns.lengths[i];
    if (!lengths) return;
    const length = Math.min(count, FIELD_LENGTH_MAX);
    lengths[ordinal] = length;
    totals.lengths[i]! += length;
    if (length > 0) totals.docs[i]!++;
  });
  schema.facets.forEach((facet, i) => {
    const set = internValues(state.facets[i]!, doc.facets?.[facet.name]);
    columns.facets[i]![ordinal] = set;
    countSet(state.facets[i]!, set, 1);
  });
  schema.numbers.forEach((name, i) => {
    columns.numbers[i]![ordinal] = doc.numbers?.[name] ?? Number.NaN;
  });
  schema.sortKeys.forEach((name, i) => {
    writeSortKey(columns.sortKeys[i]!, ordinal, doc.sortKeys?.[name]);
  });
  state.size++;
  state.everything.clear();
}

/** Forgets one document; false when it is not there. Its postings go when its segment is next merged. */
export function removeDocument(state: IndexState, id: number): boolean {
  const place = locate(state, id);
  if (!place) return false;
  const { doc } = place;
  const { columns } = place.segment;
  columns.live[doc] = 0;
  columns.deleted++;
  state.size--;
  state.everything.clear();
  state.facets.forEach((table, i) => {
    countSet(table, columns.facets[i]![doc]!, -1);
  });
  columns.lengths.forEach((lengths, i) => {
    const length = lengths?.[doc] ?? 0;
    state.totals.lengths[i]! -= length;
    if (length > 0) state.totals.docs[i]!--;
  });
  return true;
}

/** Replaces a document's values of one facet. Refuses `document-invalid`; false when it is not there. */
export function setFacetValues(
  state: IndexState,
  id: number,
  facet: string,
  values: readonly string[],
): boolean {
  checkFacetValues(state.schema, id, facet, values);
  const place = locate(state, id);
  if (!place) return false;
  const i = state.schema.facets.findIndex((each) => each.name === facet);
  const table = state.facets[i]!;
  const column = place.segment.columns.facets[i]!;
  countSet(table, column[place.doc]!, -1);
  column[place.doc] = internValues(table, values);
  countSet(table, column[place.doc]!, 1);
  noteChange(state, place.segment, id);
  return true;
}

/** Replaces one number of a document. Refuses `document-invalid`; false when the document is not there. */
export function setNumberValue(state: IndexState, id: number, name: string, value: number): boolean {
  const i = state.schema.numbers.indexOf(name);
  if (i < 0) throw new IndexRefusal("document-invalid", `document ${id}: no number "${name}" in the schema`);
  const place = locate(state, id);
  if (!place) return false;
  place.segment.columns.numbers[i]![place.doc] = value;
  state.everything.clear();
  noteChange(state, place.segment, id);
  return true;
}

function noteChange(state: IndexState, segment: Segment, id: number): void {
  if (state.job?.sources.includes(segment)) state.job.touched.add(id);
}
