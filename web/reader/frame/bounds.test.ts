import { expect, test } from "vitest";
import { z } from "zod";
import { boundsOf } from "./bounds.ts";

const schema = z.strictObject({
  title: z.string().trim().min(2).max(120),
  about: z.string().trim().max(2000).default(""),
  days: z.number().int().min(1).max(60).nullable().default(null),
  pages: z.number().int().positive(),
  note: z
    .string()
    .max(300)
    .transform((text) => text.trim())
    .optional(),
  kind: z.enum(["a", "b"]),
  agreed: z.boolean(),
});

test("a field has the bounds of its schema, through defaults, nothing and what it becomes", () => {
  expect(boundsOf(schema, "title")).toEqual({ minLength: 2, maxLength: 120, required: true });
  expect(boundsOf(schema, "about")).toEqual({ maxLength: 2000 });
  expect(boundsOf(schema, "days")).toEqual({ min: 1, max: 60 });
  expect(boundsOf(schema, "note")).toEqual({ maxLength: 300 });
  expect(boundsOf(schema, "kind")).toEqual({ required: true });
});

test("a number without bounds has none, and one above nought begins there", () => {
  expect(boundsOf(schema, "pages")).toEqual({ min: 0, required: true });
});
