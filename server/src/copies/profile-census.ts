import type { MarcRecord } from "@commonshelf/marc";
import { foldCode } from "../kernel/text.ts";
import { likenessOf } from "./barcode-likeness.ts";
import type { ItemProfile } from "./item-rule.ts";
import { type ItemReading, readItems } from "./read-items.ts";
import { UnreadFields } from "./unread-fields.ts";

/** What one profile finds in a file. */
export type ProfileFindings = {
  name: string;
  note: string;
  records: number;
  /** Item entries found = items + refused. */
  found: number;
  items: number;
  refused: number;
  barcodes: number;
  /** Barcodes that look like barcodes, and different ones, among those looked at. */
  likely: number;
  different: number;
  examples: string[];
  places: string[];
  looksRight: boolean;
};

/** What `auto` made of a file: profiles to read it with, in this order, and those whose values do not look like barcodes. */
export type AutoChoice = {
  chosen: ItemProfile[];
  unlike: ProfileFindings[];
  findings: ProfileFindings[];
  /** What may be items beside that. */
  unread: UnreadFields;
};

const MOST_RECORDS = 20_000;
const MOST_EXAMPLES = 5;
const ENOUGH = 0.9;
/** A second way to write items counts when it occurs at least so often beside the first. */
const FEW = 0.1;

/** So many values are enough to judge letters with few digits by their beginnings: barcodes of one library share theirs. */
const TELLING = 5;
const SHARED = 0.8;

class Tally {
  records = 0;
  found = 0;
  items = 0;
  refused = 0;
  barcodes = 0;
  private sure = 0;
  private readonly beginnings = new Map<string, number>();
  readonly different = new Set<string>();
  readonly examples: string[] = [];
  readonly places = new Set<string>();

  add(reading: ItemReading): void {
    if (reading.found === 0) return;
    this.records++;
    this.found += reading.found;
    this.items += reading.items.length;
    this.refused += reading.refused.length;
    for (const { barcode, place } of reading.items) {
      if (place) this.places.add(place);
      if (barcode === undefined) continue;
      this.barcodes++;
      const key = foldCode(barcode);
      this.judge(barcode);
      if (this.different.size < 200_000 && !this.different.has(key)) {
        this.different.add(key);
        if (this.examples.length < MOST_EXAMPLES) this.examples.push(barcode);
      }
    }
    // A repeated barcode of one record counts against the profile too: call-number pieces and captions repeat.
    for (const { reason, value } of reading.refused) {
      if (reason !== "item-repeated") continue;
      this.barcodes++;
      this.judge(value);
    }
  }

  private judge(value: string): void {
    const likeness = likenessOf(value);
    if (likeness === "barcode") this.sure++;
    if (likeness !== "class-mark") return;
    const beginning = /^\D*/.exec(value)![0].toUpperCase();
    this.beginnings.set(beginning, (this.beginnings.get(beginning) ?? 0) + 1);
  }

  /** Values that look like barcodes. */
  get likely(): number {
    const counts = [...this.beginnings.values()];
    const doubtful = counts.reduce((sum, n) => sum + n, 0);
    const isOne = doubtful < TELLING || Math.max(...counts) >= SHARED * doubtful;
    return this.sure + (isOne ? doubtful : 0);
  }
}

/** Tries profiles on the records of a file, one after another, and says what each would read. */
export class ProfileCensus {
  private readonly tallies: [ItemProfile, Tally][];
  private readonly unread = new UnreadFields();
  private seen = 0;

  constructor(profiles: readonly ItemProfile[]) {
    this.tallies = profiles.map((profile) => [profile, new Tally()]);
  }

  /** Looks at one record; beyond the first 20,000 records every tenth. */
  add(record: MarcRecord): void {
    this.unread.add(record);
    if (++this.seen > MOST_RECORDS && this.seen % 10 !== 0) return;
    const tags = new Set(record.fields.map((field) => field.tag));
    for (const [profile, tally] of this.tallies) {
      if (!profile.rules.some((rule) => rule.tags.some((tag) => tags.has(tag)))) continue;
      tally.add(readItems(record, [profile]));
    }
  }

  /** What each profile that found anything would read, the likeliest first. */
  findings(): ProfileFindings[] {
    return this.tallies
      .filter(([, tally]) => tally.found > 0)
      .map(([{ name, note }, tally]) => ({
        name,
        note,
        records: tally.records,
        found: tally.found,
        items: tally.items,
        refused: tally.refused,
        barcodes: tally.barcodes,
        likely: tally.likely,
        different: tally.different.size,
        examples: tally.examples,
        places: [...tally.places],
        looksRight: looksRight(tally),
      }))
      .sort((a, b) => rank(b) - rank(a));
  }

  /** The profiles to read the file with: those whose values look like barcodes; else one of holdings without any. */
  choose(): AutoChoice {
    const findings = this.findings();
    const byName = new Map(this.tallies.map(([profile]) => [profile.name, profile]));
    const likeliest = findings.filter((one) => one.barcodes > 0 && one.looksRight);
    const enough = FEW * Math.max(0, ...likeliest.map((one) => one.likely));
    const labelled = likeliest.filter((one) => one.likely >= enough);
    const unlike = findings.filter((one) => one.barcodes > 0 && !one.looksRight);
    const spoilt = new Set(unlike.flatMap((one) => one.places));
    const order = [...byName.keys()];
    const bare = findings
      .filter((one) => one.barcodes === 0 && one.items > 0 && !one.places.some((place) => spoilt.has(place)))
      .sort((a, b) => order.indexOf(a.name) - order.indexOf(b.name));
    const chosen = [...labelled, ...bare].map((one) => byName.get(one.name)!);
    return { chosen, unlike: labelled.length > 0 ? [] : unlike, findings, unread: this.unread };
  }
}

function looksRight(tally: Tally): boolean {
  if (tally.barcodes === 0) return tally.items > 0;
  if (tally.likely < ENOUGH * tally.barcodes) return false;
  // Tags of letters are items by definition (ITM, Z30); for numbers, repeated values speak against barcodes.
  if ([...tally.places].every((place) => /^[A-Z]/.test(place))) return true;
  return tally.barcodes < 2 * TELLING || tally.different.size >= ENOUGH * tally.barcodes;
}

function rank(one: ProfileFindings): number {
  return (one.looksRight ? 1e9 : 0) + one.likely * 10 + one.items;
}
