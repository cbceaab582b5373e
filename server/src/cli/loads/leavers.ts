import { parseArgs } from "node:util";
import { csvLine } from "@commonshelf/csv";
import { execute } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import { clearances, type LeaverLine, leaving, MOST_LEAVERS } from "../../leavers/index.ts";
import { atMember } from "../member-call.ts";
import { EXIT, print, say, UsageError } from "../output.ts";
import { readMapping, readTable, type TableShape } from "./table-file.ts";

const SHAPE: TableShape<"reader"> = {
  columns: {
    reader: ["number", "card", "cardnumber", "学号", "学工号", "學號", "读者证号", "讀者證號", "卡号"],
  },
  needed: ["reader"],
};

export const leaversHelp = `commonshelf leavers check --member CODE [--map reader=COLUMN] FILE.csv
commonshelf leavers leave --member CODE [--send] [--map reader=COLUMN] FILE.csv

check tells for each reader of a list (by number or card) whether they are clear at all members: no loan, no block. Writes a CSV
table: reader, name, clear (yes, no, unknown), loans, overdue, blocks, where. Nothing is changed.

leave keeps new loans from all of them and writes the same table; with --send, those who are clear get their certificates.

Exit code: 0 all are clear, 1 failed, 2 wrong use, 3 refused, or somebody is not clear or unknown.`;

/** `commonshelf leavers`. */
export async function leaversCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      member: { type: "string" },
      map: { type: "string", multiple: true, default: [] },
      send: { type: "boolean", default: false },
    },
  });
  const [action, path, ...more] = positionals;
  if (action !== "check" && action !== "leave") throw new UsageError("leavers needs check or leave");
  if (!values.member) throw new UsageError(`leavers ${action} needs --member CODE`);
  if (path === undefined || more.length > 0) throw new UsageError(`leavers ${action} needs one FILE.csv`);
  if (values.send && action !== "leave") throw new UsageError("--send goes with leavers leave");
  const rows = await readTable(path, SHAPE, readMapping(values.map, SHAPE));
  const readers = rows.flatMap((row) => row.reader ?? []);
  return await atMember(config, "commonshelf-leavers", values.member, async ({ call }) => {
    await print(csvLine(["reader", "name", "clear", "loans", "overdue", "blocks", "where"]));
    const done = { kept: 0, sent: 0 };
    let waiting = 0;
    for (let at = 0; at < readers.length; at += MOST_LEAVERS) {
      const input = { readers: readers.slice(at, at + MOST_LEAVERS) };
      const { items, kept, sent } =
        action === "leave"
          ? await execute(leaving, call, {}, { ...input, send: values.send })
          : { ...(await execute(clearances, call, {}, input)), kept: 0, sent: 0 };
      done.kept += kept;
      done.sent += sent;
      waiting += items.filter((one) => !one.clearance?.isClear).length;
      for (const line of items) await print(csvLine(cellsOf(line)));
    }
    say(`${readers.length} read, ${waiting} not clear or unknown`);
    if (action === "leave") say(`new loans are kept from ${done.kept} more, ${done.sent} certificates sent`);
    return waiting === 0 ? EXIT.ok : EXIT.refused;
  });
}

/** One reader as a line of the table. */
function cellsOf({ reader, name, clearance }: LeaverLine): string[] {
  const loans = clearance?.loans ?? [];
  const blocks = (clearance?.blocks ?? []).filter((block) => block.kind !== "leaving");
  const where = [...new Set([...loans, ...blocks].map((one) => one.member))].join(" ");
  const sum = (of: "count" | "overdue"): string => String(loans.reduce((total, one) => total + one[of], 0));
  const clear = clearance ? (clearance.isClear ? "yes" : "no") : "unknown";
  return [reader, name ?? "", clear, sum("count"), sum("overdue"), String(blocks.length), where];
}
