import { expect, test } from "vitest";
import { z } from "zod";
import { decodeForm } from "./form-fields.ts";

const schema = z.strictObject({
  title: z.string().min(1),
  days: z.number().int().min(1).max(60),
  price: z.number().nullable(),
  modes: z.array(z.enum(["lend", "give"])),
  years: z.array(z.number()).default([]),
  isPublic: z.boolean(),
  note: z.string().optional(),
  audience: z.strictObject({ friends: z.boolean(), radiusKm: z.number().optional() }),
});

test("numbers, check boxes, repeated and nested fields take the shape the API takes", () => {
  const read = decodeForm(schema, {
    title: "平凡的世界",
    days: "３０",
    price: "",
    modes: ["lend", "give"],
    years: "1998",
    isPublic: "on",
    note: "",
    "audience.friends": "1",
    "audience.radiusKm": "2,5",
  });
  expect(schema.parse(read)).toEqual({
    title: "平凡的世界",
    days: 30,
    price: null,
    modes: ["lend", "give"],
    years: [1998],
    isPublic: true,
    audience: { friends: true, radiusKm: 2.5 },
  });
});

test("what was not ticked is false, a single value of a list is a list, and none is an empty one", () => {
  const read = decodeForm(schema, { title: "a", days: "1", price: "3", modes: "lend" });
  expect(read).toMatchObject({ isPublic: false, modes: ["lend"], years: [], audience: { friends: false } });
});

test.each([
  ["days", "soon"],
  ["days", "0"],
  ["days", "61"],
  ["days", "1e3"],
  ["days", "1.5"],
  ["isPublic", "maybe"],
  ["modes", "sell"],
  ["title", ""],
  ["colour", "red"],
  ["audience.weight", "1"],
])("%s = %j is refused, not clamped or substituted", (name, value) => {
  const good = { title: "a", days: "1", price: "3", modes: "lend" };
  expect(schema.safeParse(decodeForm(schema, { ...good, [name]: value })).success).toBe(false);
});

test("line ends of a text area count as they were typed, not as browsers send them", () => {
  expect(decodeForm(schema, { title: "甲", note: "一\r\n二" })).toMatchObject({ note: "一\n二" });
});
