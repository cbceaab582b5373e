import { type IndexState, locate } from "./index-state.ts";
import { sealAll } from "./maintenance.ts";
import { IndexRefusal } from "./refusal.ts";
import { countSet, type FacetTable, internValues } from "./segments/facet-table.ts";
import { mergeSegments } from "./segments/merge.ts";
import { extendShape, type Shapes } from "./segments/shapes.ts";

/**
 * Takes over all documents of another index of the same schema, whose tables of shapes and facet values are numbered
 * otherwise. Both may be built at the same time in two threads. Refuses `document-invalid`, changing nothing, when an
 * id is in both.
 */
export function absorbState(state: IndexState, other: IndexState): void {
  sealAll(other);
  for (const { columns } of other.sealed)
    for (let doc = 0; doc < columns.size; doc++)
      if (columns.live[doc] === 1 && locate(state, columns.ids[doc]!))
        throw new IndexRefusal("document-invalid", `document ${columns.ids[doc]} is in both indexes`);
  if (other.size === 0) return;
  const steps = mergeSegments(state.schema, other.shapes, other.sealed, shapesIn(state.shapes, other.shapes));
  let step = steps.next();
  while (!step.done) step = steps.next();
  const { segment } = step.value;
  const { columns } = segment;
  state.facets.forEach((table, i) => {
    const column = columns.facets[i]!;
    const sets = setsIn(table, other.facets[i]!);
    for (let doc = 0; doc < columns.size; doc++) {
      column[doc] = sets[column[doc]!]!;
      countSet(table, column[doc]!, 1);
    }
  });
  for (let field = 0; field < state.totals.docs.length; field++) {
    state.totals.lengths[field]! += other.totals.lengths[field]!;
    state.totals.docs[field]! += other.totals.docs[field]!;
  }
  state.sealed.push(segment);
  state.size += other.size;
  state.everything.clear();
}

/** The number each shape of `other` has in `shapes`, added where it is new. Parents stand before their children. */
function shapesIn(shapes: Shapes, other: Shapes): Int32Array {
  const numbers = new Int32Array(other.size);
  for (let shape = 1; shape < other.size; shape++)
    numbers[shape] = extendShape(shapes, numbers[other.parent[shape]!]!, other.field[shape]!);
  return numbers;
}

/** The number each set of values of `other` has in `table`, by its place in the pool. */
function setsIn(table: FacetTable, other: FacetTable): Int32Array {
  const { pool, poolSize, values } = other;
  const sets = new Int32Array(poolSize);
  for (let set = 0, end = 0; set < poolSize; set = end) {
    end = set + 1 + pool[set]!;
    const named = Array.from(pool.subarray(set + 1, end), (code) => values[code]!);
    sets[set] = internValues(table, named);
  }
  return sets;
}
