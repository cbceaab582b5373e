import { expect, test } from "vitest";
import { fitting, meantBy } from "./combobox.tsx";

const GROUPS = [
  { code: "student", label: "本科生" },
  { code: "guest", label: "校外读者" },
];
const found = (typed: string | null): string[] => fitting(GROUPS, typed).map((one) => one.code);

test("what is typed narrows the list by name or code, and the whole list stands again once one is typed whole", () => {
  expect(found(null)).toEqual(["student", "guest"]);
  expect(found("")).toEqual(["student", "guest"]);
  expect(found("校外")).toEqual(["guest"]);
  expect(found("GU")).toEqual(["guest"]);
  expect(found("校外读者")).toEqual(["student", "guest"]);
  expect(found("馆员")).toEqual([]);
});

test("a choice is meant by its whole name or code, however the code is written; a name that is in no list means none", () => {
  expect(meantBy(GROUPS, " 校外读者 ")?.code).toBe("guest");
  expect(meantBy(GROUPS, "Guest")?.code).toBe("guest");
  expect(meantBy(GROUPS, "社会读者")).toBeUndefined();
  expect(meantBy(GROUPS, "校外")).toBeUndefined();
});
