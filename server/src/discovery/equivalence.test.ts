import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MarcRecord, writeIso2709 } from "@commonshelf/marc";
import { afterAll, beforeAll, expect, test } from "vitest";
import { importFile, loadItemPlaces } from "../catalogue/index.ts";
import { addMember, findMemberByCode } from "../consortium/index.ts";
import { systemActor } from "../kernel/actor.ts";
import { inTransaction } from "../kernel/database.ts";
import { createTestDatabase } from "../kernel/testing.ts";
import type { Searcher } from "./engines/contract.ts";
import { CatalogueIndex } from "./engines/postings/catalogue-index.ts";
import { createSearcher } from "./engines/postings/searcher.ts";
import { parseSearchBox } from "./parse-search-box.ts";
import type { SearchField } from "./words.ts";

let database: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let searcher: Searcher;
let titles: Map<number, string>;

const field = (tag: string, ...subfields: [string, string][]): MarcRecord["fields"][number] => ({
  tag,
  ind1: " ",
  ind2: " ",
  subfields,
});

function record(number: string, fields: MarcRecord["fields"]): MarcRecord {
  return {
    leader: "00000nam a2200000 i 4500",
    fields: [
      { tag: "001", value: number },
      { tag: "008", value: "261101s1980    xx            000 0 chi  " },
      ...fields,
    ],
  };
}

const RECORDS: MarcRecord[] = [
  record("shen", [
    field("100", ["a", "沈從文"]),
    field("245", ["a", "邊城"]),
    field("264", ["b", "中華書局"], ["c", "1981"]),
    field("490", ["a", "現代文學叢書"]),
    field("500", ["a", "書前有黃裳序"]),
    field("650", ["a", "中國文學"]),
  ]),
  record("dream", [
    field("100", ["a", "曹雪芹"]),
    field("245", ["a", "红楼梦"]),
    field("264", ["b", "人民文学出版社"], ["c", "1982"]),
    field("650", ["a", "章回小说"]),
  ]),
  record("history", [
    field("100", ["a", "黒田明伸"]),
    field("245", ["a", "歴史学研究"]),
    field("264", ["b", "岩波書店"], ["c", "1990"]),
  ]),
  record("roman", [
    field("100", ["a", "Lü, Shuxiang"]),
    field("245", ["a", "Zhongguo wen fa yao lüe"]),
    field("264", ["b", "Shang wu yin shu guan"], ["c", "1956"]),
    field("490", ["a", "Han yu yan jiu cong shu"]),
    field("650", ["a", "Han yu yu fa"]),
  ]),
  record("old", [
    field("100", ["a", "Mao, Tun"]),
    field("245", ["a", "Tzu yeh"]),
    field("264", ["b", "K'ai ming shu tien"], ["c", "1933"]),
  ]),
  record("chong", [
    field("100", ["a", "单演义"]),
    field("245", ["a", "重庆史话"]),
    field("264", ["b", "重庆出版社"], ["c", "1984"]),
  ]),
  record("fortress", [
    field("100", ["a", "錢鍾書"]),
    field("245", ["a", "圍城"]),
    field("264", ["b", "晨光出版公司"], ["c", "1947"]),
  ]),
  record("translation", [
    field("100", ["a", "Qian, Zhongshu"]),
    field("240", ["a", "圍城"]),
    field("245", ["a", "Fortress besieged"]),
    field("264", ["b", "New Directions"], ["c", "2004"]),
  ]),
];

beforeAll(async () => {
  database = await createTestDatabase();
  folder = await mkdtemp(join(tmpdir(), "commonshelf-equivalence-"));
  await inTransaction(database.db, (tx) => addMember(tx, systemActor, { code: "ALIB", name: { en: "A" } }));
  const path = join(folder, "records.mrc");
  await writeFile(path, Buffer.concat(RECORDS.map(writeIso2709)));
  const memberId = (await findMemberByCode(database.db, "ALIB")).id;
  await importFile(database.pool, {
    path,
    memberId,
    profile: "auto",
    dryRun: false,
    actorId: systemActor.personId,
    places: await loadItemPlaces(database.db, memberId),
  });
  const index = new CatalogueIndex(database.db, folder);
  await index.open();
  searcher = createSearcher(() => index.index);
  const { rows } = await database.pool.query<{ instance_id: number; control_number: string }>(
    "select instance_id, control_number from catalogue.record",
  );
  titles = new Map(rows.map((row) => [row.instance_id, row.control_number]));
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await database.close();
});

