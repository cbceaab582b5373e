import { afterAll, beforeAll, expect, test } from "vitest";
import { shortName } from "../../../../web/reader/frame/short-name.ts";
import type { HoldingGroup } from "../../circulation/index.ts";
import type { MemberDirectory } from "../../frame/index.ts";
import { buildRegion, type Region } from "../testing-region.ts";
import { holdersOf } from "./row-holdings.ts";

let region: Region;
beforeAll(async () => {
  region = await buildRegion();
});
afterAll(() => region.close());

test("a library's name is short in rows; one that is no school's stays whole", () => {
  const names: [string, string][] = [
    ["云泽大学图书馆（虚构）", "云泽大学"],
    ["望嶼學院圖書館", "望嶼學院"],
    ["Yunze University Library (fictional)", "Yunze University"],
    ["Bailu University of Finance Library", "Bailu University of Finance"],
    ["海南省图书馆", "海南省图书馆"],
    ["Haikou Public Library", "Haikou Public Library"],
    ["图书馆", "图书馆"],
  ];
  for (const [long, short] of names) expect([long, shortName(long)]).toEqual([long, short]);
});

type Place = [memberId: number, branchId: number, location: string, callNumber: string, ...states: string[]];
const group = ([memberId, branchId, location, callNumber, ...states]: Place): HoldingGroup => ({
  memberId,
  branchId,
  location,
  callNumber,
  items: states.map((status, id) => ({
    id,
    barcode: null,
    part: "",
    dueOn: null,
    status,
  })) as HoldingGroup["items"],
});

const directory = {
  memberById: new Map(
    [1, 2, 3].map((id) => [id, { id, name: { "zh-Hans": `${"甲乙丙"[id - 1]}大学图书馆` } }]),
  ),
  branches: [],
  branchById: new Map([1, 2, 3].map((id) => [id, { id, memberId: id, name: { "zh-Hans": "总馆" } }])),
  distances: new Map(),
  locationName: (memberId: number, code: string) => (memberId === 1 && code === "B2" ? "地下二层" : code),
  locationFloor: (_memberId: number, code: string) => ({ floor: code === "特藏" ? "5" : "", planUrl: null }),
} as unknown as MemberDirectory;
const holders = (groups: Place[], homeMemberId: number | null) =>
  holdersOf([1, 2, 3], groups.map(group), { directory, homeMemberId, language: "zh-Hans" });

test("the floor its library gives goes along, to be told in words", () => {
  const floors = (location: string): string => holders([[3, 3, location, "I3", "available"]], 3)[0]!.floor;
  expect(["特藏", "别处"].map(floors)).toEqual(["5", ""]);
});

test("the reader's own library leads, then those with a copy in; the place is that of a copy that can be taken", () => {
  const found = holders(
    [
      [1, 1, "MAIN", "I1", "on-loan"],
      [2, 2, "总馆 3 楼", "I242.4/1", "on-loan"],
      [2, 2, "總館", "I242.4/2", "available", "on-loan"],
      [3, 3, "特藏", "I3", "available"],
    ],
    2,
  );
  expect(
    found.map((one) => [one.name, one.mine, one.place, one.callNumber, one.available, one.copies]),
  ).toEqual([
    ["乙大学", true, "总馆", "I242.4/2", 1, 3],
    ["丙大学", false, "总馆 特藏", "I3", 1, 1],
    ["甲大学", false, "总馆", "I1", 0, 1],
  ]);
});

test("a copy that is read in the library, or lost, is not called lent", () => {
  const away = (...states: string[]) => holders([[1, 1, "MAIN", "I1", ...states]], 1)[0]!.away;
  expect(away("reference-only", "on-loan")).toBe("on-loan");
  expect(away("reference-only", "lost")).toBe("reference-only");
  expect(["lost", "in-transit", "on-hold-shelf", "damaged"].map((one) => away(one))).toEqual(
    Array(4).fill("other"),
  );
});

test("places are words: no codes of the members' systems, no name twice, none the reader cannot read", () => {
  const placeOf = (location: string): string => holders([[1, 1, location, "", "available"]], 1)[0]!.place;
  expect(
    ["MAIN", "FIELD-2", "", "总馆", "總館", "总馆 3 楼", "中文书库", "Periodicals", "B2"].map(placeOf),
  ).toEqual([
    ...["总馆", "总馆", "总馆", "总馆", "总馆", "总馆 3 楼", "总馆 中文书库", "总馆", "总馆 地下二层"],
  ]);
});

const search = async (query: string): Promise<string> =>
  (await region.app.inject({ url: `/zh-hans/search?${query}`, headers: { accept: "text/html" } })).body;

test("a branch named like its library is not named again", () => {
  const own = { ...directory, branchById: new Map([[1, { name: { "zh-Hans": "甲大学图书馆" } }]]) };
  const found = (location: string) =>
    holdersOf([1], [group([1, 1, location, "I1", "available"])], {
      directory: own as unknown as MemberDirectory,
      homeMemberId: null,
      language: "zh-Hans",
    })[0]!.place;
  expect(["MAIN", "书库"].map(found)).toEqual(["", "书库"]);
});

test("each row says in one line where it is, leads to getting it, and opens to all libraries", async () => {
  const body = await search(`q=${encodeURIComponent("红楼梦")}`);
  const rows = body.split('<li class="row">').slice(1);
  expect(rows.length).toBeGreaterThan(0);
  for (const row of rows) {
    expect(row).toMatch(/<details class="row-more"><summary><span class="line/);
    expect(row).toMatch(/class="secondary row-borrow" href="\/zh-hans\/instance\/\d+(#request|#ways)?"/);
  }
});

test("a parallel title stands beside the title only for who cannot read the title", async () => {
  const beside = /<\/a><span class="parallel"/;
  const page = async (language: string): Promise<string> =>
    (await region.app.inject({ url: `/${language}/instance/${region.ids.dream}` })).body;
  expect(await page("en")).toContain("Hong lou meng");
  expect(await search(`q=${encodeURIComponent("红楼梦")}`)).not.toMatch(beside);
  const english = await region.app.inject({ url: `/en/search?q=${encodeURIComponent("红楼梦")}` });
  expect(english.body).toMatch(beside);
});

test("nothing found leads on: all libraries, no filters, readers near, the catalogue's place, word when it comes", async () => {
  const body = await search("q=zzzqqq&library=JIN&available=now&language=eng");
  const text = body.replaceAll("&amp;", "&");
  expect(text).toContain('href="/zh-hans/search?q=zzzqqq&language=eng"');
  expect(text).toContain('href="/zh-hans/search?q=zzzqqq"');
  expect(text).toContain('href="/zh-hans/sharing/near?q=zzzqqq"');
  expect(text).toContain('href="/zh-hans/browse/title?at=zzzqqq"');
  expect(text).toMatch(/href="\/zh-hans\/account\/saved-searches\/new\?q=zzzqqq/);
  expect(await search("q=zzzqqq")).not.toContain("在所有图书馆里找");
});
