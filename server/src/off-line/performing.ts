import { sql } from "kysely";
import {
  type CheckOutInput,
  checkOut,
  type LoanReceipt,
  renewLoan,
  type ScanOutcome,
  scanItem,
} from "../circulation/index.ts";
import { type Actor, through } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { refuseToGuessCopy } from "../targeting/index.ts";
import type { ActKind, Settlement } from "./words.ts";

/** An actor at a desk: the member worked at, and its branch. */
export type DeskActor = Actor & { scope: number; place: number };

/** What is to be done, as the desk's own commands take it. `at` null: now. */
export type Deed = {
  kind: ActKind;
  at: Date | null;
  itemBarcode: string;
  itemId?: number | undefined;
  patronBarcode: string | null;
  patronMemberId?: number | undefined;
  overrideHold?: boolean | undefined;
  /** Why somebody with the right lends in spite of a block, a limit or a rule. */
  override?: { reason: string } | undefined;
  /** The loan to keep longer instead. */
  loanId?: string | undefined;
};

/** What came of it: done, with what the desk has to know; or why not. */
export type Came = {
  problem: { code: string; params: Problem["params"] } | null;
  outcome: ScanOutcome | null;
  loan: LoanReceipt | null;
};

const nothing: Came = { problem: null, outcome: null, loan: null };

/**
 * Does an act by the commands of circulation, all of it or nothing: what they refuse is what came of it. A bug and the
 * victory of a rival are thrown.
 */
export async function perform(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  deed: Deed,
  answer: Exclude<Settlement, "let-go">,
): Promise<Came> {
  await sql`savepoint act`.execute(tx);
  try {
    const came = await act(tx, through(actor, "offline"), clock, deed, answer);
    await sql`release savepoint act`.execute(tx);
    return came;
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await sql`rollback to savepoint act`.execute(tx);
    return { ...nothing, problem: { code: error.code, params: error.params } };
  }
}

async function act(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  deed: Deed,
  answer: Exclude<Settlement, "let-go">,
): Promise<Came> {
  // Who has it now may have got it later than the act was done: then only the present can be told.
  const at = answer === "now" || answer === "return-first" ? undefined : (deed.at ?? undefined);
  const item = { branchId: actor.place, itemId: deed.itemId, at };
  const giveBack = async (): Promise<ScanOutcome> => {
    const outcome = await scanItem(tx, actor, clock, { ...item, barcode: deed.itemBarcode });
    if (outcome.kind !== "choose-item") return outcome;
    const ids = outcome.choices.map((copy) => copy.id);
    throw await refuseToGuessCopy(tx, deed.itemBarcode, ids);
  };
  if (answer === "renew") {
    await renewLoan(tx, actor, clock, deed.loanId ?? "");
    return nothing;
  }
  if (deed.kind === "check-in") return { ...nothing, outcome: await giveBack() };
  if (answer === "return-first") await giveBack();
  const order: CheckOutInput = {
    ...item,
    patronBarcode: deed.patronBarcode!,
    patronMemberId: deed.patronMemberId,
    itemBarcode: deed.itemBarcode,
    overrideHold: deed.overrideHold,
    override: deed.override,
  };
  return { ...nothing, loan: await checkOut(tx, actor, clock, order) };
}
