/**
 * Benchmark of the suggestions on made-up headings: `node --expose-gc bench/suggest.ts [--headings 1000000]`.
 * Prints a JSON line per figure. Characters, names and words follow Zipf's law; every run makes the same headings.
 */

import { cpus } from "node:os";
import { parseArgs } from "node:util";
import { type SuggestionKind, type SuggestTable, SuggestTableBuilder, suggest } from "@commonshelf/cjk";

const { values } = parseArgs({ options: { headings: { type: "string", default: "1000000" } } });
const HEADINGS = Number(values.headings);
const MIB = 1_048_576;
const PER_KIND = 4;
const COMMON =
  "中国文学史研究概论经济学原理现代社会发展理论技术与应用基础教程计算机程序设计数据库管理系统工程红楼梦水浒传三国演义西游记鲁迅全集大学语文英汉词典古代思想哲学政治法律国际关系历史地理教育心理语言艺术美术音乐戏曲电影建筑医学生物化学物理数学天文农业工业交通运输环境保护科学世界战争和平人民共和城市乡村家庭儿童青年妇女生活健康饮食服饰民俗宗教佛道儒诗词歌赋散小说选集注释校笺资料汇编年鉴报告统计会议论丛书目录索引手册指南";
const SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧田董袁潘于蒋蔡余杜叶程";
const WORDS =
  "the of and history introduction modern theory analysis china language science research economics dream red chamber machine learning data structures programming political philosophy culture society education methods design systems international law medicine art music world journey water margin literature handbook essays studies classical principles development".split(
    " ",
  );

let seed = 42;
/** Uniform in [0, 1): mulberry32. */
function random(): number {
  seed = (seed + 0x6d2b79f5) | 0;
  let t = Math.imul(seed ^ (seed >>> 15), 1 | seed);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
}

/** A rank below `size`, low ranks most often: a continuous Zipf law with exponent one. */
function zipf(size: number): number {
  return Math.min(size - 1, Math.floor((size + 1) ** random()) - 1);
}

/** A character: half the time a common one, else any of 3,500. */
function character(): string {
  return random() < 0.7
    ? COMMON[Math.floor(random() * COMMON.length)]!
    : String.fromCharCode(0x4e00 + ((zipf(3500) * 37) % 20_000));
}

function han(length: number): string {
  return several(length, character).join("");
}

function word(): string {
  const rank = zipf(200_000);
  if (rank < WORDS.length * 4) return WORDS[rank % WORDS.length]!;
  let text = "";
  for (let n = rank; n > 0; n = Math.floor(n / 20)) text += "bcdfghklmnprstvwxyz"[n % 19]! + "aeiou"[n % 5]!;
  return text;
}

const SYLLABLES =
  "hong lou meng zhong guo wen xue shi jing ji xian dai li lun jiao yu da ren min fa zhan".split(" ");
const BATCH = 1_000;
const INPUTS = 300;

const some = <One>(list: readonly One[]): One => list[Math.floor(random() * list.length)]!;
const several = (count: number, make: () => string): string[] => Array.from({ length: count }, make);

function person(): string {
  return random() < 0.8 ? some([...SURNAMES]) + han(1 + Math.floor(random() * 2)) : `${word()}, ${word()}`;
}

function title(): string {
  return random() < 0.75
    ? han(3 + Math.floor(random() * 14))
    : several(2 + Math.floor(random() * 7), word).join(" ");
}

/** Headings as a catalogue has them: six titles and three names for every subject. */
function heading(): { kind: SuggestionKind; text: string } {
  const draw = random();
  if (draw < 0.6) return { kind: "title", text: title() };
  if (draw < 0.9) return { kind: "author", text: person() };
  return { kind: "subject", text: han(2 + Math.floor(random() * 5)) };
}

function print(name: string, value: number, unit: string): void {
  const cpu = cpus()[0]?.model ?? "unknown";
  process.stdout.write(
    `${JSON.stringify({ name: `suggest.${name}`, value: Number(value.toFixed(3)), unit, headings: HEADINGS, cpu })}\n`,
  );
}

/** Adds the headings and sorts them; the time to make them up is not counted. */
function build(): SuggestTable {
  const builder = new SuggestTableBuilder();
  let adding = 0;
  for (let done = 0; done < HEADINGS; done += BATCH) {
    const batch = Array.from({ length: Math.min(BATCH, HEADINGS - done) }, heading);
    const start = performance.now();
    for (const { kind, text } of batch) builder.add(kind, text, 1 + zipf(300));
    adding += performance.now() - start;
  }
  const start = performance.now();
  const table = builder.build();
  const sorting = performance.now() - start;
  print("build", HEADINGS / ((adding + sorting) / 1000), "headings/s");
  print("build sorting", sorting / 1000, "s");
  return table;
}

function measureMemory(table: SuggestTable): void {
  globalThis.gc?.();
  const bytes = Object.values(table).reduce<number>(
    (sum, value) => sum + (typeof value === "number" ? 0 : value.byteLength),
    0,
  );
  const { rss, heapUsed } = process.memoryUsage();
  print("typed arrays", bytes / MIB, "MiB");
  print("heap", heapUsed / MIB, "MiB");
  print("resident", rss / MIB, "MiB");
  print("keys", table.keyEnds.length, "");
}

function measure(table: SuggestTable, name: string, inputs: readonly string[]): void {
  for (const input of inputs.slice(0, 20)) suggest(table, input, PER_KIND);
  const times = inputs.map((input) => {
    const start = performance.now();
    suggest(table, input, PER_KIND);
    return performance.now() - start;
  });
  times.sort((a, b) => a - b);
  print(`${name} p50`, times[times.length >> 1] ?? 0, "ms");
  print(`${name} p95`, times[Math.floor(times.length * 0.95)] ?? 0, "ms");
  print(`${name} worst`, times.at(-1) ?? 0, "ms");
}

function measureQuestions(table: SuggestTable): void {
  for (let length = 1; length <= 4; length++)
    measure(
      table,
      `${length} Han`,
      several(INPUTS, () => han(length)),
    );
  for (let length = 1; length <= 4; length++)
    measure(
      table,
      `${length} Latin letters`,
      several(INPUTS, () => some(WORDS).slice(0, length)),
    );
  measure(
    table,
    "pinyin",
    several(INPUTS, () => several(2, () => some(SYLLABLES)).join("") + some(SYLLABLES)[0]),
  );
  measure(
    table,
    "initials",
    several(INPUTS, () => several(3, () => some(SYLLABLES).slice(0, 1)).join("")),
  );
  measure(
    table,
    "Latin words",
    several(INPUTS, () => `${some(WORDS)} ${some(WORDS).slice(0, 3)}`),
  );
}

const table = build();
measureMemory(table);
measureQuestions(table);
