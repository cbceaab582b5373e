import { fold } from "@commonshelf/cjk";
import fc from "fast-check";
import { beforeAll, expect, test } from "vitest";
import {
  createSuggestIndex,
  loadSuggestIndex,
  type SuggestDoc,
  type SuggestIndex,
  suggestionKinds,
} from "./index.ts";

const now = (): number => performance.now();
let index: SuggestIndex;

const doc = (id: number, weight: number, title: string, person = "", subject = ""): SuggestDoc => ({
  id,
  weight,
  texts: [
    { kind: "title", text: title },
    { kind: "person", text: person },
    { kind: "subject", text: subject },
  ],
});

beforeAll(() => {
  index = createSuggestIndex({ now });
  index.put([
    doc(1, 8, "紅樓夢", "曹雪芹", "章回小说"),
    doc(2, 3, "红楼梦研究", "俞平伯", "红学"),
    doc(3, 2, "The Dream of the Red Chamber", "Cao, Xueqin", "Chinese fiction"),
    doc(4, 2, "深入理解Java虚拟机", "周志明"),
    doc(5, 2, "绿化女儿国", "单雄信"),
    doc(6, 2, "重慶大學圖書館"),
    doc(7, 4, "西安事变"),
    doc(8, 1, "気象観測の歴史"),
    doc(9, 1, "Pride and prejudice", "Austen, Jane"),
    doc(10, 1, "鲁迅全集", "鲁迅"),
  ]);
});

function first(typed: string, kind: (typeof suggestionKinds)[number] = "title"): string | undefined {
  return index.suggest(typed, 5).find((group) => group.kind === kind)?.items[0]?.text;
}

test.each([
  ["红", "紅樓夢"],
  ["紅樓", "紅樓夢"],
  ["《红楼梦", "紅樓夢"],
  ["红楼梦研", "红楼梦研究"],
  ["楼梦", "紅樓夢"],
  ["hlm", "紅樓夢"],
  ["hlmy", "红楼梦研究"],
  ["honglou", "紅樓夢"],
  ["Hong Lou M", "紅樓夢"],
  ["hóng lóu", "紅樓夢"],
  ["hong2lou2meng4", "紅樓夢"],
  ["dream", "The Dream of the Red Chamber"],
  ["red ch", "The Dream of the Red Chamber"],
  ["pride and prej", "Pride and prejudice"],
  ["chongqing da", "重慶大學圖書館"],
  ["重庆", "重慶大學圖書館"],
  ["cqdx", "重慶大學圖書館"],
  ["lvhua", "绿化女儿国"],
  ["lühua", "绿化女儿国"],
  ["luhua", "绿化女儿国"],
  ["xi'an", "西安事变"],
  ["xian", "西安事变"],
  ["shenru lijie java", "深入理解Java虚拟机"],
  ["java", "深入理解Java虚拟机"],
  ["气象观测", "気象観測の歴史"],
  ["気象", "気象観測の歴史"],
])("%s begins %s", (typed, title) => {
  expect(first(typed)).toBe(title);
});

test.each([
  ["cao", "Cao, Xueqin"],
  ["曹雪", "曹雪芹"],
  ["caoxueqin", "Cao, Xueqin"],
  ["shan xiong", "单雄信"],
  ["yupb", undefined],
  ["ypb", "俞平伯"],
  ["jane", "Austen, Jane"],
])("of people, %s is %s", (typed, person) => {
  expect(first(typed, "person")).toBe(person);
});

test("groups come in one order, and only those with something in them", () => {
  const kinds = index.suggest("c", 5).map((group) => group.kind);
  expect(kinds).toEqual(suggestionKinds.filter((kind) => kinds.includes(kind)));
  expect(index.suggest("红学", 5).map((group) => group.kind)).toEqual(["subject"]);
});

test.each(["", " ", "《》", "\u{200b}", "zzzz", "龘", "\ud800", "a".repeat(5000)])(
  "nothing begins with %j",
  (typed) => {
    expect(index.suggest(typed, 5)).toEqual([]);
  },
);

test("a title many libraries hold comes before one that few hold", () => {
  const two = createSuggestIndex({ now });
  two.put([doc(1, 1, "经济学原理甲"), doc(2, 20, "经济学原理乙"), doc(3, 5, "经济学原理丙")]);
  expect(two.suggest("jjx", 3)[0]?.items.map((item) => item.text)).toEqual([
    "经济学原理乙",
    "经济学原理丙",
    "经济学原理甲",
  ]);
});