/** Control numbers of what a typed query finds. */
async function found(query: string): Promise<string[]> {
  const { hits } = await searcher.search({ node: parseSearchBox(query), size: 20 });
  return hits.map((hit) => titles.get(hit.id)!).sort();
}

/** Control numbers of what words find in one index. */
async function foundIn(index: SearchField, text: string): Promise<string[]> {
  const { hits } = await searcher.search({ node: { kind: "words", field: index, text }, size: 20 });
  return hits.map((hit) => titles.get(hit.id)!).sort();
}

test.each<[SearchField, string, string[]]>([
  // simplified, traditional, pinyin joined and spaced, full-width, for each index
  ["title", "shen", ["边城", "邊城", "biancheng", "bian cheng", "ｂｉａｎｃｈｅｎｇ", "BIAN CHENG", "bc"]],
  ["author", "shen", ["沈从文", "沈從文", "shencongwen", "Shen, Congwen", "shen cong wen", "scw"]],
  ["publisher", "shen", ["中华书局", "中華書局", "zhonghua shuju", "zhong hua shu ju"]],
  ["series", "shen", ["现代文学丛书", "現代文學叢書", "xiandai wenxue congshu"]],
  ["subject", "shen", ["中国文学", "中國文學", "zhongguo wenxue"]],
  ["note", "shen", ["黄裳序", "黃裳序", "书前有黄裳序"]],
  ["title", "history", ["歴史学研究", "历史学研究", "歷史學硏究", "lishixue yanjiu"]],
  ["author", "history", ["黒田明伸", "黑田明伸"]],
  ["title", "roman", ["中国文法要略", "中國文法要略", "zhongguo wenfa yaolue", "zhong guo wen fa yao lve"]],
  ["author", "roman", ["吕叔湘", "呂叔湘", "lü shuxiang", "lv shu xiang", "lu shuxiang"]],
  ["publisher", "roman", ["商务印书馆", "商務印書館"]],
  ["series", "roman", ["汉语研究丛书", "漢語研究叢書"]],
  ["subject", "roman", ["汉语语法", "漢語語法"]],
  ["title", "old", ["子夜", "ziye", "zi ye", "Tzu yeh"]],
  ["author", "old", ["茅盾", "mao dun", "Mao Tun"]],
  ["title", "chong", ["重庆史话", "重慶史話", "chongqing shihua", "zhongqing shihua", "cqsh"]],
  ["author", "chong", ["单演义", "單演義", "shan yanyi"]],
])("index %s finds %s in every script", async (index, expected, forms) => {
  for (const form of forms) expect(await foundIn(index, form), form).toContain(expected);
});

test("the one box finds the same in every script, and only that", async () => {
  for (const query of ["红楼梦", "紅樓夢", "紅楼夢", "hong lou meng", "honglou meng", "HONGLOUMENG", "hlm"])
    expect(await found(query), query).toEqual(["dream"]);
  for (const query of ["沈从文 边城", "邊城 沈從文", "《邊城》", "作者：沈從文", "bian cheng shen congwen"])
    expect(await found(query), query).toEqual(["shen"]);
});

test("who types a title means what bears it before what is only also called so", async () => {
  for (const query of ["围城", "圍城", "《围城》", "题名:围城", "weicheng", "wei cheng"]) {
    const { hits } = await searcher.search({ node: parseSearchBox(query), size: 20 });
    expect(
      hits.map((hit) => titles.get(hit.id)!),
      query,
    ).toEqual(["fortress", "translation"]);
  }
  expect(await found("Fortress Besieged")).toEqual(["translation"]);
  expect(await searcher.recognise(["围城"])).toEqual(["title"]);
});

test("a year among the words is evidence, never a filter", async () => {
  expect(await found("红楼梦 1954")).toEqual(["dream"]);
  expect(await found("红楼梦 1982")).toEqual(["dream"]);
});
