import type { z } from "zod";
import { unwrap } from "../../../server/src/frame/form-fields.ts";

/** What a field of a form may hold, as HTML says it. */
type Bounds = {
  minLength?: number;
  maxLength?: number;
  min?: number;
  max?: number;
  required?: true;
};

/**
 * The bounds of a field as the schema of its command has them, so that no page repeats a number: `<input {...boundsOf(schema,
 * "title")}>`. What the page knows beside them (a field that another choice makes necessary) it says itself, after them.
 */
export function boundsOf<S extends z.ZodObject>(schema: S, field: keyof S["shape"] & string): Bounds {
  const declared = schema.shape[field] as z.ZodType;
  const { inner } = unwrap(declared);
  const isRequired = !declared.safeParse(undefined).success && !declared.safeParse(null).success;
  const { minLength, maxLength, minValue, maxValue } = inner as Partial<z.ZodString & z.ZodNumber>;
  const isText = inner.def.type === "string";
  const isNumber = inner.def.type === "number";
  return {
    ...(isText && minLength ? { minLength } : {}),
    ...(isText && maxLength != null ? { maxLength } : {}),
    ...(isNumber && isSaid(minValue) ? { min: minValue } : {}),
    ...(isNumber && isSaid(maxValue) ? { max: maxValue } : {}),
    ...(isRequired ? { required: true } : {}),
  };
}

/** A whole number without bounds has those of the machine. */
function isSaid(bound: number | null | undefined): bound is number {
  return bound != null && Math.abs(bound) < Number.MAX_SAFE_INTEGER;
}