test("what is replaced or removed is suggested no more, and weights go with it", () => {
  const one = createSuggestIndex({ now });
  one.put([doc(1, 2, "呐喊", "鲁迅"), doc(2, 3, "彷徨", "鲁迅")]);
  expect(one.suggest("鲁迅", 3)[0]?.items).toEqual([{ kind: "person", text: "鲁迅", titles: 2, weight: 5 }]);
  one.put([doc(1, 4, "野草", "鲁迅")]);
  expect(one.suggest("nahan", 3)).toEqual([]);
  expect(one.suggest("yecao", 3)[0]?.items[0]?.text).toBe("野草");
  expect(one.suggest("鲁迅", 3)[0]?.items[0]?.weight).toBe(7);
  expect(one.remove([2, 99])).toBe(1);
  expect(one.suggest("luxun", 3)[0]?.items[0]?.titles).toBe(1);
  one.remove([1]);
  expect(one.suggest("luxun", 3)).toEqual([]);
  expect(one.size).toBe(0);
});

const SYLLABLE_TEXT = "红楼梦研究西游记水浒传三国演义";
const someText = fc.oneof(
  fc.array(fc.constantFrom(...SYLLABLE_TEXT), { minLength: 1, maxLength: 6 }).map((c) => c.join("")),
  fc
    .array(fc.constantFrom("red", "dream", "history", "of", "The", "Re"), { minLength: 1, maxLength: 4 })
    .map((w) => w.join(" ")),
);
const someDoc = fc.record({
  id: fc.integer({ min: 1, max: 40 }),
  weight: fc.integer({ min: 1, max: 9 }),
  title: someText,
  person: someText,
});
const someWork = fc.array(
  fc.oneof(
    { weight: 4, arbitrary: fc.array(someDoc, { minLength: 1, maxLength: 12 }).map((docs) => ({ docs })) },
    {
      weight: 1,
      arbitrary: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 5 }).map((gone) => ({ gone })),
    },
    { weight: 2, arbitrary: fc.integer({ min: 0, max: 200 }).map((steps) => ({ steps })) },
    { weight: 2, arbitrary: fc.constant({ question: true }) },
  ),
  { minLength: 1, maxLength: 25 },
);

test("whatever is put, replaced, removed and merged, the answers are those of a plain list", () => {
  fc.assert(
    fc.property(someWork, someText, (work, text) => {
      let ticks = 0;
      const tested = createSuggestIndex({ now: () => ticks++ });
      const plain = new Map<number, { weight: number; title: string; person: string }>();
      for (const step of work) {
        if ("docs" in step) {
          tested.put(step.docs.map(({ id, weight, title, person }) => doc(id, weight, title, person)));
          for (const one of step.docs) plain.set(one.id, one);
        } else if ("gone" in step) {
          tested.remove(step.gone);
          for (const id of step.gone) plain.delete(id);
        } else if ("steps" in step) tested.maintain(step.steps);
        else tested.suggest("红", 3);
      }
      for (const compact of [false, true]) {
        if (compact) tested.compact();
        expect(tested.size).toBe(plain.size);
        expectLikePlain(tested, [...plain.values()], text.slice(0, 3));
      }
    }),
    { numRuns: 150 },
  );
});

const key = (text: string): string => fold(text).replaceAll(" ", "");

function expectLikePlain(
  tested: SuggestIndex,
  docs: { weight: number; title: string; person: string }[],
  typed: string,
): void {
  const groups = tested.suggest(typed, 20);
  for (const kind of ["title", "person"] as const) {
    const weights = new Map<string, number>();
    for (const one of docs)
      if (key(one[kind]).startsWith(key(typed)))
        weights.set(key(one[kind]), (weights.get(key(one[kind])) ?? 0) + one.weight);
    const found = new Map(
      groups.find((group) => group.kind === kind)?.items.map((item) => [key(item.text), item.weight]),
    );
    for (const [text, weight] of weights)
      if (weights.size <= 20) expect([text, found.get(text)]).toEqual([text, weight]);
  }
}

async function* cut(chunks: Iterable<Uint8Array>, bytes: number): AsyncGenerator<Uint8Array> {
  const whole = Buffer.concat([...chunks]);
  for (let at = 0; at < whole.length; at += bytes) yield whole.subarray(at, at + bytes);
}

test("a snapshot in any cut answers like what was saved", async () => {
  const loaded = await loadSuggestIndex(cut(index.save(), 777), { now });
  for (const typed of ["hlm", "红", "cao", "dream"])
    expect(loaded?.suggest(typed, 5)).toEqual(index.suggest(typed, 5));
  loaded?.put([doc(1, 1, "红与黑")]);
  expect(loaded?.suggest("hyh", 5)[0]?.items[0]?.text).toBe("红与黑");
  expect(loaded?.suggest("cxq", 5)).toEqual([]);
});

test("a damaged or cut snapshot is refused", async () => {
  const whole = Buffer.concat([...index.save()]);
  for (const at of [9, 100, whole.length >> 1, whole.length - 2]) {
    const damaged = Buffer.from(whole);
    damaged[at]! ^= 0x55;
    expect(await loadSuggestIndex(cut([damaged], 4096), { now })).toBeNull();
    expect(await loadSuggestIndex(cut([whole.subarray(0, at)], 4096), { now })).toBeNull();
  }
});
