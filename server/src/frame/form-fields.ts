import { z } from "zod";

const TRUE = new Set(["1", "on", "true"]);
const FALSE = new Set(["0", "off", "false"]);

type Schema = z.ZodType;

/** The schema inside `optional`, `nullable`, `default` and their like, and what an empty field means for it. */
export function unwrap(schema: Schema): { inner: Schema; nullable: boolean } {
  let inner = schema;
  let nullable = false;
  for (;;) {
    if (inner instanceof z.ZodNullable) nullable = true;
    else if (inner instanceof z.ZodPipe) {
      inner = inner.in as Schema;
      continue;
    } else if (
      !(
        inner instanceof z.ZodOptional ||
        inner instanceof z.ZodDefault ||
        inner instanceof z.ZodPrefault ||
        inner instanceof z.ZodReadonly
      )
    )
      return { inner, nullable };
    inner = inner.unwrap() as Schema;
  }
}

/**
 * A posted form in the shape that a schema asks for, so that form and JSON meet the same schema: numbers and check boxes
 * are read, repeated fields become lists, line ends are LF as they were typed, `audience.public` goes into `audience`, an empty field is absent (null where
 * the schema takes null). Nothing is clamped or guessed: what does not fit is left as it came and the schema refuses it.
 */
export function decodeForm(
  schema: z.ZodObject,
  fields: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
  const decoded = decodeObject(schema, fields, "");
  const known = new Set(namesOf(schema, ""));
  for (const [name, value] of Object.entries(fields)) if (!known.has(name)) decoded[name] = value;
  return decoded;
}

function namesOf(schema: z.ZodObject, prefix: string): string[] {
  return Object.entries(schema.shape as Record<string, Schema>).flatMap(([name, part]) => {
    const { inner } = unwrap(part);
    return inner instanceof z.ZodObject ? namesOf(inner, `${prefix}${name}.`) : [prefix + name];
  });
}

function decodeObject(
  schema: z.ZodObject,
  fields: Readonly<Record<string, unknown>>,
  prefix: string,
): Record<string, unknown> {
  const decoded: Record<string, unknown> = {};
  for (const [name, part] of Object.entries(schema.shape as Record<string, Schema>)) {
    const { inner, nullable } = unwrap(part);
    const value =
      inner instanceof z.ZodObject
        ? decodeObject(inner, fields, `${prefix}${name}.`)
        : decodeField(inner, nullable, fields[prefix + name]);
    if (value !== undefined) decoded[name] = value;
  }
  return decoded;
}

function decodeField(inner: Schema, nullable: boolean, value: unknown): unknown {
  if (inner instanceof z.ZodArray) {
    const list = (Array.isArray(value) ? value : [value]).filter((one) => one !== undefined && one !== "");
    const { inner: element } = unwrap(inner.element as Schema);
    return list.map((one) => decodeField(element, false, one));
  }
  if (inner instanceof z.ZodBoolean) return decodeFlag(value);
  if (value === undefined) return undefined;
  if (value === "") return nullable ? null : undefined;
  if (inner instanceof z.ZodString && typeof value === "string") return value.replaceAll("\r\n", "\n");
  if (inner instanceof z.ZodNumber && typeof value === "string") return decodeNumber(value);
  return value;
}

/** A check box that is not ticked is not sent. */
function decodeFlag(value: unknown): unknown {
  if (value === undefined || value === "") return false;
  if (typeof value !== "string") return value;
  if (TRUE.has(value)) return true;
  return FALSE.has(value) ? false : value;
}

/** Also as people type it: full-width digits, blanks around, a decimal comma. */
function decodeNumber(value: string): unknown {
  const plain = value
    .normalize("NFKC")
    .trim()
    .replace(/^(-?\d+),(\d+)$/, "$1.$2");
  return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : value;
}
