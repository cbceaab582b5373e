import { isData, type MarcField, type MarcRecord } from "@commonshelf/marc";
import type { FieldChange } from "./schema.ts";

/** A field as people read it: `10 $a Title $c Author`, a control field as its value. */
export function fieldText(field: MarcField): string {
  if (!isData(field)) return field.value;
  const indicators = `${field.ind1}${field.ind2}`.replaceAll(" ", "_");
  return `${indicators} ${field.subfields.map(([code, value]) => `$${code} ${value}`).join(" ")}`;
}

type Line = { tag: string; text: string };

/** Positions of the leader that say something; the others are computed when it is written (ISO 2709, 4.3). */
function linesOf(record: MarcRecord | null): Line[] {
  if (!record) return [];
  const leader = record.leader.slice(5, 10) + record.leader.slice(17, 20);
  return [
    { tag: "LDR", text: leader.replaceAll(" ", "_") },
    ...record.fields.map((field) => ({ tag: field.tag, text: fieldText(field) })),
  ];
}

/**
 * What differs between two records, field by field in the order of tags; null: there is none. Fields that moved only are
 * no difference. Of one tag, the first that went and the first that came stand beside each other.
 */
export function fieldChanges(before: MarcRecord | null, after: MarcRecord | null): FieldChange[] {
  const gone = countLines(linesOf(before));
  const come: Line[] = [];
  for (const line of linesOf(after)) {
    const key = `${line.tag} ${line.text}`;
    const left = gone.get(key);
    if (!left) come.push(line);
    else if (left.count === 1) gone.delete(key);
    else left.count--;
  }
  const went = [...gone.values()].flatMap(({ line, count }) => Array.from({ length: count }, () => line));
  const tags = [...new Set([...went, ...come].map((line) => line.tag))].sort(byTag);
  return tags.flatMap((tag) => {
    const old = went.filter((line) => line.tag === tag);
    const now = come.filter((line) => line.tag === tag);
    return Array.from({ length: Math.max(old.length, now.length) }, (_, i) => ({
      tag,
      before: old[i]?.text ?? null,
      after: now[i]?.text ?? null,
    }));
  });
}

function byTag(a: string, b: string): number {
  if (a === "LDR") return -1;
  return b === "LDR" || a > b ? 1 : -1;
}

function countLines(lines: readonly Line[]): Map<string, { line: Line; count: number }> {
  const counts = new Map<string, { line: Line; count: number }>();
  for (const line of lines) {
    const key = `${line.tag} ${line.text}`;
    const known = counts.get(key);
    if (known) known.count++;
    else counts.set(key, { line, count: 1 });
  }
  return counts;
}
