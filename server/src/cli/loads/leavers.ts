import { parseArgs } from "node:util";
import { execute } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import { clearances, MOST_LEAVERS } from "../../leavers/index.ts";
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

Tells for each reader of a list (by number or card) whether they are clear at all members: no loan, no block. Writes a CSV
table: reader, name, clear (yes, no, unknown), loans, overdue, blocks, where. Nothing is changed.

Exit code: 0 all are clear, 1 failed, 2 wrong use, 3 refused, or somebody is not clear or unknown.`;

const field = (text: string): string => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** `commonshelf leavers`. */
export async function leaversCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: { member: { type: "string" }, map: { type: "string", multiple: true, default: [] } },
  });
  const [action, path, ...more] = positionals;
  if (action !== "check") throw new UsageError("leavers needs check");
  if (!values.member) throw new UsageError("leavers check needs --member CODE");
  if (path === undefined || more.length > 0) throw new UsageError("leavers check needs one FILE.csv");
  const rows = await readTable(path, SHAPE, readMapping(values.map, SHAPE));
  const readers = rows.flatMap((row) => row.reader ?? []);
  return await atMember(config, "commonshelf-leavers", values.member, async ({ call }) => {
    await print("reader,name,clear,loans,overdue,blocks,where\n");
    let waiting = 0;
    for (let at = 0; at < readers.length; at += MOST_LEAVERS) {
      const input = { readers: readers.slice(at, at + MOST_LEAVERS) };
      for (const { reader, name, clearance } of (await execute(clearances, call, {}, input)).items) {
        if (!clearance?.isClear) waiting++;
        const loans = clearance?.loans ?? [];
        const blocks = (clearance?.blocks ?? []).filter((block) => block.kind !== "leaving");
        const where = [...new Set([...loans, ...blocks].map((one) => one.member))].join(" ");
        const sum = (of: "count" | "overdue"): number => loans.reduce((total, one) => total + one[of], 0);
        const clear = clearance ? (clearance.isClear ? "yes" : "no") : "unknown";
        await print(
          `${[reader, name ?? "", clear, sum("count"), sum("overdue"), blocks.length, where].map((one) => field(String(one))).join(",")}\n`,
        );
      }
    }
    say(`${readers.length} read, ${waiting} not clear or unknown`);
    return waiting === 0 ? EXIT.ok : EXIT.refused;
  });
}
