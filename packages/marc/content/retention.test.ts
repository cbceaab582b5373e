import { expect, test } from "vitest";
import { retentions } from "./retention.ts";

const record = (tag: string, ...fields: [string, string][][]) => ({
  leader: tag === "583" ? "00000nam a2200000 i 4500" : "     nam0 22     3  450 ",
  fields: [
    {
      tag: tag === "583" ? "245" : "200",
      ind1: "1",
      ind2: "0",
      subfields: [["a", "T"]] as [string, string][],
    },
    ...fields.map((subfields) => ({ tag, ind1: "1", ind2: " ", subfields })),
  ],
});

test("commitments to retain are read with their end, programme and institution; what ended or is another act is not", () => {
  const found = retentions(
    record(
      "583",
      [
        ["a", "committed to retain"],
        ["c", "20200101"],
        ["d", "20351231"],
        ["f", "EAST"],
        ["5", "JINHE"],
      ],
      [
        ["a", "retained"],
        ["d", "in perpetuity"],
      ],
      [
        ["a", "committed to retain"],
        ["l", "expired"],
      ],
      [
        ["a", "digitized"],
        ["c", "2019"],
      ],
    ),
  );
  expect(found).toEqual([
    { action: "committed to retain", until: "20351231", programme: "EAST", institution: "JINHE" },
    { action: "retained", until: null, programme: null, institution: null },
  ]);
});

test("UNIMARC has them in 318, in Chinese as well", () => {
  expect(
    retentions(
      record("318", [
        ["a", "承诺永久保存"],
        ["d", "2040"],
      ]),
    ),
  ).toEqual([{ action: "承诺永久保存", until: "2040", programme: null, institution: null }]);
  expect(retentions(record("318", [["a", "修复"]]))).toEqual([]);
});
