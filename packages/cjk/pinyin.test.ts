import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fold } from "./fold.ts";
import { pinyin, pinyinInitials, pinyinReadings } from "./pinyin.ts";
import { pinyinKey, pinyinSyllables, segmentPinyin, segmentPinyinWords } from "./syllables.ts";
import { wadeGiles } from "./wade-giles.ts";

describe("pinyin", () => {
  it.each([
    ["紅樓夢", "hong lou meng"],
    ["重慶大學圖書館", "chong qing da xue tu shu guan"],
    ["重要", "zhong yao"],
    ["长江", "chang jiang"],
    ["成长", "cheng zhang"],
    ["组成长沙", "zu cheng chang sha"],
    ["中国银行", "zhong guo yin hang"],
    ["琵琶行", "pi pa xing"],
    ["自行车", "zi xing che"],
    ["音樂", "yin yue"],
    ["快樂", "kuai le"],
    ["乾隆", "qian long"],
    ["餅乾", "bing gan"],
    ["大藏經", "da zang jing"],
    ["藏書樓", "cang shu lou"],
    ["吕", "lv"],
    ["呂", "lv"],
    ["女性", "nv xing"],
    ["战略", "zhan lve"],
    ["鲁迅传", "lu xun zhuan"],
    ["遗传学", "yi chuan xue"],
    ["水滸傳", "shui hu zhuan"],
    ["史记校注", "shi ji jiao zhu"],
    ["活著", "huo zhe"],
    ["名著", "ming zhu"],
    ["歴史図書館", "li shi tu shu guan"],
    ["成都", "cheng du"],
    ["曾國藩", "zeng guo fan"],
    ["二〇〇八年", "er ling ling ba nian"],
    ["Java程序設計", "cheng xu she ji"],
    ["日本語のほん", "ri ben yu"],
  ])("reads %s as %s", (text, syllables) => {
    expect(pinyin(text).join(" ")).toBe(syllables);
  });

  it.each([
    ["單雄信", "shan xiong xin"],
    ["解縉", "xie jin"],
    ["仇英", "qiu ying"],
    ["歐陽修", "ou yang xiu"],
    ["尉遲恭", "yu chi gong"],
    ["万俟卨", "mo qi xie"],
    ["(清) 查慎行", "qing zha shen xing"],
    ["任溶溶；單雄信", "ren rong rong shan xiong xin"],
    ["查爾斯·狄更斯", "cha er si di geng si"],
  ])("reads the name %s as %s", (text, syllables) => {
    expect(pinyin(text, { name: true }).join(" ")).toBe(syllables);
  });

  it("offers a second reading and initials", () => {
    expect(pinyinReadings("重庆")[0]).toEqual(["chong", "zhong"]);
    expect(pinyinReadings("音乐")[1]).toEqual(["yue", "le"]);
    expect(pinyinInitials("紅樓夢")).toBe("hlm");
    expect(pinyinReadings("行")[0]).toEqual(["xing", "hang"]);
  });

  it("never throws and gives one syllable or none per character", () => {
    fc.assert(
      fc.property(fc.string({ unit: "binary", maxLength: 20 }), (text) => {
        expect(pinyin(text).length).toBeLessThanOrEqual(Array.from(fold(text)).length);
        for (const name of [true, false])
          expect(pinyin(text, { name }).every((s) => /^[a-z]+$/.test(s))).toBe(true);
      }),
    );
  });
});

