/** Which subfields of a member's local field say what about an item. Codes in a string are joined with a space. */
export type ItemRule = {
  tag: string;
  /** Repeated barcodes in one field are several items (CNMARC 905). */
  barcode: string;
  callNumber: string;
  location: string;
  /** Code of the branch or sub-library. */
  branch?: string;
  copy?: string;
  part?: string;
  itemClass?: string;
  /** Fields without this subfield are not items (852 of a holdings statement, 945 of an order). */
  required?: string;
};

export type ItemProfile = { name: string; rules: ItemRule[] };

/**
 * The profiles that read items out of the holdings fields members really send. A profile tries its rules in order
 * and uses the first whose field occurs. `auto` decides per record.
 */
export const itemProfiles: Record<string, ItemProfile> = {
  "cnmarc-905": {
    name: "cnmarc-905",
    rules: [
      { tag: "905", barcode: "b", callNumber: "f", location: "s", copy: "y", part: "v" },
      { tag: "905", barcode: "b", callNumber: "de", location: "s", part: "v" },
    ],
  },
  "marc21-852": {
    name: "marc21-852",
    rules: [
      { tag: "852", barcode: "p", callNumber: "khijm", location: "c", branch: "b", copy: "t", part: "3" },
    ],
  },
  "koha-952": {
    name: "koha-952",
    rules: [
      {
        tag: "952",
        barcode: "p",
        callNumber: "o",
        location: "c",
        branch: "a",
        copy: "t",
        part: "h",
        itemClass: "y",
      },
    ],
  },
  "sirsi-999": {
    name: "sirsi-999",
    rules: [
      {
        tag: "999",
        barcode: "i",
        callNumber: "a",
        location: "l",
        branch: "m",
        copy: "c",
        part: "v",
        itemClass: "t",
        required: "i",
      },
    ],
  },
  "sirsi-949": {
    name: "sirsi-949",
    rules: [
      {
        tag: "949",
        barcode: "i",
        callNumber: "a",
        location: "l",
        branch: "m",
        copy: "c",
        part: "v",
        itemClass: "t",
        required: "i",
      },
    ],
  },
  "millennium-945": {
    name: "millennium-945",
    rules: [
      {
        tag: "945",
        barcode: "i",
        callNumber: "ab",
        location: "l",
        copy: "g",
        part: "c",
        itemClass: "t",
        required: "i",
      },
    ],
  },
  "alma-hld-itm": {
    name: "alma-hld-itm",
    rules: [
      {
        tag: "ITM",
        barcode: "9",
        callNumber: "i",
        location: "g",
        branch: "f",
        part: "c",
        itemClass: "t",
        required: "9",
      },
    ],
  },
  "french-995": {
    name: "french-995",
    rules: [
      { tag: "995", barcode: "f", callNumber: "k", location: "e", branch: "bc", part: "v", itemClass: "r" },
    ],
  },
};

/** Order in which `auto` looks: fields that are unmistakably items first. */
export const autoOrder: string[] = [
  "cnmarc-905",
  "koha-952",
  "sirsi-999",
  "sirsi-949",
  "alma-hld-itm",
  "millennium-945",
  "french-995",
  "marc21-852",
];

export const profileNames: string[] = ["auto", ...Object.keys(itemProfiles)];
