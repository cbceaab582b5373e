import { parseArgs } from "node:util";
import { takeOver } from "../../circulation/index.ts";
import * as cutOver from "../../cut-over/index.ts";
import { type Call, execute } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import { patronLoads } from "../../people/index.ts";
import { atMember } from "../member-call.ts";
import { EXIT, print, UsageError } from "../output.ts";
import { readMapping, readTable, type TableLine, type TableShape } from "./table-file.ts";
import { type LoadPart, loadTable, type Reject } from "./table-load.ts";

type LoadOutput = { read: number; rejected: readonly Reject[] } & Record<string, unknown>;

/** A list of the system before: its columns under the names Koha, Aleph and 汇文 (Huiwen) export them, and what takes it. */
type List<Field extends string> = {
  shape: TableShape<Field>;
  send: (call: Call, rows: TableLine<Field>[], dryRun: boolean) => Promise<LoadOutput>;
  undo?: (call: Call, dryRun: boolean) => Promise<{ undone: number; kept: number; left: number }>;
};

const READER = [
  "cardnumber",
  "patron",
  "borrower",
  "z36-id",
  "z37-id",
  "bor-id",
  "number",
  "card",
  "证件号",
  "读者证号",
  "读者条码",
  "读者条码号",
  "学号",
  "學號",
  "學工號",
  "學工号",
  "学工号",
  "讀者證號",
];
const ITEM = [
  "barcode",
  "itembarcode",
  "z30-barcode",
  "item-barcode",
  "条码号",
  "條碼號",
  "图书条码",
  "馆藏条码",
  "财产号",
  "登录号",
];

const loans: List<"reader" | "item" | "due" | "lent" | "renewals"> = {
  shape: {
    columns: {
      reader: READER,
      item: ITEM,
      due: ["date_due", "due_date", "z36-due-date", "应还日期", "应还时间", "到期日期", "應還日期"],
      lent: [
        "issuedate",
        "loan_date",
        "z36-loan-date",
        "借出日期",
        "借阅日期",
        "借书日期",
        "借出日",
        "借閱日期",
      ],
      renewals: ["renewals_count", "renewcount", "z36-no-renewal", "续借次数", "續借次數"],
    },
    needed: ["reader", "item", "due"],
  },
  send: async (call, rows, dryRun) =>
    await execute(
      cutOver.loadLoans,
      call,
      {},
      {
        dryRun,
        rows: rows.map(({ line, reader, item, due, lent, renewals }) => ({
          line,
          reader: reader ?? "",
          item: item ?? "",
          due: due ?? "",
          lent,
          renewals,
        })),
      },
    ),
  undo: async (call, dryRun) => await execute(cutOver.undoLoans, call, {}, { dryRun }),
};

const holds: List<"reader" | "item" | "record" | "pickup" | "placed" | "until" | "shelf_until" | "found"> = {
  shape: {
    columns: {
      reader: READER,
      item: ITEM,
      record: ["biblionumber", "control_number", "z37-doc-number", "记录号", "控制号", "记录控制号"],
      pickup: ["branchcode", "z37-pickup-location", "取书地点", "取书馆", "取書館"],
      placed: ["reservedate", "z37-open-date", "预约日期", "預約日期"],
      until: ["cancellationdate", "expirationdate", "z37-end-request-date", "needed_until", "失效日期"],
      shelf_until: ["waiting_until", "z37-end-hold-date", "保留到", "保留日期", "保留至", "保留截止日期"],
      found: ["预约状态"],
    },
    needed: ["reader"],
  },
  send: async (call, rows, dryRun) =>
    await execute(
      cutOver.loadHolds,
      call,
      {},
      {
        dryRun,
        rows: rows.map(({ reader, found, shelf_until: shelfUntil, ...row }) => ({
          ...row,
          reader: reader ?? "",
          // Koha's W: it stands on the hold shelf, until the day the request ends. Without a day the line is refused.
          shelfUntil: shelfUntil ?? (found?.toUpperCase() === "W" ? (row.until ?? "-") : null),
        })),
      },
    ),
  undo: async (call, dryRun) => await execute(cutOver.undoHolds, call, {}, { dryRun }),
};

