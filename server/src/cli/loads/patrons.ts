import { parseArgs } from "node:util";
import { systemActor } from "../../kernel/actor.ts";
import { execute } from "../../kernel/command.ts";
import type { Config } from "../../kernel/config.ts";
import { inTransaction } from "../../kernel/database.ts";
import { askRun, LIST_SHAPE, type ListField, listRow, performRun, readRun } from "../../patron-sync/index.ts";
import { patronLoads } from "../../people/index.ts";
import { atMember } from "../member-call.ts";
import { EXIT, print, UsageError } from "../output.ts";
import { readMapping, readTable, type TableLine } from "./table-file.ts";
import { loadTable, type Reject } from "./table-load.ts";

export const patronsHelp = `commonshelf patrons import --member CODE [--dry-run] [--json] [--rejects FILE] [--map FIELD=COLUMN]… FILE.csv

Loads a library's readers from the university's list. Who is new is registered, who is known (by number) is brought up to
date, nobody is deleted, and what a row leaves empty stays. The same list again changes nothing.

  FILE.csv         first row: names of the columns. Comma, semicolon or tab; UTF-8, UTF-16 or GB18030
  --map FIELD=COLUMN
                   which column holds ${Object.keys(LIST_SHAPE.columns).join(", ")} (default: of the same name)
  --group NAME     patron group of rows that name none (default student)
  --number-is-card the reader number is also the barcode of the card, where a row names no card
  --debt-over YUAN who owes more by the column balance is blocked until a list says less (default 0)
  --dry-run        count everything, write nothing
  --rejects FILE   rows that were not taken: line, number, reason
  --json           {"read", "created", "updated", "unchanged", "rejected"} as one line of JSON

commonshelf patrons sync --member CODE [--dry-run] [--json]

Reads the newest list in the library's folder below the data folder (patron-lists/CODE) as the workbench set it up, now instead
of at night. Whom the list named before and names no longer is ended, never deleted.

Exit code: 0 read (rejected rows are counted, not an error), 1 failed, 2 wrong use, 3 refused, or held: too many would end.`;

/** `commonshelf patrons`. */
export async function patronsCommand(args: string[], config: Config): Promise<number> {
  const { values, positionals } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      member: { type: "string" },
      map: { type: "string", multiple: true, default: [] },
      group: { type: "string", default: "student" },
      "debt-over": { type: "string", default: "0" },
      "number-is-card": { type: "boolean", default: false },
      "dry-run": { type: "boolean", default: false },
      rejects: { type: "string" },
      json: { type: "boolean", default: false },
    },
  });
  const [action, ...paths] = positionals;
  if (action !== "import" && action !== "sync") throw new UsageError("patrons needs import or sync");
  if (!values.member) throw new UsageError(`patrons ${action} needs --member CODE`);
  if (action === "sync") {
    if (paths.length > 0) throw new UsageError("patrons sync takes the newest file of the library's folder");
    return await syncList(config, values.member, { isDry: values["dry-run"], json: values.json });
  }
  if (paths.length !== 1) throw new UsageError("patrons import needs one FILE.csv");
  const [path] = paths as [string];
  const rows = await readTable(path, LIST_SHAPE, readMapping(values.map, LIST_SHAPE));
  const dryRun = values["dry-run"];
  const debtOver = patronLoads.readBalance(values["debt-over"]);
  if (debtOver === null) throw new UsageError("--debt-over needs an amount");
  const { once, already } = withoutRepeats(rows);
  return await atMember(config, "commonshelf-patrons", values.member, ({ call }) =>
    loadTable(path, once, { json: values.json, dryRun, rejects: values.rejects, already }, async (part) => {
      const given = part.map((row) =>
        listRow(row, { group: values.group, numberIsCard: values["number-is-card"] }),
      );
      const {
        read: _read,
        rejected,
        ...counts
      } = await execute(patronLoads.loadPatrons, call, {}, { rows: given, dryRun, debtOver });
      return { counts, rejected };
    }),
  );
}

/** What the nightly task does for one library, now. */
async function syncList(
  config: Config,
  member: string,
  { isDry, json }: { isDry: boolean; json: boolean },
): Promise<number> {
  return await atMember(config, "commonshelf-patrons", member, async ({ db, call, memberId }) => {
    const asked = { memberId: memberId!, by: systemActor.personId, isDry, endsMany: false };
    const id = await inTransaction(db, (tx) => askRun(tx, call.clock, asked));
    await performRun({ db, clock: call.clock, config }, id);
    const { state, file, counts, error } = await readRun(db, memberId!, id);
    const told = Object.entries(counts).map(([name, count]) => `${count} ${name}`);
    await print(
      json
        ? `${JSON.stringify({ file, state, ...counts, error })}\n`
        : `${[file ?? "no file", state, ...told, ...(error === null ? [] : [error])].join(", ")}\n`,
    );
    return state === "done" || state === "nothing" ? EXIT.ok : EXIT.refused;
  });
}

/** A number that stands in the file twice is taken once: as it stands first. */
function withoutRepeats(rows: readonly TableLine<ListField>[]): {
  once: TableLine<ListField>[];
  already: Reject[];
} {
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
