import {
  MAX_RECORD_BYTES,
  type ReadOptions,
  type ReadResult,
  type RecordReader,
  type Repair,
} from "./reading.ts";
import type { MarcField } from "./record.ts";

const MNEMONICS: Record<string, string> = {
  dollar: "$",
  lcub: "{",
  rcub: "}",
  bsol: "\\",
  pound: "#",
  esc: "\u001b",
};

/**
 * Reads MARCMaker text in UTF-8 (`=245  10$aTitle`, a blank line between records, backslash for blank, `{dollar}`,
 * `{lcub}`, `{rcub}`, `{bsol}`). Other mnemonics stay as written.
 */
export function createMarcMakerReader(options: ReadOptions = {}): RecordReader {
  const bound = options.maxRecordBytes ?? MAX_RECORD_BYTES;
  const decoder = new TextDecoder("utf-8");
  let rest = "";
  let offset = 0;
  let start = 0;
  let index = 0;
  let lines: string[] = [];
  let size = 0;
  let skipping = false;
  let results: ReadResult[] = [];

  function take(line: string): void {
    const text = line.replace(/\r$/, "");
    if (text.trim() === "" || (text.startsWith("=LDR") && lines.length > 0)) flush();
    if (text.trim() === "") return;
    if (lines.length === 0 && !skipping) start = offset;
    size += line.length;
    if (size > bound) {
      if (!skipping) refuse("record-too-long", `more than ${bound} characters`);
      skipping = true;
      lines = [];
    } else lines.push(text);
  }

  function flush(): void {
    const own = lines;
    lines = [];
    size = 0;
    skipping = false;
    if (own.length === 0) return;
    const repairs: Repair[] = [];
    const fields: MarcField[] = [];
    let leader = "";
    for (const line of joinLines(own)) {
      const tag = line.slice(1, 4);
      const content = line.slice(4).replace(/^ {1,2}/, "");
      if (tag === "LDR" || tag === "000") leader = content.replaceAll("\\", " ");
      else fields.push(readLine(tag, content, repairs));
    }
    if (fields.length === 0) {
      refuse("not-a-record", "a MARCMaker record without fields");
      return;
    }
    if (leader.length !== 24) repairs.push({ code: "leader", declared: leader.slice(0, 40) });
    if (own.some((line) => line.includes("\ufffd"))) repairs.push({ code: "bad-characters" });
    const record = { leader: leader.padEnd(24, " ").slice(0, 24), fields };
    results.push({ ok: true, record, index: index++, offset: start, encoding: "utf-8", repairs });
  }

  function refuse(reason: "record-too-long" | "not-a-record" | "no-records", message: string): void {
    results.push({ ok: false, index: index++, offset: start, reason, message });
  }

  function takeLines(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      const line = text.slice(from, end);
      take(line);
      offset += Buffer.byteLength(line) + 1;
      from = end + 1;
    }
    rest = text.slice(from);
    // A line beyond the bound is cut: what follows of it is passed over with its record.
    if (rest.length > bound) {
      take(rest);
      offset += Buffer.byteLength(rest);
      rest = "";
    }
  }

  return {
    push(chunk) {
      results = [];
      takeLines(rest + decoder.decode(chunk, { stream: true }));
      return results;
    },
    end() {
      results = [];
      takeLines(`${rest}${decoder.decode()}\n`);
      flush();
      if (index === 0) refuse("no-records", "no MARCMaker record was found");
      return results;
    },
  };
}

/** Lines that do not begin with `=` go on with the line before. */
function joinLines(lines: string[]): string[] {
  const joined: string[] = [];
  for (const line of lines) {
    if (line.startsWith("=") || joined.length === 0) joined.push(line);
    else joined[joined.length - 1] += ` ${line}`;
  }
  return joined;
}

function readLine(tag: string, content: string, repairs: Repair[]): MarcField {
  if (tag.startsWith("00") || !content.includes("$")) {
    return { tag, value: resolveMnemonics(content.replaceAll("\\", " ")) };
  }
  const [head = "", ...parts] = content.split("$");
  if (head.length !== 2) repairs.push({ code: "indicators", tag, count: head.length });
  const indicators = head.replaceAll("\\", " ");
  const subfields = parts
    .filter((part) => part !== "")
    .map((part): [string, string] => [part.charAt(0), resolveMnemonics(part.slice(1))]);
  return { tag, ind1: indicators.charAt(0) || " ", ind2: indicators.charAt(1) || " ", subfields };
}

function resolveMnemonics(text: string): string {
  if (!text.includes("{")) return text;
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => MNEMONICS[name] ?? whole);
}