const blocks: List<"reader" | "kind" | "from" | "until"> = {
  shape: {
    columns: {
      reader: READER,
      kind: ["type", "z31-type", "原因", "类型", "類型", "违章类型"],
      from: ["created", "开始日期", "起始日期", "開始日期"],
      until: ["expiration", "debarred", "截止日期", "结束日期", "結束日期"],
    },
    needed: ["reader"],
  },
  send: async (call, rows, dryRun) =>
    await execute(
      patronLoads.loadBlocks,
      call,
      {},
      { dryRun, rows: rows.map((row) => ({ ...row, reader: row.reader ?? "", kind: row.kind ?? "other" })) },
    ),
};

const COMMON = `  FILE.csv         first row: names of the columns, as here or as Koha, Aleph and 汇文 export them. Comma, semicolon
                   or tab; UTF-8, UTF-16 or GB18030
  --map FIELD=COLUMN
                   which column holds a field
  --dry-run        count everything, write nothing. After the load a dry run must count every line as unchanged
  --rejects FILE   lines that were not taken: line, reader, reason
  --json           {"read", "created", "updated", "unchanged", "rejected"} as one line of JSON

Exit code: 0 read (rejected lines are counted, not an error), 1 failed, 2 wrong use, 3 refused.`;

const helpOf = (which: string, fields: string, what: string, undo = ""): string =>
  `commonshelf ${which} import --member CODE [--dry-run] [--json] [--rejects FILE] [--map FIELD=COLUMN]… FILE.csv
${
  undo === ""
    ? ""
    : `commonshelf ${which} undo --member CODE [--dry-run] [--json]
`
}
${what}
The same list again changes nothing.${undo}

  Fields           ${fields}
${COMMON}`;

const UNDO = " undo takes back what was loaded and nobody here has acted on.";

export const loansHelp = helpOf(
  "loans",
  "reader (number or card), item (barcode), due; lent, renewals",
  "Takes over the running loans of a library's copies from the system it had before. Rules are not asked: these loans exist.",
  UNDO,
);
export const holdsHelp = helpOf(
  "holds",
  "reader, item (barcode) or record (control number); pickup, placed, until, shelf_until",
  "Takes over waiting requests and, with shelf_until, those on the hold shelf. The queue is the order of placed, then of the file.",
  UNDO,
);
export const blocksHelp = helpOf(
  "blocks",
  "reader, kind (overdue, debt, damage, conduct, address, other, or as written there); from, until",
  "Takes over blocks of readers. None is lifted.",
);

async function run<Field extends string>(
  which: string,
  list: List<Field>,
  args: string[],
  config: Config,
): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      member: { type: "string" },
      map: { type: "string", multiple: true, default: [] },
      "dry-run": { type: "boolean", default: false },
      rejects: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [action, path, ...more] = positionals;
  const { json, member, "dry-run": dryRun } = values;
  const application = `commonshelf-${which}`;
  const { undo } = list;
  if (action !== "import" && (action !== "undo" || !undo))
    throw new UsageError(`${which} needs import${undo ? " or undo" : ""}`);
  if (!member) throw new UsageError(`${which} ${action} needs --member CODE`);
  if (action === "undo" && undo) {
    const counts = { undone: 0, kept: 0 };
    await atMember(config, application, member, async ({ call }) => {
      for (let left = 1; left > 0; ) {
        const part = await undo(call, dryRun);
        counts.undone += part.undone;
        counts.kept = part.kept;
        left = part.left;
      }
    });
    await print(json ? `${JSON.stringify(counts)}\n` : `${counts.undone} undone, ${counts.kept} kept\n`);
    return EXIT.ok;
  }
  if (path === undefined || more.length > 0) throw new UsageError(`${which} import needs one FILE.csv`);
  const rows = await readTable(path, list.shape, readMapping(values.map, list.shape));
  return await atMember(config, application, member, ({ call }) =>
    loadTable(
      path,
      rows,
      { json, dryRun, rejects: values.rejects, atOnce: takeOver.TAKEN_AT_ONCE },
      async (part): Promise<LoadPart> => {
        const { read: _read, rejected, ...counts } = await list.send(call, part, dryRun);
        return { counts: counts as Record<string, number>, rejected };
      },
    ),
  );
}

/** `commonshelf loans`. */
export const loansCommand = (args: string[], config: Config): Promise<number> =>
  run("loans", loans, args, config);
/** `commonshelf holds`. */
export const holdsCommand = (args: string[], config: Config): Promise<number> =>
  run("holds", holds, args, config);
/** `commonshelf blocks`. */
export const blocksCommand = (args: string[], config: Config): Promise<number> =>
  run("blocks", blocks, args, config);
