import { parse } from "csv-parse/sync";
import { addDays, type PlainDate } from "../../kernel/time.ts";
import type { ClosureFault } from "../words.ts";

/** A stretch of days a file closes; `line`: where it begins in the file, from 1. */
type FileClosure = {
  line: number;
  firstOn: PlainDate;
  lastOn: PlainDate;
  reason: string;
  yearly: boolean;
};
/** What a file says: its closures, and the lines that say none. */
export type ClosureFile = { closures: FileClosure[]; rejected: { line: number; reason: ClosureFault }[] };

const COLUMNS = {
  first: [
    "first",
    "firston",
    "from",
    "start",
    "date",
    "begin",
    "开始",
    "开始日期",
    "起",
    "日期",
    "開始",
    "開始日期",
  ],
  last: ["last", "laston", "to", "until", "end", "结束", "结束日期", "止", "結束", "結束日期"],
  reason: ["reason", "name", "summary", "title", "原因", "名称", "事由", "名稱"],
  yearly: ["yearly", "annual", "每年"],
};
const REASON_LENGTH = 300;
/** Days a closure that comes back every year may last, less one: `closure_yearly_short`. */
const YEARLY_DAYS = 180;
/** Closures one file may bring. */
const MOST_CLOSURES = 400;
const YES = /^(1|y|yes|true|x|是|每年)$/i;

/** Reads an iCalendar file (RFC 5545) or a CSV table; which it is, its beginning says. */
export function readClosureFile(text: string): ClosureFile {
  const bare = text.replace(/^\uFEFF/, "");
  return /^\s*BEGIN:VCALENDAR/i.test(bare) ? readCalendarFile(bare) : readTableFile(bare);
}

/** `2026-10-01`, `2026/10/1`, `20261001` or `2026年10月1日` as a date; undefined: none of them, or no day of the calendar. */
function readDate(text: string): PlainDate | undefined {
  const found = /^(\d{4})(?:[-/.年]?)(\d{1,2})(?:[-/.月]?)(\d{1,2})日?$/.exec(text.trim());
  if (!found) return undefined;
  const [, year = "", month = "", day = ""] = found;
  const date = `${year}-${month.padStart(2, "0")}-${day.padStart(2, "0")}`;
  if (Number.isNaN(Date.parse(`${date}T00:00:00Z`))) return undefined;
  return addDays(date, 0) === date ? date : undefined;
}

function add(file: ClosureFile, line: number, given: { first: string; last: string } & Named): void {
  const { first, last, reason, yearly } = given;
  if (first.trim() === "") file.rejected.push({ line, reason: "date-missing" });
  else {
    const firstOn = readDate(first);
    const lastOn = last.trim() === "" ? firstOn : readDate(last);
    if (firstOn === undefined || lastOn === undefined) file.rejected.push({ line, reason: "date-invalid" });
    else if (lastOn < firstOn) file.rejected.push({ line, reason: "order-wrong" });
    else if (yearly && addDays(firstOn, YEARLY_DAYS) <= lastOn)
      file.rejected.push({ line, reason: "yearly-too-long" });
    else if (file.closures.length >= MOST_CLOSURES) file.rejected.push({ line, reason: "too-many" });
    else file.closures.push({ line, firstOn, lastOn, reason: reason.slice(0, REASON_LENGTH), yearly });
  }
}
type Named = { reason: string; yearly: boolean };

function readTableFile(text: string): ClosureFile {
  const file: ClosureFile = { closures: [], rejected: [] };
  const delimiter = [",", ";", "\t", "，"].find((one) => text.split(/\r?\n/, 1)[0]!.includes(one)) ?? ",";
  const rows = parse(text, {
    delimiter,
    info: true,
    relax_column_count: true,
    relax_quotes: true,
    skip_empty_lines: true,
    trim: true,
  }) as unknown as { record: string[]; info: { lines: number } }[];
  const header = (rows[0]?.record ?? []).map((name) => name.toLowerCase().replace(/[\s_-]/g, ""));
  const at = (names: readonly string[]): number => header.findIndex((name) => names.includes(name));
  const named = at(COLUMNS.first) >= 0;
  const places = named
    ? {
        first: at(COLUMNS.first),
        last: at(COLUMNS.last),
        reason: at(COLUMNS.reason),
        yearly: at(COLUMNS.yearly),
      }
    : { first: 0, last: 1, reason: 2, yearly: 3 };
  for (const { record, info } of rows.slice(named ? 1 : 0))
    add(file, info.lines, {
      first: record[places.first] ?? "",
      last: record[places.last] ?? "",
      reason: record[places.reason] ?? "",
      yearly: YES.test(record[places.yearly] ?? ""),
    });
  return file;
}

type Event = { line: number; fields: Map<string, string> };

/** Events with the lines that RFC 5545 3.1 folds put together again; why by ourselves: docs/decisions/0022. */
function readEvents(text: string): Event[] {
  const events: Event[] = [];
  let event: Event | null = null;
  let last = "";
  text.split(/\r?\n/).forEach((raw, index) => {
    if (/^[ \t]/.test(raw)) {
      if (event && last) event.fields.set(last, event.fields.get(last)! + raw.slice(1));
      return;
    }
    const [, name = "", value = ""] = /^([A-Za-z-]+)(?:[^":]|"[^"]*")*:(.*)$/.exec(raw) ?? [];
    last = name.toUpperCase();
    if (last === "BEGIN" && value.toUpperCase() === "VEVENT") event = { line: index + 1, fields: new Map() };
    else if (last === "END" && value.toUpperCase() === "VEVENT" && event) {
      events.push(event);
      event = null;
    } else if (event && last) event.fields.set(last, value);
  });
  return events;
}

/** DTEND of whole days is the day after the last one (RFC 5545 3.6.1). Only a yearly rule without more can be kept. */
function readCalendarFile(text: string): ClosureFile {
  const file: ClosureFile = { closures: [], rejected: [] };
  for (const { line, fields } of readEvents(text)) {
    const rule = fields.get("RRULE");
    if (rule !== undefined && !/^FREQ=YEARLY(;INTERVAL=1)?$/i.test(rule)) {
      file.rejected.push({ line, reason: "rule-unknown" });
      continue;
    }
    const first = fields.get("DTSTART") ?? "";
    const end = fields.get("DTEND") ?? "";
    const wholeDays = /^\d{8}$/.test(end) && readDate(end) !== undefined && end > first;
    add(file, line, {
      first: first.slice(0, 8),
      last: wholeDays ? addDays(readDate(end)!, -1) : end.slice(0, 8),
      reason: unescaped(fields.get("SUMMARY") ?? ""),
      yearly: rule !== undefined,
    });
  }
  return file;
}

function unescaped(text: string): string {
  return text.replace(/\\([\\;,nN])/g, (_all, one: string) => (/n/i.test(one) ? " " : one));
}
