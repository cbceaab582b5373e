import { expect, test } from "vitest";
import { linkedContent } from "./linked-content.ts";

const lu = { headings: ["陸衡", "Lu, Heng"], dates: "1901-1987", link: "(commonshelf)12" };

test("the heading goes into the field in the script it is written in, with dates and number", () => {
  expect(linkedContent("marc21", "‡aLu H‡e著", "person", lu)).toBe(
    "‡aLu, Heng,‡d1901-1987‡e著‡0(commonshelf)12",
  );
  expect(linkedContent("marc21", "‡6100-01/$1‡a陆", "person", lu)).toBe(
    "‡6100-01/$1‡a陸衡,‡d1901-1987‡0(commonshelf)12",
  );
});

test("CNMARC parts a Latin name and leaves a Chinese one whole; an older link goes", () => {
  expect(linkedContent("unimarc", "‡aLu‡bH.‡4aut‡3(commonshelf)9", "person", lu)).toBe(
    "‡aLu‡bHeng‡f1901-1987‡4aut‡3(commonshelf)12",
  );
  expect(linkedContent("unimarc", "‡a陆‡4著", "person", { ...lu, dates: "" })).toBe(
    "‡a陸衡‡4著‡3(commonshelf)12",
  );
});

test("subjects take no dates; a class is a number and names no authority", () => {
  const lamps = { headings: ["灯具", "Lamps"], dates: "", link: "(commonshelf)3" };
  expect(linkedContent("marc21", "‡aLam‡zChina", "subject", lamps)).toBe("‡aLamps‡zChina‡0(commonshelf)3");
  expect(
    linkedContent("unimarc", "‡aTM", "class", { headings: ["TM923"], dates: "", link: "(commonshelf)4" }),
  ).toBe("‡aTM923");
});
