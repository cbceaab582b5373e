import { partKey } from "@commonshelf/cjk";
import { takeOver } from "../circulation/index.ts";
import { listBranches } from "../consortium/index.ts";
import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { patronLoads } from "../people/index.ts";
import { lockInstances } from "../targeting/index.ts";
import {
  bare,
  dayOf,
  endOf,
  findOwnCopies,
  findOwnInstances,
  type HoldRow,
  type OwnCopy,
  Rejects,
  type Taken,
  takeRows,
} from "./rows.ts";
import type { Load } from "./schema.ts";

type Read = Omit<takeOver.TakenHold, "at" | "id">;
type Given = Read & Taken<HoldRow>;

/**
 * Takes over waiting requests, and those on the hold shelf, from the system a member had before; the queue is the order of
 * `placed`, then of the file. The same line again changes nothing. With `dryRun` it only counts. Reasons: `reader-missing`,
 * `reader-unknown`, `title-missing`, `item-unknown`, `several-items`, `record-unknown`, `branch-unknown`,
 * `branch-no-pickup`, `date-invalid`, `needed-until-past`, `shelf-without-item`, `hold-twice`, and the verdicts that are no
 * success.
 */
export async function loadHolds(
  tx: Tx,
  clock: Clock,
  memberId: number,
  { rows, dryRun }: { rows: readonly HoldRow[]; dryRun: boolean },
): Promise<Load> {
  const rejects = new Rejects();
  const given = await readRows(tx, memberId, rows, rejects);
  const instanceIds = await lockInstances(
    tx,
    given.map((one) => one.instanceId),
  );
  const verdicts = await takeOver.judgeHolds(tx, memberId, clock, bare(given));
  const created: Given[] = [];
  let unchanged = 0;
  for (const one of given) {
    const verdict = verdicts.get(one.at)!;
    if (verdict === "created") created.push(one);
    else if (verdict === "unchanged") unchanged++;
    else rejects.add(one.row, verdict);
  }
  if (!dryRun) {
    await takeOver.writeHolds(tx, clock, memberId, bare(created));
    await takeOver.retarget(tx, clock, instanceIds);
  }
  return { read: rows.length, created: created.length, updated: 0, unchanged, rejected: rejects.sorted() };
}

type Known = {
  people: Map<string, string>;
  copies: Map<string, OwnCopy[]>;
  instances: Map<string, number>;
  branches: Awaited<ReturnType<typeof listBranches>>;
};

async function readRows(
  tx: Tx,
  memberId: number,
  rows: readonly HoldRow[],
  rejects: Rejects,
): Promise<Given[]> {
  const some = (values: (string | null)[]): string[] => values.filter((value) => value !== null);
  const readers = rows.map((row) => row.reader);
  const known: Known = {
    people: await patronLoads.findReadersByCode(tx, memberId, readers),
    copies: await findOwnCopies(tx, memberId, some(rows.map((row) => row.item))),
    instances: await findOwnInstances(tx, memberId, some(rows.map((row) => row.record))),
    branches: await listBranches(tx, { memberId }),
  };
  return takeRows<HoldRow, Read>(rows, rejects, "hold-twice", (row) => readRow(row, known));
}

/** The branch of a code, or of a name in any language; null: the main one. Pure. */
function branchMeant(
  branches: Known["branches"],
  written: string | null,
): Known["branches"][number] | undefined {
  if (written === null) return branches.find((one) => one.isMain);
  const [wanted, ...codes] = [written, ...branches.map((one) => one.code)].map((one) =>
    one.trim().toUpperCase(),
  );
  const at = codes.indexOf(wanted!);
  return (
    branches[at] ??
    branches.find((one) => Object.values(one.name).some((name) => name.trim().toUpperCase() === wanted))
  );
}

/** What a line means, or why it means nothing. Pure. */
function readRow(row: HoldRow, known: Known): (Read & { key: string }) | string {
  const [placed, until, shelfUntil] = [dayOf(row.placed), endOf(row.until), endOf(row.shelfUntil)];
  const copies = row.item === null ? [] : (known.copies.get(row.item) ?? []);
  const instanceId =
    copies[0]?.instanceId ?? (row.record === null ? undefined : known.instances.get(row.record));
  const branch = branchMeant(known.branches, row.pickup);
  const personId = known.people.get(row.reader);
  if (row.reader === "") return "reader-missing";
  if (row.item === null && row.record === null) return "title-missing";
  if (placed === undefined || until === undefined || shelfUntil === undefined) return "date-invalid";
  if (shelfUntil !== null && row.item === null) return "shelf-without-item";
  if (personId === undefined) return "reader-unknown";
  if (copies.length > 1) return "several-items";
  if (row.item !== null && copies.length === 0 && (row.record === null || shelfUntil !== null))
    return "item-unknown";
  if (instanceId === undefined) return "record-unknown";
  if (!branch) return "branch-unknown";
  if (!branch.isPickup) return "branch-no-pickup";
  const [copy] = copies;
  const part = copy && copy.part !== "" ? copy.part : null;
  const key = part === null ? null : partKey(part);
  return {
    key: `${personId} ${instanceId} ${key}`,
    personId,
    instanceId,
    itemId: shelfUntil === null ? null : copy!.id,
    itemBranchId: copy?.currentBranchId ?? null,
    part,
    partKey: key,
    branchId: branch.id,
    placed,
    until,
    shelfUntil,
  };
}
