import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { languages } from "../kernel/text.ts";
import { commands, navigation } from "../rooms.ts";
import { readStaffCatalogue } from "./catalogues.ts";
import { catalogues, hasMessage, translator } from "./index.ts";

const ROOT = join(import.meta.dirname, "../../..");
const PLURAL = /_(one|other)$/;
const base = (key: string): string => key.replace(PLURAL, "");
const keysOf = (language: (typeof languages)[number]): string[] =>
  [...new Set(Object.keys(catalogues[language]).map(base))].sort();

/** Keys in t("…"), and the beginnings of keys put together in t(`…${`. */
function usedKeys(): { whole: string[]; beginnings: string[] } {
  const whole = new Set<string>();
  const beginnings = new Set<string>();
  for (const folder of ["web/reader", "web/ui", "server/src/frame", "server/src/site"]) {
    for (const name of readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" })) {
      if (!/\.tsx?$/.test(name) || name.endsWith(".test.ts")) continue;
      const source = readFileSync(join(ROOT, folder, name), "utf8");
      for (const [, key] of source.matchAll(/\bt\(\s*"([^"]+)"/g)) whole.add(key!);
      for (const [, key] of source.matchAll(/\bkey: "([^"]+)"/g)) whole.add(key!);
      for (const [, key] of source.matchAll(/\? "([a-z-]+\.[a-z.-]+)"/g)) whole.add(key!);
      for (const [, key] of source.matchAll(/: "([a-z-]+\.[a-z.-]+)"/g)) whole.add(key!);
      for (const [, key] of source.matchAll(/`([a-z][a-z.-]*\.)\$\{/g)) beginnings.add(key!);
    }
  }
  return { whole: [...whole], beginnings: [...beginnings] };
}

test("all three catalogues have the same keys", () => {
  expect(keysOf("zh-Hant")).toEqual(keysOf("zh-Hans"));
  expect(keysOf("en")).toEqual(keysOf("zh-Hans"));
});

test("every sentence takes the same values in every language", () => {
  const values = (sentence: string): string[] =>
    [...new Set([...sentence.matchAll(/\{\{\s*(\w+)/g)].map(([, name]) => name!))]
      .filter((n) => n !== "count")
      .sort();
  for (const key of keysOf("zh-Hans")) {
    const sentence = (language: (typeof languages)[number]): string =>
      catalogues[language][key] ?? catalogues[language][`${key}_other`]!;
    expect(values(sentence("zh-Hant")), key).toEqual(values(sentence("zh-Hans")));
    expect(values(sentence("en")), key).toEqual(values(sentence("zh-Hans")));
  }
});

test("every key the pages use exists", () => {
  const { whole, beginnings } = usedKeys();
  expect(whole.length).toBeGreaterThan(80);
  expect(whole.filter((key) => !hasMessage(key))).toEqual([]);
  const keys = keysOf("zh-Hans");
  expect(beginnings.filter((start) => !keys.some((key) => key.startsWith(start)))).toEqual([]);
});

test("every refusal a reader can meet has a sentence", () => {
  const sources = [
    ...["holds", "loans", "refusals"].map((name) => `circulation/${name}.ts`),
    ...[
      "access",
      "sign-in/session-hook",
      "sign-in/sessions",
      "sign-in/sign-in",
      "sign-in/sign-in-attempts",
    ].map((name) => `people/${name}.ts`),
  ];
  const codes = sources.flatMap((path) => {
    const source = readFileSync(join(ROOT, "server/src", path), "utf8");
    return [...source.matchAll(/new Problem\(\s*"([a-z-]+)"/g)].map(([, code]) => code!);
  });
  expect(codes.length).toBeGreaterThan(15);
  expect(codes.filter((code) => !hasMessage(`problem.${code}`))).toEqual([]);
});

test("every refusal of a form is told in words", () => {
  const codes = new Set(
    commands
      .filter((command) => (command.forms ?? []).length > 0)
      .flatMap((command) => Object.keys(command.refusals)),
  );
  expect(codes.size).toBeGreaterThan(150);
  expect([...codes].filter((code) => !hasMessage(`problem.${code}`))).toEqual([]);
});

test("where the foot leads has its words", () => {
  expect(navigation.length).toBeGreaterThan(0);
  expect(navigation.filter(({ label }) => !hasMessage(label))).toEqual([]);
});

test("no sentence is left empty, and traditional Chinese is not simplified Chinese", () => {
  for (const language of languages)
    for (const [key, sentence] of Object.entries(catalogues[language])) expect(sentence, key).not.toBe("");
  const simplifiedOnly = /[们这书馆录请点过还显认图书检]/u;
  const leftOver = Object.entries(catalogues["zh-Hant"]).filter(
    ([key, sentence]) => key !== "language.zh-Hans" && simplifiedOnly.test(sentence),
  );
  expect(leftOver).toEqual([]);
});

test("a value that is missing leaves a gap, no placeholder", () => {
  expect(translator("en")("home.figure.titles", {})).toBe("titles");
  expect(translator("zh-Hans")("account.pickup", {})).toBe("在取");
});

test("English counts one and many, Chinese groups digits", () => {
  expect(translator("en")("count.copies", { count: 1 })).toBe("1 copy");
  expect(translator("en")("count.copies", { count: 1234 })).toBe("1,234 copies");
  expect(translator("zh-Hans")("count.titles", { count: 12345 })).toBe("12,345 种");
  expect(translator("zh-Hant")("count.titles", { count: 1 })).toBe("1 種");
});

/** One word per thing and one way of address: the word, and what it is never called. */
const ONE_WORD = {
  "zh-Hans": { 你: ["您"], 书名: ["题名"], 作者: ["责任者", "著者"] },
  "zh-Hant": { 你: ["您"], 書名: ["題名"], 作者: ["責任者", "著者"] },
} as const;
/** The same for readers and staff. */
const EVERYWHERE = {
  "zh-Hans": {
    你: ["您"],
    分馆: ["馆舍"],
    账号: ["账户", "帐号"],
    逾期: ["超期"],
    密码: ["口令"],
    检索: ["搜索"],
    登录: ["登陆"],
  },
  "zh-Hant": {
    你: ["您"],
    分館: ["館舍"],
    帳號: ["帳戶", "賬號"],
    逾期: ["超期"],
    密碼: ["口令"],
    檢索: ["搜尋"],
    裡: ["裏"],
    著: ["着"],
    "「": ["“", "”"],
  },
} as const;
/** Catalogues of librarians, who speak of 题名 as MARC does, and names others gave. */
const SPEAKS_AS_OTHERS = /^load\.|^cite\.style\./;

test("a thing has one word and a reader one way of address", () => {
  for (const language of ["zh-Hans", "zh-Hant"] as const)
    for (const [word, others] of Object.entries(ONE_WORD[language]))
      for (const [key, sentence] of Object.entries(catalogues[language]))
        if (!SPEAKS_AS_OTHERS.test(key))
          for (const other of others)
            expect(sentence.includes(other), `${key} says ${other}, not ${word}`).toBe(false);
});

test("readers and staff call a thing by one word", () => {
  for (const language of ["zh-Hans", "zh-Hant"] as const) {
    const all = [...Object.entries(readStaffCatalogue(language)), ...Object.entries(catalogues[language])];
    for (const [word, others] of Object.entries(EVERYWHERE[language]))
      for (const [key, sentence] of all)
        for (const other of others)
          expect(sentence.includes(other), `${key} says ${other}, not ${word}`).toBe(false);
  }
});

test("moderators are one word, and nobody who looks after a circle", () => {
  for (const language of ["zh-Hans", "zh-Hant"] as const)
    for (const [key, sentence] of Object.entries(catalogues.en))
      if (/moderator/i.test(sentence))
        expect(/管理[员員]/.test(catalogues[language][key] ?? ""), `${language} ${key}`).toBe(false);
});

test("places the help names are what they are called", () => {
  const t = translator("zh-Hans");
  expect(t("help.share.text")).toContain(`“${t("site.account")} → ${t("sharing.title")}”`);
  expect(t("help.none.text")).toContain(`“${t("empty.tell-me")}”`);
});
