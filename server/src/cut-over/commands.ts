import { z } from "zod";
import { takeOver } from "../circulation/index.ts";
import { memberWorkedAt } from "../kernel/actor.ts";
import { type AnyCommand, commandsOf } from "../kernel/command.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { patronLoads, staff } from "../people/index.ts";
import { loadBlocks as loadBlockRows } from "./blocks.ts";
import { loadHolds as loadHoldRows } from "./holds.ts";
import { loadLoans as loadLoanRows } from "./loans.ts";
import { blockRowSchema, holdRowSchema, loanRowSchema } from "./rows.ts";
import { type Load, loadSchema, undoSchema } from "./schema.ts";

const command = commandsOf({});
const { TAKEN_AT_ONCE } = takeOver;
const nothing = z.object({});
const dryRun = z.boolean().default(false);
const dryRunSchema = z.strictObject({ dryRun }).meta({ id: "UndoLoad" });
const componentOf = { loans: "Loan", holds: "Hold", blocks: "Block" };

const lists = {
  loans: { path: "/loans/loads", who: staff("circulation.manage") },
  holds: { path: "/holds/loads", who: staff("circulation.manage") },
  blocks: { path: "/patron-blocks/loads", who: staff("people.manage") },
};
type Which = keyof typeof lists;

/** The audit tells what was counted; the library is the one worked at. */
const noted = (which: Which, detail: Record<string, unknown>) => ({
  subject: { kind: `${which}-load`, id: "" },
  scope: "worked-at" as const,
  detail,
});

function loadCommand<Row extends z.ZodType>(
  which: Which,
  row: Row,
  run: (
    tx: Tx,
    clock: Clock,
    memberId: number,
    input: { rows: z.output<Row>[]; dryRun: boolean },
  ) => Promise<Load>,
) {
  return command({
    name: `cut-over.load-${which}`,
    summary: `Take over ${which} of the library worked at from the system it had before`,
    status: 200,
    ...lists[which],
    params: nothing,
    input: z
      .strictObject({ dryRun, rows: z.array(row).max(TAKEN_AT_ONCE) })
      .meta({ id: `${componentOf[which]}Load` }),
    output: loadSchema,
    refusals: [],
    audit: ({ input, output: { rejected, ...counts } }) =>
      noted(which, { ...counts, rejected: rejected.length, isDry: input.dryRun || null }),
    run: (tx, actor, clock, _params, input) => run(tx, clock, memberWorkedAt(actor), input),
  });
}

function undoCommand(
  which: Which,
  run: (tx: Tx, clock: Clock, memberId: number, dryRun: boolean) => Promise<takeOver.Undone>,
) {
  return command({
    name: `cut-over.undo-loaded-${which}`,
    summary: `Take back loaded ${which} that nobody here has acted on`,
    status: 200,
    ...lists[which],
    path: `${lists[which].path}/undo`,
    params: nothing,
    input: dryRunSchema,
    output: undoSchema,
    refusals: [],
    audit: ({ input, output }) => noted(which, { ...output, isDry: input.dryRun || null }),
    run: (tx, actor, clock, _params, input) => run(tx, clock, memberWorkedAt(actor), input.dryRun),
  });
}

/** Takes over running loans from the system a library had before. */
export const loadLoans = loadCommand("loans", loanRowSchema, loadLoanRows);
/** Takes over requests. */
export const loadHolds = loadCommand("holds", holdRowSchema, loadHoldRows);
/** Takes over blocks of readers; none is lifted. */
export const loadBlocks = loadCommand("blocks", blockRowSchema, loadBlockRows);
/** Takes loaded loans back. */
export const undoLoans = undoCommand("loans", takeOver.undoLoans);
/** Takes loaded requests back. */
export const undoHolds = undoCommand("holds", takeOver.undoHolds);

/** Takes loaded blocks back. */
export const undoBlocks = undoCommand("blocks", patronLoads.undoBlocks);

/** What a library takes over when it joins with its desks running. */
export const cutOverCommands: readonly AnyCommand[] = [
  loadLoans,
  loadHolds,
  loadBlocks,
  undoLoans,
  undoHolds,
  undoBlocks,
];
