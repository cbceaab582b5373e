import { type FieldSchema, TERM_FREQUENCY_MAX } from "../schema.ts";
import { grown } from "./typed-arrays.ts";

/**
 * How a term occurs in a document: how often in which fields ("twice in title, once in subject"). A collection has
 * few distinct shapes, so a posting stores one small number. Shapes form a tree: one more occurrence leads on.
 * A shape is its last field with the frequency there, and the `rest`, a shape over the fields before; 0 is empty.
 */
export type Shapes = {
  fieldCount: number;
  positionalFields: Uint8Array<ArrayBuffer>;
  size: number;
  next: Int32Array<ArrayBuffer>;
  parent: Int32Array<ArrayBuffer>;
  field: Uint8Array<ArrayBuffer>;
  tf: Uint8Array<ArrayBuffer>;
  rest: Int32Array<ArrayBuffer>;
  /** Bit per field the shape has. */
  mask: Int32Array<ArrayBuffer>;
  /** How many positions a posting of this shape keeps. */
  positions: Int32Array<ArrayBuffer>;
};

/** Starts with the empty shape alone. */
export function createShapes(fields: readonly FieldSchema[]): Shapes {
  const room = 1024;
  return {
    fieldCount: fields.length,
    positionalFields: Uint8Array.from(fields, (field) => (field.positions ? 1 : 0)),
    size: 1,
    next: new Int32Array(room * fields.length),
    parent: new Int32Array(room),
    field: new Uint8Array(room),
    tf: new Uint8Array(room),
    rest: new Int32Array(room),
    mask: new Int32Array(room),
    positions: new Int32Array(room),
  };
}

/** The shape after one more occurrence in `field`; the same shape once the field's frequency is at its limit. */
export function extendShape(shapes: Shapes, shape: number, field: number): number {
  const known = shapes.next[shape * shapes.fieldCount + field]!;
  return known !== 0 ? known : addShape(shapes, shape, field);
}

function addShape(shapes: Shapes, parent: number, field: number): number {
  const again = parent !== 0 && shapes.field[parent] === field;
  const tf = again ? shapes.tf[parent]! + 1 : 1;
  const transition = parent * shapes.fieldCount + field;
  if (tf > TERM_FREQUENCY_MAX) {
    shapes.next[transition] = parent;
    return parent;
  }
  const shape = shapes.size++;
  reserve(shapes);
  const rest = again ? shapes.rest[parent]! : parent;
  shapes.next[transition] = shape;
  shapes.parent[shape] = parent;
  shapes.field[shape] = field;
  shapes.tf[shape] = tf;
  shapes.rest[shape] = rest;
  shapes.mask[shape] = shapes.mask[rest]! | (1 << field);
  shapes.positions[shape] = shapes.positions[rest]! + (shapes.positionalFields[field] ? tf : 0);
  return shape;
}

function reserve(shapes: Shapes): void {
  shapes.next = grown(shapes.next, shapes.size * shapes.fieldCount);
  shapes.parent = grown(shapes.parent, shapes.size);
  shapes.field = grown(shapes.field, shapes.size);
  shapes.tf = grown(shapes.tf, shapes.size);
  shapes.rest = grown(shapes.rest, shapes.size);
  shapes.mask = grown(shapes.mask, shapes.size);
  shapes.positions = grown(shapes.positions, shapes.size);
}
