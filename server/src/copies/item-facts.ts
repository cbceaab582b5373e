/** One line of an item list: where a member keeps what. `barcode` is as the record spells it. */
export type ItemFacts = {
  /** Identifies the item inside its record on the next import. */
  sourceKey: string;
  barcode?: string;
  location: string;
  branch?: string;
  callNumber: string;
  part: string;
  itemClass: string;
  condition: "good" | "missing" | "lost" | "damaged" | "withdrawn";
  forLoan: boolean;
  /** Number of the item in the member's own system. */
  itemNumber?: string;
  /** Tag of the field that lists it. */
  place?: string;
};
