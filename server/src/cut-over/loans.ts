import { takeOver } from "../circulation/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { patronLoads } from "../people/index.ts";
import { lockInstances } from "../targeting/index.ts";
import { bare, dayOf, findOwnCopies, type LoanRow, Rejects, type Taken, takeRows } from "./rows.ts";
import type { Load } from "./schema.ts";

const MOST_RENEWALS = 99;

type Read = Omit<takeOver.TakenLoan, "at" | "id"> & { instanceId: number };
type Given = Read & Taken<LoanRow>;

/**
 * Takes over the running loans of a member's copies from the system it had before. The same line again changes nothing; a
 * later due date brings the loan up to date as long as nobody here has acted on it. Rules are not asked: these loans exist.
 * With `dryRun` it only counts. Reasons: `reader-missing`, `reader-unknown`, `item-missing`, `item-unknown`, `several-items`,
 * `item-twice`, `date-invalid`, `lent-after-due`, `renewals-invalid`, and the verdicts that are no success.
 */
export async function loadLoans(
  tx: Tx,
  clock: Clock,
  memberId: number,
  { rows, dryRun }: { rows: readonly LoanRow[]; dryRun: boolean },
): Promise<Load> {
  const rejects = new Rejects();
  const given = await readRows(tx, memberId, rows, rejects);
  const instanceIds = await lockInstances(
    tx,
    given.map((one) => one.instanceId),
  );
  const verdicts = await takeOver.judgeLoans(tx, memberId, bare(given));
  const of = (verdict: string): Given[] => given.filter((one) => verdicts.get(one.at) === verdict);
  for (const one of given) {
    const verdict = verdicts.get(one.at)!;
    if (!["created", "updated", "unchanged"].includes(verdict)) rejects.add(one.row, verdict);
  }
  const created = of("created");
  const updated = of("updated");
  if (!dryRun) {
    await takeOver.writeLoans(tx, clock, memberId, bare(created), bare(updated));
    await takeOver.retarget(tx, clock, instanceIds);
  }
  return {
    read: rows.length,
    created: created.length,
    updated: updated.length,
    unchanged: of("unchanged").length,
    rejected: rejects.sorted(),
  };
}

async function readRows(
  tx: Tx,
  memberId: number,
  rows: readonly LoanRow[],
  rejects: Rejects,
): Promise<Given[]> {
  const [readers, items] = [rows.map((row) => row.reader), rows.map((row) => row.item)];
  const people = await patronLoads.findReadersByCode(tx, memberId, readers);
  const copies = await findOwnCopies(tx, memberId, items);
  return takeRows<LoanRow, Read>(rows, rejects, "item-twice", (row) => {
    const [due, lent, renewals] = [dayOf(row.due), dayOf(row.lent), Number(row.renewals ?? "0")];
    const personId = people.get(row.reader);
    const [copy, other] = copies.get(row.item) ?? [];
    if (row.reader === "") return "reader-missing";
    if (row.item === "") return "item-missing";
    if (!due || lent === undefined) return "date-invalid";
    if (lent !== null && lent > due) return "lent-after-due";
    if (!Number.isInteger(renewals) || renewals < 0 || renewals > MOST_RENEWALS) return "renewals-invalid";
    if (personId === undefined) return "reader-unknown";
    if (!copy) return "item-unknown";
    if (other) return "several-items";
    const { id: itemId, instanceId, homeBranchId: branchId } = copy;
    return { key: String(itemId), itemId, instanceId, branchId, personId, due, lent, renewals };
  });
}
