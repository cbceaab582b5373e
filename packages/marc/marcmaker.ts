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
  return new MarcMakerReader(options.maxRecordBytes ?? MAX_RECORD_BYTES);
}

class MarcMakerReader implements RecordReader {
  private readonly bound: number;
  private readonly decoder = new TextDecoder("utf-8");
  private rest = "";
  private offset = 0;
  private start = 0;
  private index = 0;
  private lines: string[] = [];
  private size = 0;
  private skipping = false;
  private results: ReadResult[] = [];

  constructor(bound: number) {
    this.bound = bound;
  }

  push(chunk: Uint8Array): ReadResult[] {
    this.results = [];
    this.takeLines(this.rest + this.decoder.decode(chunk, { stream: true }));
    return this.results;
  }

  end(): ReadResult[] {
    this.results = [];
    this.takeLines(`${this.rest}${this.decoder.decode()}\n`);
    this.flush();
    if (this.index === 0) this.refuse("no-records", "no MARCMaker record was found");
    return this.results;
  }

  private take(line: string): void {
    const text = line.replace(/\r$/, "");
    if (text.trim() === "" || (text.startsWith("=LDR") && this.lines.length > 0)) this.flush();
    if (text.trim() === "") return;
    if (this.lines.length === 0 && !this.skipping) this.start = this.offset;
    this.size += line.length;
    if (this.size > this.bound) {
      if (!this.skipping) this.refuse("record-too-long", `more than ${this.bound} characters`);
      this.skipping = true;
      this.lines = [];
    } else this.lines.push(text);
  }

  private flush(): void {
    const own = this.lines;
    this.lines = [];
    this.size = 0;
    this.skipping = false;
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
      this.refuse("not-a-record", "a MARCMaker record without fields");
      return;
    }
    if (leader.length !== 24) repairs.push({ code: "leader", declared: leader.slice(0, 40) });
    if (own.some((line) => line.includes("\ufffd"))) repairs.push({ code: "bad-characters" });
    const record = { leader: leader.padEnd(24, " ").slice(0, 24), fields };
    this.results.push({
      ok: true,
      record,
      index: this.index++,
      offset: this.start,
      encoding: "utf-8",
      repairs,
    });
  }

  private refuse(reason: "record-too-long" | "not-a-record" | "no-records", message: string): void {
    this.results.push({ ok: false, index: this.index++, offset: this.start, reason, message });
  }

  private takeLines(text: string): void {
    let from = 0;
    for (let end = text.indexOf("\n"); end >= 0; end = text.indexOf("\n", from)) {
      const line = text.slice(from, end);
      this.take(line);
      this.offset += Buffer.byteLength(line) + 1;
      from = end + 1;
    }
    this.rest = text.slice(from);
    // A line beyond the bound is cut: what follows of it is passed over with its record.
    if (this.rest.length > this.bound) {
      this.take(this.rest);
      this.offset += Buffer.byteLength(this.rest);
      this.rest = "";
    }
  }
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