describe("romanised words", () => {
  it.each([
    ["Hongloumeng", "hong lou meng"],
    ["Hong lou meng", "hong lou meng"],
    ["Hónglóumèng", "hong lou meng"],
    ["hong2lou2meng4", "hong lou meng"],
    ["Shen, Congwen", "shen cong wen"],
    ["Zhonghua shu ju", "zhong hua shu ju"],
    ["Xi'an", "xi an"],
    ["xian", "xian"],
    ["fangan", "fan gan"],
    ["fang'an", "fang an"],
    ["Tiananmen", "tian an men"],
    ["lü", "lv"],
    ["lv", "lv"],
    ["lu:", "lv"],
    ["lǜ", "lv"],
    ["nüe", "nve"],
    ["lüshi", "lv shi"],
    ["qü", "qu"],
    ["Zhuangzi", "zhuang zi"],
  ])("cuts %s into %s", (latin, syllables) => {
    expect(segmentPinyin(latin)?.join(" ")).toBe(syllables);
  });

  it.each(["Hung-lou meng", "Tolstoy", "", "红楼梦", "1996", "hong lou 1996", "''"])("refuses %s", (text) => {
    expect(segmentPinyin(text)).toBeNull();
  });

  it("finds the pinyin inside mixed text", () => {
    expect(segmentPinyinWords("鲁迅 Na han 1923 Beijing Tolstoy")).toEqual([
      { text: "Na han", syllables: ["na", "han"] },
      { text: "Beijing", syllables: ["bei", "jing"] },
    ]);
  });

  it("makes ü, v and u one key", () => {
    const keys = ["lü", "lv", "lu"].map((latin) => pinyinKey(segmentPinyin(latin) ?? []));
    expect(new Set([...keys, pinyinKey(pinyin("吕")), pinyinKey(pinyin("呂"))])).toEqual(new Set(["lu"]));
  });

  it("reads back the syllables of every Han character", () => {
    const odd = new Set<string>();
    for (let codePoint = 0x4e00; codePoint <= 0x9fff; codePoint += 1) {
      for (const syllable of pinyin(String.fromCodePoint(codePoint))) {
        if (segmentPinyin(syllable)?.join() !== syllable) odd.add(syllable);
      }
    }
    expect([...odd].sort()).toEqual(notSyllables);
  });

  it("reads back whole titles cut by apostrophes, and run together by the spelling rules", () => {
    const character = fc
      .integer({ min: 0x4e00, max: 0x9fa5 })
      .map((codePoint) => String.fromCodePoint(codePoint));
    fc.assert(
      fc.property(fc.array(character, { minLength: 1, maxLength: 12 }), (characters) => {
        const syllables = pinyin(characters.join("")).filter((syllable) => pinyinSyllables.has(syllable));
        fc.pre(syllables.length > 0);
        expect(segmentPinyin(syllables.join("'"))).toEqual(syllables);
        expect(segmentPinyin(syllables.join(" "))).toEqual(syllables);
        expect(segmentPinyin(syllables.join(""))?.join("")).toBe(syllables.join(""));
      }),
    );
  });
});

/** Interjections and unit characters whose listed reading is no syllable of the table. */
const notSyllables: string[] = ["m", "ng"];

describe("Wade–Giles", () => {
  it.each([
    ["Ts'ao Hsüeh-ch'in", "cao xue qin"],
    ["Tsʻao Hsueh-chʻin", "cao xue qin"],
    ["Hung-lou meng", "hong lou meng"],
    ["Mao Tse-tung", "mao ze dong"],
    ["Chou En-lai", "zhou en lai"],
    ["Lu Hsün", "lu xun"],
    ["Ssu-ma Ch'ien", "si ma qian"],
    ["Szu-ma Ch'ien", "si ma qian"],
    ["Lao-tzŭ", "lao zi"],
    ["Chung-hua shu chü", "zhong hua shu ju"],
    ["Chuang-tzu", "zhuang zi"],
    ["Shui hu chuan", "shui hu zhuan"],
    ["T'ang shih san pai shou", "tang shi san bai shou"],
    ["Hsi yu chi", "xi you ji"],
    ["Yüan shih", "yuan shi"],
    ["Jen min jih pao", "ren min ri bao"],
    ["Peking", "bei jing"],
  ])("reads %s as %s", (latin, syllables) => {
    expect(wadeGiles(latin)?.join(" ")).toBe(syllables);
  });

  it.each(["Tolstoy", "Xi'an", "", "1996", "Zhonghua"])("refuses %s", (text) => {
    expect(wadeGiles(text)).toBeNull();
  });

  it("agrees with the reading of the characters", () => {
    expect(wadeGiles("Ts'ao Hsüeh-ch'in")).toEqual(pinyin("曹雪芹", { name: true }));
    expect(segmentPinyin("Cao Xueqin")).toEqual(pinyin("曹雪芹", { name: true }));
  });

  it("covers every pinyin syllable", () => {
    expect(new Set([...pinyinSyllables].filter((syllable) => wadeGilesOf(syllable) === null))).toEqual(
      new Set(["lo", "o"]),
    );
  });
});

