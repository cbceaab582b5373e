import { expect, test } from "vitest";
import { type HoldingRow, libraryHoldings } from "./instance-holdings.ts";

const member = { id: 1, name: { "zh-Hans": "云泽大学图书馆" } };
const branch = {
  id: 7,
  memberId: 1,
  code: "FIELD",
  name: { "zh-Hans": "实验站阅览室", en: "Field Station" },
};
const viewer = {
  language: "zh-Hans",
  homeMemberId: 1,
  directory: {
    memberById: new Map([[1, member]]),
    branchById: new Map([[7, branch]]),
    locationName: (_member: number, code: string) => (code === "B2" ? "地下二层" : code),
    locationFloor: (_member: number, code: string) =>
      code === "SHU"
        ? { floor: "3", planUrl: "https://lib.example.org/3.png" }
        : { floor: code === "JI" ? "B2" : "", planUrl: null },
  },
} as unknown as Parameters<typeof libraryHoldings>[1];
const row = (location: string): HoldingRow => ({
  member_id: 1,
  branch_id: 7,
  location,
  call_number: "I247",
  summary: "",
  item_id: 1,
  part: null,
  status: "available",
  due_on: null,
  bound: [],
});
const placeOf = (location: string): string =>
  libraryHoldings([row(location)], viewer, (key) => (key === "list.comma" ? "、" : key))[0]!.items[0]!.place;

test.each(["FIELD", "Field", " field station", "实验站阅览室", ""])(
  "a location that only says the branch again (%j) is not told",
  (location) => expect(placeOf(location)).toBe("实验站阅览室"),
);

test("a location that its library has named is told by that name", () => {
  expect(placeOf("B2")).toBe("实验站阅览室、地下二层");
});

test("the floor stands behind the location, and a plan of it where its library gives one", () => {
  const t = (key: string, params?: { floor?: unknown }): string =>
    key === "list.comma" ? "、" : params?.floor ? `${String(params.floor)} ${key}` : key;
  const itemOf = (location: string) => libraryHoldings([row(location)], viewer, t)[0]!.items[0]!;
  expect(itemOf("SHU")).toMatchObject({
    place: "实验站阅览室、SHU、3 place.floor",
    planUrl: "https://lib.example.org/3.png",
  });
  expect(itemOf("JI")).toMatchObject({ place: "实验站阅览室、JI、2 place.basement", planUrl: null });
});

test("a location of its own is told after its branch", () => {
  expect(placeOf("三楼东")).toBe("实验站阅览室、三楼东");
});
