import { isData, type MarcField, type MarcRecord } from "../record.ts";
import { contentOf } from "./field-text.ts";

/** A field in two records: the same, changed, only in the first (`removed`) or only in the second (`added`). */
export type FieldChange = {
  tag: string;
  change: "same" | "changed" | "added" | "removed";
  before?: MarcField;
  after?: MarcField;
};

/** What tells one field from another. */
export function fieldKey(field: MarcField): string {
  return isData(field)
    ? `${field.tag} ${field.ind1}${field.ind2} ${contentOf(field)}`
    : `${field.tag} ${field.value}`;
}

/** A record's leader as a field, so that it is compared like one. */
const leaderOf = (record: MarcRecord): MarcField => ({ tag: "LDR", value: record.leader });
/** The date of the last change is written by whoever saves: it differs always and says nothing. */
const SILENT = new Set(["005"]);

function byTag(record: MarcRecord): Map<string, MarcField[]> {
  const fields = [leaderOf(record), ...record.fields].filter((field) => !SILENT.has(field.tag));
  return Map.groupBy(fields, (field) => field.tag);
}

/** How alike two fields of one tag are: shared characters of their texts, 0 to 1. */
function likeness(a: MarcField, b: MarcField): number {
  const [one, other] = [bigrams(contentOf(a)), bigrams(contentOf(b))];
  let shared = 0;
  for (const [pair, count] of one) shared += Math.min(count, other.get(pair) ?? 0);
  const total = sum(one) + sum(other);
  return total === 0 ? 1 : (2 * shared) / total;
}

function bigrams(text: string): Map<string, number> {
  const counts = new Map<string, number>();
  for (let at = 0; at < text.length - 1; at++) {
    const pair = text.slice(at, at + 2);
    counts.set(pair, (counts.get(pair) ?? 0) + 1);
  }
  return counts;
}

const sum = (counts: Map<string, number>): number => [...counts.values()].reduce((a, b) => a + b, 0);

/** Pairs the fields of one tag: equal ones first, then the most alike. */
function pair(
  before: readonly MarcField[],
  after: readonly MarcField[],
): [MarcField | undefined, MarcField | undefined][] {
  const open = [...after];
  const pairs = new Map<MarcField, MarcField>();
  for (const field of before) {
    const at = open.findIndex((one) => fieldKey(one) === fieldKey(field));
    if (at >= 0) pairs.set(field, open.splice(at, 1)[0]!);
  }
  for (const field of before) {
    if (pairs.has(field) || open.length === 0) continue;
    let best = 0;
    for (let at = 1; at < open.length; at++)
      if (likeness(field, open[at]!) > likeness(field, open[best]!)) best = at;
    pairs.set(field, open.splice(best, 1)[0]!);
  }
  return [
    ...before.map((field): [MarcField, MarcField | undefined] => [field, pairs.get(field)]),
    ...open.map((field): [undefined, MarcField] => [undefined, field]),
  ];
}

/** What two records of one thing say, field by field in the order of tags; their order inside the record says nothing. */
export function compareRecords(before: MarcRecord, after: MarcRecord): FieldChange[] {
  const [a, b] = [byTag(before), byTag(after)];
  const tags = [...new Set([...a.keys(), ...b.keys()])].sort(inOrder);
  return tags.flatMap((tag) =>
    pair(a.get(tag) ?? [], b.get(tag) ?? []).map(([one, other]): FieldChange => {
      if (!one) return { tag, change: "added", after: other! };
      if (!other) return { tag, change: "removed", before: one };
      return {
        tag,
        change: fieldKey(one) === fieldKey(other) ? "same" : "changed",
        before: one,
        after: other,
      };
    }),
  );
}

function inOrder(a: string, b: string): number {
  if (a === b) return 0;
  if (a === "LDR") return -1;
  if (b === "LDR") return 1;
  return a < b ? -1 : 1;
}

/** A field of a merge: as it was, as I have it and as the other has it. `conflict`: both changed it, differently. */
export type MergeRow = {
  tag: string;
  base?: MarcField;
  mine?: MarcField;
  theirs?: MarcField;
  state: "same" | "mine" | "theirs" | "both" | "conflict";
};

/**
 * What two people made of one record, field by field: what only one changed is that one's, what both changed alike is
 * both's, and where they differ somebody must choose.
 */
export function mergeRecords(base: MarcRecord, mine: MarcRecord, theirs: MarcRecord): MergeRow[] {
  const own = compareRecords(base, mine);
  const other = new Map<MarcField, FieldChange>();
  const theirChanges = compareRecords(base, theirs);
  // Both comparisons cut their own leader: the base's is told apart by its tag.
  let leader: FieldChange | undefined;
  for (const change of theirChanges)
    if (change.tag === "LDR") leader = change;
    else if (change.before) other.set(change.before, change);
  const rows: MergeRow[] = [];
  for (const change of own) {
    if (!change.before) continue;
    const their = change.tag === "LDR" ? leader : other.get(change.before);
    rows.push(rowOf(change.tag, change.before, change.after, their?.after));
  }
  const added = theirChanges.filter((change) => change.change === "added").map((change) => change.after!);
  for (const change of own) {
    if (change.change !== "added") continue;
    const twin = added.findIndex((field) => fieldKey(field) === fieldKey(change.after!));
    if (twin >= 0) added.splice(twin, 1);
    rows.push({
      tag: change.tag,
      mine: change.after!,
      ...(twin >= 0 ? { theirs: change.after! } : {}),
      state: twin >= 0 ? "both" : "mine",
    });
  }
  for (const field of added) rows.push({ tag: field.tag, theirs: field, state: "theirs" });
  return rows.sort((a, b) => inOrder(a.tag, b.tag));
}

function rowOf(
  tag: string,
  base: MarcField,
  mine: MarcField | undefined,
  theirs: MarcField | undefined,
): MergeRow {
  const key = (field: MarcField | undefined): string => (field ? fieldKey(field) : "");
  const row = { tag, base, ...(mine && { mine }), ...(theirs && { theirs }) };
  if (key(mine) === key(theirs)) return { ...row, state: key(mine) === key(base) ? "same" : "both" };
  if (key(theirs) === key(base)) return { ...row, state: "mine" };
  return { ...row, state: key(mine) === key(base) ? "theirs" : "conflict" };
}

/** The record of a merge, of what `chosen` takes from each row; fields stand in the order of their tags. */
export function assemble(
  rows: readonly MergeRow[],
  chosen: (row: MergeRow) => MarcField | undefined,
): MarcRecord {
  const fields = rows.flatMap((row) => chosen(row) ?? []);
  const leader = fields.find((field) => field.tag === "LDR");
  return {
    leader: leader && !isData(leader) ? leader.value : "".padEnd(24),
    fields: fields.filter((field) => field.tag !== "LDR"),
  };
}

/** What a row gives without anybody's choice; a conflict gives mine until somebody chooses. */
export function proposed(row: MergeRow): MarcField | undefined {
  return row.state === "theirs" ? row.theirs : row.mine;
}
