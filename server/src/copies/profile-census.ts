import type { MarcRecord } from "@commonshelf/marc";
import { foldCode } from "../kernel/text.ts";
import type { ItemProfile } from "./item-rule.ts";
import { type ItemReading, readItems } from "./read-items.ts";

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
export type AutoChoice = { chosen: ItemProfile[]; unlike: ProfileFindings[]; findings: ProfileFindings[] };

const MOST_RECORDS = 20_000;
const MOST_EXAMPLES = 5;
const ENOUGH = 0.9;
/** A second way to write items counts when it occurs at least so often beside the first. */
const FEW = 0.1;

/** What a text may be: a barcode, a class mark or a short barcode (only its fellows tell), or neither. */
type Likeness = "barcode" | "class-mark" | "other";

/**
 * Judges a text as a barcode: one word of letters, digits and marks with digits in it, no date, volume caption, price or
 * record number of a system (.b48832194). Letters with a few digits (QA76, K12) may be a class mark as well.
 */
function likenessOf(value: string): Likeness {
  const text = value.trim().normalize("NFKC");
  if (!/^[\p{L}\d][\p{L}\d\-._/:$+]{1,39}$/u.test(text) || !/\d/.test(text)) return "other";
  if (/^\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}$/.test(text) || /^\d+[.,]\d\d?$/.test(text)) return "other";
  if (/^(v|vol|no|nr|pt|t|bd|c)\.\d/i.test(text) || /^(18|19|20)\d\d([-/]\d{1,4})?$/.test(text))
    return "other";
  // Class marks: PR4034.P7, TP311.1/23, 970.004
  if (/^[A-Z]{0,3}\d{1,4}([./][\dA-Z]+)+$/i.test(text)) return "other";
  return /^[A-Z]{1,3}\d{1,4}$/i.test(text) ? "class-mark" : "barcode";
}

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
  private seen = 0;

  constructor(profiles: readonly ItemProfile[]) {
    this.tallies = profiles.map((profile) => [profile, new Tally()]);
  }

  /** Looks at one record; beyond the first 20,000 records every tenth. */
  add(record: MarcRecord): void {
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
    return { chosen, unlike: labelled.length > 0 ? [] : unlike, findings };
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
