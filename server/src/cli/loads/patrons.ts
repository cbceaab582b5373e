import { parseArgs } from "node:util";
import { execute } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import { patronLoads } from "../../people/index.ts";
import { atMember } from "../member-call.ts";
import { UsageError } from "../output.ts";
import { readMapping, readTable, type TableLine, type TableShape } from "./table-file.ts";
import { loadTable, type Reject } from "./table-load.ts";

type Field = "number" | "name" | "group" | "email" | "phone" | "valid_until" | "card";

const SHAPE: TableShape<Field> = {
  columns: {
    number: ["学号", "工号", "学工号", "读者证号", "學號", "讀者證號"],
    name: ["姓名"],
    group: ["patron_group", "读者类型", "讀者類型"],
    email: ["邮箱", "电子邮件", "電子郵件"],
    phone: ["telephone", "mobile", "电话", "手机", "電話", "手機"],
    valid_until: ["有效期", "到期日", "截止日期"],
    card: ["barcode", "卡号", "证号", "卡號", "證號"],
  },
  needed: ["number", "name"],
};

export const patronsHelp = `commonshelf patrons import --member CODE [--dry-run] [--json] [--rejects FILE] [--map FIELD=COLUMN]… FILE.csv

Loads a library's readers from the university's list. Who is new is registered, who is known (by number) is brought up to
date, nobody is deleted, and what a row leaves empty stays. The same list again changes nothing.

  FILE.csv         first row: names of the columns. Comma, semicolon or tab; UTF-8, UTF-16 or GB18030
  --map FIELD=COLUMN
                   which column holds ${Object.keys(SHAPE.columns).join(", ")} (default: of the same name)
  --group NAME     patron group of rows that name none (default student)
  --number-is-card the reader number is also the barcode of the card, where a row names no card
  --dry-run        count everything, write nothing
  --rejects FILE   rows that were not taken: line, number, reason
  --json           {"read", "created", "updated", "unchanged", "rejected"} as one line of JSON

Exit code: 0 read (rejected rows are counted, not an error), 1 failed, 2 wrong use, 3 refused.`;

/** `commonshelf patrons`. */
export async function patronsCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      member: { type: "string" },
      map: { type: "string", multiple: true, default: [] },
      group: { type: "string", default: "student" },
      "number-is-card": { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      rejects: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [action, ...paths] = positionals;
  if (action !== "import") throw new UsageError("patrons needs import");
  if (!values.member) throw new UsageError("patrons import needs --member CODE");
  if (paths.length !== 1) throw new UsageError("patrons import needs one FILE.csv");
  const [path] = paths as [string];
  const rows = await readTable(path, SHAPE, readMapping(values.map, SHAPE));
  const dryRun = values["dry-run"];
  const { once, already } = withoutRepeats(rows);
  return await atMember(config, "commonshelf-patrons", values.member, ({ call }) =>
    loadTable(path, once, { json: values.json, dryRun, rejects: values.rejects, already }, async (part) => {
      const given = part.map((row) => toRow(row, values.group, values["number-is-card"]));
      const {
        read: _read,
        rejected,
        ...counts
      } = await execute(patronLoads.loadPatrons, call, {}, { rows: given, dryRun });
      return { counts, rejected };
    }),
  );
}

/** A number that stands in the file twice is taken once: as it stands first. */
function withoutRepeats(rows: readonly TableLine<Field>[]): { once: TableLine<Field>[]; already: Reject[] } {
  const seen = new Set<string>();
  const already: Reject[] = [];
  const once = rows.filter((row) => {
    const { line, number } = row;
    if (number === null || !seen.has(number)) {
      if (number !== null) seen.add(number);
      return true;
    }
    already.push({ line, number, reason: "number-twice" });
    return false;
  });
  return { once, already };
}

function toRow(row: TableLine<Field>, group: string, numberIsCard: boolean) {
  return {
    line: row.line,
    number: row.number ?? "",
    name: row.name ?? "",
    group: row.group ?? group,
    email: row.email,
    phone: row.phone,
    validUntil: row.valid_until,
    card: row.card ?? (numberIsCard ? row.number : null),
  };
}
