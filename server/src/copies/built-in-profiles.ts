import { type ItemProfile, type ItemProfileInput, itemProfileSchema } from "./item-rule.ts";

const SIRSI = {
  barcode: "i",
  callNumber: "a",
  location: "l",
  branch: "m",
  copy: "c",
  part: "v",
  itemClass: "t",
  status: "k",
  required: "i",
};

const SIERRA = {
  barcode: "i",
  callNumber: "ab",
  location: "l",
  copy: "g",
  part: "c",
  itemClass: "t",
  itemNumber: "y",
  status: "s",
  statusMeans: {
    m: "missing",
    n: "lost",
    l: "lost",
    $: "lost",
    z: "missing",
    w: "withdrawn",
    o: "reference",
  },
  required: "i",
} as const;

const HOLDINGS_852 = { tag: "852", callNumber: "khijm", location: "c", branch: "b", copy: "t" };

/**
 * How the systems that libraries really use write items into their records. Members take one as it is, or keep one of
 * their own under any name (profiles.ts); `auto` chooses among all.
 */
const inputs: ItemProfileInput[] = [
  {
    name: "cnmarc-905",
    note: "CNMARC 905 (登录号 $b)",
    flavour: "unimarc",
    rules: [{ tags: ["905"], barcode: "b", callNumber: ["f", "de"], location: "s", copy: "y", part: "v" }],
  },
  {
    name: "cnmarc-906",
    note: "CNMARC 906 (条码 $b)",
    flavour: "unimarc",
    rules: [
      {
        tags: ["906"],
        barcode: "b",
        callNumber: ["f", "de"],
        location: "c",
        part: "v",
        itemNumber: "a",
        required: "b",
      },
    ],
  },
  {
    name: "cnmarc-930",
    note: "UNIMARC/CNMARC 930 with 915 (条码)",
    flavour: "unimarc",
    rules: [
      {
        tags: ["915"],
        barcode: "b",
        callNumber: "a",
        itemNumber: "0",
        required: "b",
        linked: { tag: "930", callNumber: "a", location: "c", branch: "b", by: ["5", "5"] },
      },
      { tags: ["930"], barcode: "f", callNumber: "a", location: "c", branch: "b", part: "v" },
    ],
  },
  {
    name: "koha-952",
    note: "Koha 952",
    rules: [
      {
        tags: ["952"],
        barcode: "p",
        callNumber: "o",
        location: "c",
        branch: "a",
        copy: "t",
        part: "h",
        itemClass: "y",
        itemNumber: "9",
        flags: { withdrawn: "0", lost: "1", damaged: "4", notForLoan: "7" },
      },
    ],
  },
  {
    name: "french-995",
    note: "Koha UNIMARC 995, Recommandation 995",
    flavour: "unimarc",
    rules: [
      {
        tags: ["995"],
        barcode: "f",
        callNumber: "k",
        location: "e",
        branch: "bc",
        part: "v",
        itemClass: "r",
        itemNumber: "9",
      },
    ],
  },
  { name: "sirsi-999", note: "SirsiDynix Symphony 999", rules: [{ tags: ["999"], ...SIRSI }] },
  { name: "sirsi-949", note: "SirsiDynix 949", rules: [{ tags: ["949"], ...SIRSI }] },
  {
    name: "alma-hld-itm",
    note: "Alma ITM beside HLD",
    rules: [
      {
        tags: ["ITM"],
        barcode: "9",
        callNumber: ["i", "k"],
        location: "g",
        branch: "f",
        part: "c",
        itemClass: "t",
        itemNumber: "8",
        status: "u",
        required: "9",
      },
    ],
  },
  {
    name: "alma-ava",
    note: "Alma availability (AVA): copies without barcodes",
    rules: [{ tags: ["AVA"], callNumber: "d", location: "j", branch: "b", count: "f", indicators: "**" }],
  },
  { name: "millennium-945", note: "III Millennium and Sierra 945", rules: [{ tags: ["945"], ...SIERRA }] },
  { name: "sierra-949", note: "III Millennium and Sierra 949", rules: [{ tags: ["949"], ...SIERRA }] },
  {
    name: "sierra-940",
    note: "III Millennium and Sierra 940",
    rules: [{ tags: ["940"], ...SIERRA }],
  },
  {
    name: "virtua-949",
    note: "Virtua 949 (barcode $6)",
    rules: [{ tags: ["949"], barcode: "6", callNumber: "a", location: "D", itemClass: "X", required: "6" }],
  },
  {
    name: "evergreen-949",
    note: "Evergreen 949 (barcode $p)",
    rules: [
      {
        tags: ["949"],
        barcode: "p",
        callNumber: "ab",
        location: "hl",
        branch: "m",
        itemClass: "t",
        required: "p",
      },
    ],
  },
  {
    name: "folio-945",
    note: "FOLIO 945 (barcode $p)",
    rules: [
      {
        tags: ["945"],
        barcode: "p",
        callNumber: "ah",
        location: "l",
        branch: "b",
        itemClass: "t",
        required: "p",
      },
    ],
  },
  {
    name: "aleph-z30",
    note: "Aleph Z30",
    rules: [
      {
        tags: ["Z30"],
        barcode: "5",
        callNumber: "3i",
        location: "2C",
        branch: "1A",
        part: "h",
        itemClass: "mc",
        status: "pF",
        itemNumber: "7",
        required: "5",
      },
    ],
  },
  {
    name: "aleph-pst",
    note: "Aleph PST (the item key $1 keeps the item; barcode $h of HathiTrust's form, else none)",
    rules: [
      {
        tags: ["PST"],
        barcode: "h",
        callNumber: "d",
        location: "c",
        branch: "b",
        itemClass: "o",
        part: "z",
        itemNumber: "1",
        when: { code: "0", value: "Z30" },
      },
    ],
  },
  {
    name: "marc21-876",
    note: "MARC 21 852 with items in 876–878",
    rules: [
      {
        tags: ["876", "877", "878"],
        barcode: "p",
        callNumber: "h",
        location: "l",
        copy: "t",
        part: "3",
        itemNumber: "a",
        status: "j",
        required: "p",
        linked: HOLDINGS_852,
      },
      { tags: ["852"], barcode: "p", callNumber: "khijm", location: "c", branch: "b", copy: "t", part: "3" },
    ],
  },
  {
    name: "marc21-852",
    note: "MARC 21 852",
    rules: [
      { tags: ["852"], barcode: "p", callNumber: "khijm", location: "c", branch: "b", copy: "t", part: "3" },
    ],
  },
  { name: "none", note: "No items", rules: [] },
];

/** The profiles every region begins with, in the order in which `auto` prefers them. */
export const builtInProfiles: ItemProfile[] = inputs.map((input) => itemProfileSchema.parse(input));
