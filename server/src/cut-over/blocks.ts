import type { Tx } from "../kernel/database.ts";
import type { Clock } from "../kernel/time.ts";
import { patronLoads } from "../people/index.ts";
import { type BlockRow, bare, dayOf, endOf, Rejects, takeRows } from "./rows.ts";
import type { Load } from "./schema.ts";

/** What other systems call the kinds: Koha's debarments, Aleph's numbers, and what Chinese ones write. */
const KINDS: readonly (readonly [RegExp, patronLoads.BlockKind])[] = [
  [/^(overdues?|suspension)$|[超逾]期/, "overdue"],
  [/欠|罚|罰|fine/, "debt"],
  [/污损|污損|损坏|損壞|丢失|遗失|遺失/, "damage"],
  [/违规|違規|违章|違章|违约|違約/, "conduct"],
  [/地址/, "address"],
  [/^discharge$|离校|離校|毕业|畢業/, "leaving"],
  // Aleph numbers its blocks as each library likes; 00 is none.
  [/^(manual|其他|其它|(?!00)\d\d)$/, "other"],
];

function kindOf(text: string): patronLoads.BlockKind | undefined {
  const word = text.normalize("NFKC").trim().toLowerCase();
  return (
    patronLoads.blockKinds.find((kind) => kind === word) ?? KINDS.find(([called]) => called.test(word))?.[1]
  );
}

type Read = { personId: string; kind: patronLoads.BlockKind; from: string | null; until: string | null };

/** What a line means, or why it means nothing. Pure. */
function readRow(row: BlockRow, people: ReadonlyMap<string, string>): (Read & { key: string }) | string {
  if (row.reader === "") return "reader-missing";
  const kind = kindOf(row.kind);
  if (kind === undefined) return "block-kind-unknown";
  const [from, until] = [dayOf(row.from), endOf(row.until)];
  if (from === undefined || until === undefined) return "date-invalid";
  if (from !== null && until !== null && until < from) return "block-days-invalid";
  const personId = people.get(row.reader);
  if (personId === undefined) return "reader-unknown";
  return { key: JSON.stringify([personId, kind, from, until]), personId, kind, from, until };
}

/**
 * Takes over the blocks of readers from another system, by reader number or card. The same block again changes nothing,
 * one that is over is told as such; none is lifted. With `dryRun` it only counts. Reasons: `reader-missing`,
 * `reader-unknown`, `block-kind-unknown`, `date-invalid`, `block-days-invalid`, `block-over`, `block-twice`.
 */
export async function loadBlocks(
  tx: Tx,
  clock: Clock,
  memberId: number,
  { rows, dryRun }: { rows: readonly BlockRow[]; dryRun: boolean },
): Promise<Load> {
  const rejects = new Rejects();
  const readers = rows.map((row) => row.reader);
  const people = await patronLoads.findReadersByCode(tx, memberId, readers);
  const given = takeRows<BlockRow, Read>(rows, rejects, "block-twice", (row) => readRow(row, people));
  const verdicts = await patronLoads.judgeBlocks(tx, clock, memberId, bare(given));
  const created = given.filter((one) => verdicts.get(one.at) === "created");
  for (const one of given) if (verdicts.get(one.at) === "block-over") rejects.add(one.row, "block-over");
  if (!dryRun) await patronLoads.writeBlocks(tx, clock, memberId, bare(created));
  const unchanged = given.filter((one) => verdicts.get(one.at) === "unchanged").length;
  return { read: rows.length, created: created.length, updated: 0, unchanged, rejected: rejects.sorted() };
}
