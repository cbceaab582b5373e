import { expect, test } from "vitest";
import { givenBack, momentOf } from "./given-back.ts";

test("a book from the drop without a time is not one given back now", () => {
  expect(givenBack(false, "2026-11-25T09:00")).toBeUndefined();
  expect(givenBack(true, "")).toBe("missing");
  const at = givenBack(true, "2026-11-25T09:00");
  expect(momentOf(at)).toEqual(new Date("2026-11-25T09:00"));
  expect(momentOf("missing")).toBeUndefined();
});
