import { PlacedInMemory } from "../candidates.ts";

/**
 * What a dry run would have written by now: records placed, barcodes given away. It only reads the database, so nobody
 * waits for it; its counts are those a load at this moment would have.
 */
export class Rehearsal {
  readonly placed = new PlacedInMemory();
  /** Folded barcode -> number of the record that took it. */
  readonly taken = new Map<string, string>();
  private last = 0;

  /** Ids of rows that are never written: negative, so that they meet none of the database's. */
  inventIds(count: number): number[] {
    return Array.from({ length: count }, () => --this.last);
  }
}
