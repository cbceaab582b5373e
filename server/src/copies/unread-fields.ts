import { isData, type MarcRecord } from "@commonshelf/marc";
import { foldCode } from "../kernel/text.ts";
import { likenessOf } from "./barcode-likeness.ts";
import type { ItemProfile } from "./item-rule.ts";
import { fileNote, type LoadNote } from "./load-note.ts";
import { itemTags } from "./read-items.ts";

/** Where libraries write items: fields of their own, and those of holdings. */
const TAG = /^(?:9\d\d|85[2-5]|87[6-8]|[A-Z][A-Z\d]{2})$/i;
/** Fields that hold copies and nothing else: in them a few letters with digits are barcodes too (ALM0001). */
const COPIES = /^(?:87[6-8]|ITM|Z30) /;
/** What a shared catalogue or a vendor adds (OCLC 936–938, 994), and a system's own numbers (Koha 942, 999 $c $d). */
const NOT_ITEMS = new Set(["936", "937", "938", "942", "956", "987", "994"]);
const DAY = /^(?:19|20)\d\d-?[01]\d-?[0-3]\d/;
const SHORTEST = 5;
const LIKELY = 0.9;
const MOST_VALUES = 5000;
const MOST_PLACES = 400;
const MOST_EXAMPLES = 3;

type Tally = { values: number; likely: number; different: Set<string>; examples: string[] };

/** Looks through the records of a file for fields that may be items, whatever profile is known. */
export class UnreadFields {
  private readonly fields = new Map<string, number>();
  private readonly tallies = new Map<string, Tally>();

  add(record: MarcRecord): void {
    for (const field of record.fields) {
      // A number alone is a number of the record; a copy has a place or a call number as well.
      if (!isData(field) || !TAG.test(field.tag) || NOT_ITEMS.has(field.tag) || field.subfields.length < 2)
        continue;
      this.fields.set(field.tag, (this.fields.get(field.tag) ?? 0) + 1);
      for (const [code, value] of field.subfields) this.count(`${field.tag} $${code}`, value.trim());
    }
  }

  private count(place: string, value: string): void {
    let tally = this.tallies.get(place);
    if (!tally) {
      if (this.tallies.size >= MOST_PLACES) return;
      tally = { values: 0, likely: 0, different: new Set(), examples: [] };
      this.tallies.set(place, tally);
    }
    if (tally.values >= MOST_VALUES) return;
    tally.values++;
    const likeness = likenessOf(value);
    const isLike = likeness === "barcode" || (likeness === "class-mark" && COPIES.test(place));
    if (value.length < SHORTEST || DAY.test(value) || !isLike) return;
    tally.likely++;
    tally.different.add(foldCode(value));
    if (tally.examples.length < MOST_EXAMPLES) tally.examples.push(value);
  }

  /** The fields that none of these profiles reads, a line for each tag: a warning where they read no copies at all. */
  notes(profiles: readonly ItemProfile[]): LoadNote[] {
    const read = itemTags(profiles);
    const areRead = [...read].some((tag) => this.fields.has(tag));
    const found = new Map<string, { different: number; note: LoadNote }>();
    for (const [place, { values, likely, different, examples }] of this.tallies) {
      const tag = place.split(" ")[0]!;
      const looksRight = likely > 0 && likely >= values * LIKELY && different.size >= likely * LIKELY;
      if (read.has(tag) || !looksRight || different.size <= (found.get(tag)?.different ?? 0)) continue;
      const params = { field: place, found: this.fields.get(tag)!, examples: examples.join(", ") };
      const note = { ...fileNote(areRead ? "note" : "warning", "items-unread", params), place };
      found.set(tag, { different: different.size, note });
    }
    return [...found.values()].map(({ note }) => note);
  }
}