/** Looks for any spelling that reads as the syllable, among what the table can be asked for. */
function wadeGilesOf(syllable: string): string | null {
  const candidates = [syllable];
  const starts = [
    "",
    "p",
    "p'",
    "t",
    "t'",
    "k",
    "k'",
    "ch",
    "ch'",
    "hs",
    "j",
    "ts",
    "ts'",
    "sh",
    "s",
    "m",
    "f",
    "n",
    "l",
    "h",
    "y",
    "w",
  ];
  const ends =
    "a ai an ang ao e eh ei en eng er erh i ia iai iang iao ieh ien ih in ing io iu iung o ou u ua uai uan uang uei ui un ung uo v van veh vn zu 'zu su zŭ z'u".split(
      " ",
    );
  for (const start of starts)
    for (const end of [...ends, "uen"]) candidates.push(start + end.replace("v", "ü"));
  candidates.push("tzu", "tz'u", "ssu");
  return candidates.find((candidate) => wadeGiles(candidate)?.join("") === syllable) ?? null;
}

describe("names with a reading of their own", () => {
  const table: [string, string][] = [
    ["贾平凹", "jia ping wa"],
    ["賈平凹", "jia ping wa"],
    ["柏杨", "bo yang"],
    ["重耳", "chong er"],
    ["郦食其", "li yi ji"],
    ["酈食其", "li yi ji"],
    ["金日磾", "jin mi di"],
    ["冒顿", "mo du"],
    ["万俟卨", "mo qi xie"],
    ["尉迟恭", "yu chi gong"],
    ["曾国藩", "zeng guo fan"],
    ["单田芳", "shan tian fang"],
    ["解缙", "xie jin"],
    ["仇英", "qiu ying"],
    ["区大典", "ou da dian"],
    ["盖叫天", "gai jiao tian"],
    ["查良铮", "zha liang zheng"],
    ["洪适", "hong kuo"],
    ["陈寅恪", "chen yin que"],
    ["种师道", "chong shi dao"],
    ["皋陶", "gao yao"],
    ["傅说", "fu yue"],
  ];
  it.each(table)("reads %s", (name, reading) => {
    expect(pinyin(name, { name: true }).join(" ")).toBe(reading);
  });

  it("knows both where two are in use", () => {
    expect(pinyinReadings("柏杨", { name: true })[0]).toEqual(["bo", "bai"]);
    expect(pinyinReadings("冒顿").map((both) => both[1])).toEqual(["mao", "dun"]);
    expect(pinyinReadings("贾平凹文集")[2]).toEqual(["wa", "ao"]);
    expect(pinyinReadings("查慎行", { name: true })[0]).toEqual(["zha", "cha"]);
  });
});

it("a title that begins with a name reads its surname as surnames are read", () => {
  expect(pinyin("单士元传")[0]).toBe("shan");
  expect(pinyin("查良镛全集")[0]).toBe("zha");
  expect(pinyin("曾巩文集")[0]).toBe("zeng");
  expect(pinyin("单田芳评书")).toEqual("shan tian fang ping shu".split(" "));
  expect(pinyin("解放文集")[0], "a word").toBe("jie");
  expect(pinyin("区域年谱")[0], "a word").toBe("qu");
  expect(pinyin("单词研究")[0]).toBe("dan");
  expect(pinyin("柏拉图", { name: true })).toEqual(["bo", "la", "tu"]);
  expect(pinyin("柏杨", { name: true })).toEqual(["bo", "yang"]);
});
