import { parseArgs } from "node:util";
import { takeOver } from "../../circulation/index.ts";
import * as cutOver from "../../cut-over/index.ts";
import { type Call, execute } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import { atMember } from "../member-call.ts";
import { EXIT, print, UsageError } from "../output.ts";
import { readMapping, readTable, type TableLine, type TableShape } from "./table-file.ts";
import { type LoadPart, loadTable, type Reject } from "./table-load.ts";

type LoadOutput = { read: number; rejected: readonly Reject[] } & Record<string, unknown>;

/** A list of the system before: its columns under the names Koha, Aleph and 汇文 (Huiwen) export them, and what takes it. */
type List<Field extends string> = {
  shape: TableShape<Field>;
  send: (call: Call, rows: TableLine<Field>[], dryRun: boolean) => Promise<LoadOutput>;
  undo: (call: Call, dryRun: boolean) => Promise<{ undone: number; kept: number; left: number }>;
};

const loans: List<keyof typeof cutOver.loanShape.columns> = {
  shape: cutOver.loanShape,
  send: async (call, rows, dryRun) =>
    await execute(cutOver.loadLoans, call, {}, { dryRun, rows: rows.map(cutOver.loanRow) }),
  undo: async (call, dryRun) => await execute(cutOver.undoLoans, call, {}, { dryRun }),
};

const holds: List<keyof typeof cutOver.holdShape.columns> = {
  shape: cutOver.holdShape,
  send: async (call, rows, dryRun) =>
    await execute(cutOver.loadHolds, call, {}, { dryRun, rows: rows.map(cutOver.holdRow) }),
  undo: async (call, dryRun) => await execute(cutOver.undoHolds, call, {}, { dryRun }),
};

const blocks: List<keyof typeof cutOver.blockShape.columns> = {
  shape: cutOver.blockShape,
  send: async (call, rows, dryRun) =>
    await execute(cutOver.loadBlocks, call, {}, { dryRun, rows: rows.map(cutOver.blockRow) }),
  undo: async (call, dryRun) => await execute(cutOver.undoBlocks, call, {}, { dryRun }),
};

const COMMON = `  FILE.csv         first row: names of the columns, as here or as Koha, Aleph and 汇文 export them. Comma, semicolon
                   or tab; UTF-8, UTF-16 or GB18030
  --map FIELD=COLUMN
                   which column holds a field
  --dry-run        count everything, write nothing. After the load a dry run must count every line as unchanged
  --rejects FILE   lines that were not taken: line, reader, reason
  --json           {"read", "created", "updated", "unchanged", "rejected"} as one line of JSON

Exit code: 0 read (rejected lines are counted, not an error), 1 failed, 2 wrong use, 3 refused.`;

const helpOf = (which: string, fields: string, what: string): string =>
  `commonshelf ${which} import --member CODE [--dry-run] [--json] [--rejects FILE] [--map FIELD=COLUMN]… FILE.csv
commonshelf ${which} undo --member CODE [--dry-run] [--json]

${what}
The same list again changes nothing. undo takes back what was loaded and nobody here has acted on.

  Fields           ${fields}
${COMMON}`;

export const loansHelp = helpOf(
  "loans",
  "reader (number or card), item (barcode), due; lent, renewals",
  "Takes over the running loans of a library's copies from the system it had before. Rules are not asked: these loans exist.",
);
export const holdsHelp = helpOf(
  "holds",
  "reader, item (barcode) or record (control number); pickup, placed, until, shelf_until",
  "Takes over waiting requests and, with shelf_until, those on the hold shelf. The queue is the order of placed, then of the file.",
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
  if (action !== "import" && action !== "undo") throw new UsageError(`${which} needs import or undo`);
  if (!member) throw new UsageError(`${which} ${action} needs --member CODE`);
  if (action === "undo") {
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
