import type { MarcRecord } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { itemProfiles } from "../../catalogue/index.ts";
import { fieldChanges } from "../differences.ts";
import { type BulkRule, bulkRuleSchema } from "../schema.ts";
import { book } from "../testing.ts";
import { applyRules, touchesItems } from "./rules.ts";

const record = book(
  "1",
  "Boats",
  [
    { barcode: "B1", location: "STACKS" },
    { barcode: "B2", location: "CLOSED" },
  ],
  [
    ["650", "a", "Boats"],
    ["650", "a", "Ships, old"],
    ["856", "u", "http://old.example/1"],
  ],
);
const profiles = [
  itemProfiles.itemProfileSchema.parse({
    name: "test-952",
    rules: [{ tags: ["952"], barcode: "p", location: "a", itemClass: "y" }],
  }),
];
const rule = (values: unknown): BulkRule => bulkRuleSchema.parse(values);
const changes = (...rules: unknown[]): string[] =>
  fieldChanges(record, applyRules(record, rules.map(rule), profiles)).map(
    (one) => `${one.tag} ${one.before ?? ""} > ${one.after ?? ""}`,
  );

test.each([
  [{ do: "add-field", tag: "590", subfields: [["a", "Gift"]] }, ["590  > __ $a Gift"]],
  [{ do: "remove-field", tag: "650" }, ["650 __ $a Boats > ", "650 __ $a Ships, old > "]],
  [
    { do: "remove-field", tag: "650", when: { code: "a", how: "is", value: "Boats" } },
    ["650 __ $a Boats > "],
  ],
  [
    { do: "remove-field", tag: "650", when: { code: "a", how: "has", value: "old" } },
    ["650 __ $a Ships, old > "],
  ],
  [
    { do: "set-subfield", tag: "856", code: "z", value: "Campus only" },
    ["856 __ $u http://old.example/1 > __ $u http://old.example/1 $z Campus only"],
  ],
  [
    { do: "set-subfield", tag: "856", code: "u", value: "http://new.example" },
    ["856 __ $u http://old.example/1 > __ $u http://new.example"],
  ],
  [
    {
      do: "add-subfield",
      tag: "650",
      code: "2",
      value: "local",
      when: { code: "a", how: "is", value: "Boats" },
    },
    ["650 __ $a Boats > __ $a Boats $2 local"],
  ],
  [{ do: "remove-subfield", tag: "856", code: "u" }, ["856 __ $u http://old.example/1 > "]],
  [{ do: "remove-subfield", tag: "856", code: "u", value: "http://other" }, []],
  [
    { do: "replace", tag: "856", code: "u", find: "old.example", with: "new.example" },
    ["856 __ $u http://old.example/1 > __ $u http://new.example/1"],
  ],
  [{ do: "replace", tag: "650", code: "a", find: "Ships", with: "Vessels", whole: true }, []],
  [
    { do: "replace", tag: "650", code: "a", find: "Boats", with: "$&$1", whole: true },
    ["650 __ $a Boats > __ $a $&$1"],
  ],
  [
    { do: "set-items", what: "location", from: "CLOSED", value: "OPEN" },
    ["952 __ $a CLOSED $o Q1 $p B2 > __ $a OPEN $o Q1 $p B2"],
  ],
  [{ do: "set-items", what: "location", from: "NOWHERE", value: "OPEN" }, []],
] as [unknown, string[]][])("%j", (given, expected) => {
  expect(changes(given)).toEqual(expected);
});

test("rules are done one after another, and twice they change nothing more", () => {
  const rules = [
    rule({ do: "add-field", tag: "590", subfields: [["a", "Gift of a friend"]] }),
    rule({ do: "replace", tag: "590", code: "a", find: "a friend", with: "the class of 1999" }),
    rule({ do: "set-items", what: "itemClass", value: "dvd" }),
  ];
  const once = applyRules(record, rules, profiles);
  expect(JSON.stringify(once)).toContain("Gift of the class of 1999");
  expect(once.fields.filter((field) => JSON.stringify(field).includes('["y","dvd"]'))).toHaveLength(2);
  const tags = once.fields.map((field) => field.tag);
  expect(tags).toEqual([...tags].sort());
  const later = rules.slice(2);
  expect(applyRules(once, later, profiles)).toBe(once);
});

test("control fields and leaders are no fields of a rule; items are read anew only where a rule reaches them", () => {
  for (const tag of ["001", "008", "24", "LDR5"])
    expect(bulkRuleSchema.safeParse({ do: "remove-field", tag }).success, tag).toBe(false);
  expect(touchesItems([rule({ do: "remove-field", tag: "650" })], profiles)).toBe(false);
  expect(touchesItems([rule({ do: "remove-field", tag: "952" })], profiles)).toBe(true);
  expect(touchesItems([rule({ do: "set-items", what: "location", value: "X" })], [])).toBe(true);
  const bare: MarcRecord = { leader: record.leader, fields: [] };
  expect(applyRules(bare, [rule({ do: "set-items", what: "location", value: "X" })], profiles)).toBe(bare);
});
