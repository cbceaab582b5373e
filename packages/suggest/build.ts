import { type PreparedDoc, type PreparedEntry, TABLES } from "./entry.ts";
import {
  compareInitials,
  compareSounds,
  compareTexts,
  createTable,
  initialsCount,
  isWordTable,
  rankTable,
  type Segment,
  type Table,
} from "./segment.ts";
import { isHanUnit } from "./sound.ts";

const SPACE = 0x20;
/** A search begins inside a text no further in than this. */
const DEEPEST_INNER = 48;
const FEWEST_INITIALS = 2;
const encoder = new TextEncoder();

/** A segment of these documents; ids are all different. */
export function buildSegment(docs: readonly PreparedDoc[]): Segment {
  const sorted = [...docs].sort((a, b) => a.id - b.id);
  const places: Map<string, number>[] = [];
  const tables: Table[] = [];
  for (let number = 0; number < TABLES; number++) {
    const unique = new Map<string, PreparedEntry>();
    for (const doc of sorted)
      for (const entry of doc.entries)
        if (entry.table === number && !unique.has(entry.key)) unique.set(entry.key, entry);
    const entries = [...unique.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
    places.push(new Map(entries.map((entry, i) => [entry.key, i])));
    tables.push(buildTable(entries, isWordTable(number)));
  }
  const segment = withDocs(tables, sorted, places);
  for (const [number, table] of tables.entries()) run(rankTable(table, isWordTable(number)));
  return segment;
}

/** Runs a stepwise piece of work to its end. */
export function run<Result>(work: Generator<void, Result>): Result {
  for (;;) {
    const step = work.next();
    if (step.done) return step.value;
  }
}

function withDocs(
  tables: Table[],
  docs: readonly PreparedDoc[],
  places: readonly Map<string, number>[],
): Segment {
  const count = docs.reduce((sum, doc) => sum + doc.entries.length, 0);
  const segment: Segment = {
    tables,
    docIds: Float64Array.from(docs, (doc) => doc.id),
    docEnds: new Uint32Array(docs.length + 1),
    docEntries: new Uint32Array(count),
    docWeights: Uint16Array.from(docs, (doc) => doc.weight),
    dead: new Uint8Array(docs.length),
    deadCount: 0,
  };
  let at = 0;
  for (const [i, doc] of docs.entries()) {
    for (const { table, key } of doc.entries) {
      const entry = places[table]!.get(key)!;
      segment.docEntries[at++] = entry * TABLES + table;
      tables[table]!.titles[entry]!++;
      tables[table]!.weights[entry]! += doc.weight;
    }
    segment.docEnds[i + 1] = at;
  }
  return segment;
}

function buildTable(entries: readonly PreparedEntry[], isWords: boolean): Table {
  const displays = entries.map((e) =>
    e.display === e.folded ? new Uint8Array(0) : encoder.encode(e.display),
  );
  const inner = isWords ? [] : entries.flatMap((e, i) => innerOffsets(e.folded).map((o) => i * 256 + o));
  const sounding = entries.flatMap((e, i) => (e.sounds === null ? [] : [i]));
  const sum = (lengths: number[]): number => lengths.reduce((a, b) => a + b, 0);
  const table = createTable({
    size: entries.length,
    text: sum(entries.map((e) => e.folded.length)),
    sounds: sum(entries.map((e) => e.sounds?.length ?? 0)),
    display: sum(displays.map((d) => d.length)),
    bySound: sounding.length,
    byInitials: 0,
    inner: inner.length,
  });
  for (const [i, entry] of entries.entries()) fillEntry(table, i, entry, displays[i]!);
  table.bySound.set(sounding.sort((a, b) => compareSounds(table, a, table, b)));
  const initialled = sounding.filter((i) => initialsCount(table, i) >= FEWEST_INITIALS);
  table.byInitials = Uint32Array.from(initialled.sort((a, b) => compareInitials(table, a, table, b)));
  table.initialsMax = new Uint8Array(((initialled.length - 1) >> 6) + 1);
  inner.sort((a, b) => compareTexts(table, a >>> 8, a & 255, table, b >>> 8, b & 255));
  table.inner.set(inner);
  return table;
}

function fillEntry(table: Table, i: number, entry: PreparedEntry, display: Uint8Array): void {
  const { folded } = entry;
  let at = table.ends[i]!;
  for (let k = 0; k < folded.length; k++) table.text[at++] = folded.charCodeAt(k);
  table.ends[i + 1] = at;
  const sounds = table.soundEnds[i]!;
  if (entry.sounds) table.sounds.set(entry.sounds, sounds);
  table.soundEnds[i + 1] = sounds + (entry.sounds?.length ?? 0);
  table.display.set(display, table.displayEnds[i]!);
  table.displayEnds[i + 1] = table.displayEnds[i]! + display.length;
}

/** Where a search may begin inside a folded text: at every character without spaces between words, at every word else. */
function innerOffsets(folded: string): number[] {
  const offsets: number[] = [];
  const last = Math.min(folded.length, DEEPEST_INNER);
  for (let i = 1; i < last; i++) {
    const unit = folded.charCodeAt(i);
    if (unit === SPACE || (unit >= 0xdc00 && unit <= 0xdfff)) continue;
    const before = folded.charCodeAt(i - 1);
    if (before === SPACE || isUnspaced(unit) || isUnspaced(before)) offsets.push(i);
  }
  return offsets;
}

/** Characters of scripts without spaces: Han, kana, hangul, and the rare Han outside the basic plane. */
function isUnspaced(unit: number): boolean {
  return (
    isHanUnit(unit) ||
    (unit >= 0x3040 && unit <= 0x30ff) ||
    (unit >= 0xac00 && unit <= 0xd7a3) ||
    (unit >= 0xd840 && unit <= 0xdfff)
  );
}
