import { readFileSync } from "node:fs";
import { cpus } from "node:os";
import { fileURLToPath } from "node:url";
import { gunzipSync } from "node:zlib";

const loadStart = performance.now();
const cjk = await import("../packages/cjk/index.ts");
report("cjk.load", performance.now() - loadStart, "ms");

const traditional = "中國古典文學研究資料彙編紅樓夢卷第一冊中華書局編輯部編乾隆抄本百二十回紅樓夢稿影";
const titles: Readonly<Record<string, string>> = {
  traditional,
  simplified: cjk.fold(traditional),
  latin: "Une histoire générale de la littérature",
  mixed: "深入理解Java虚拟机：JVM高级特性与最佳实践（第2版）",
  composed: "𠮷川英治『宮本武蔵』か\u3099く e\u0301tude de la litte\u0301rature",
};

/** What indexing one title costs: folding, grams, words, pinyin and its initials. */
function analyse(title: string): number {
  const folded = cjk.fold(title);
  const grams = cjk.hanGrams(folded);
  const syllables = cjk.pinyin(title);
  return grams.bigrams.length + cjk.words(folded).length + syllables.length;
}

const operations: Readonly<Record<string, (text: string) => unknown>> = {
  fold: cjk.fold,
  foldKey: cjk.foldKey,
  tokens: (text) => cjk.tokens(cjk.fold(text)),
  pinyin: cjk.pinyin,
  analyse,
};

function report(name: string, value: number, unit: string): void {
  const line = {
    name,
    value: Number(value.toFixed(3)),
    unit,
    cpu: cpus()[0]?.model ?? "unknown",
    node: process.version,
  };
  process.stdout.write(`${JSON.stringify(line)}\n`);
}

/** Median of several rounds, in microseconds per call. */
function measure(operation: (text: string) => unknown, text: string): number {
  const perRound = 10_000;
  const rounds: number[] = [];
  for (let round = 0; round < 7; round += 1) {
    const start = performance.now();
    for (let i = 0; i < perRound; i += 1) operation(text);
    rounds.push(((performance.now() - start) / perRound) * 1000);
  }
  return rounds.toSorted((a, b) => a - b)[3] ?? Number.NaN;
}

for (const [kind, title] of Object.entries(titles)) {
  for (const [name, operation] of Object.entries(operations)) {
    report(`cjk.${name}.${kind}.${title.length}chars`, measure(operation, title), "us");
  }
}

const data =
  process.env.COMMONSHELF_TEST_DATA ?? fileURLToPath(new URL("../../shared/data", import.meta.url));
try {
  const csv = gunzipSync(readFileSync(`${data}/books-zh/doubanbook30000/books_dev.csv.gz`)).toString("utf8");
  const lines = csv.split("\n").slice(0, 20_000);
  const start = performance.now();
  for (const line of lines) analyse(line.slice(0, 60));
  report(`cjk.analyse.real.${lines.length}lines`, performance.now() - start, "ms");
} catch (error) {
  process.stderr.write(`real titles left out: ${error instanceof Error ? error.message : String(error)}\n`);
}
