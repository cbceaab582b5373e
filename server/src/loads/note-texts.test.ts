import { readMarcBytes } from "@commonshelf/marc";
import { expect, test } from "vitest";
import { languages } from "../kernel/text.ts";
import { noteText } from "./note-texts.ts";

const FIELD = "\u001e";
const leader = (length: number, base: number): string =>
  `${String(length).padStart(5, "0")}nam a22${String(base).padStart(5, "0")} a 4500`;

/** Records as they come when something went wrong on the way. */
const damaged: [name: string, bytes: Buffer][] = [
  [
    "a directory that is not made of entries",
    Buffer.from(`${leader(60, 32)}2450001${FIELD}1  abc${FIELD}\u001d`),
  ],
  [
    "a directory with another number of fields",
    Buffer.from(`${leader(70, 49)}001000500000245000900005${FIELD}abcd${FIELD}x${FIELD}y${FIELD}\u001d`),
  ],
  ["a record without fields", Buffer.from(`${leader(26, 25)}${FIELD}\u001d`)],
  [
    "XML that is not well-formed",
    Buffer.from(
      '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader><datafield tag="245" ind1=1></record></collection>',
    ),
  ],
  [
    "XML that ends inside a record",
    Buffer.from(
      '<collection xmlns="http://www.loc.gov/MARC21/slim"><record><leader>00000nam a2200000 a 4500</leader>',
    ),
  ],
  [
    "JSON that ends inside a record",
    Buffer.from('{"leader":"00000nam a2200000 a 4500","fields":[{"001":"a"}'),
  ],
];

test.each(damaged)("%s is told to the loader in their own language", (_name, bytes) => {
  const refused = readMarcBytes(bytes).find((result) => !result.ok);
  expect(refused).toBeDefined();
  if (!refused || refused.ok) return;
  for (const language of languages) {
    const line = { reason: refused.reason, params: { detail: refused.message }, message: "" };
    const said = noteText(line, language);
    expect(said).not.toMatch(/[(（]\s*[)）]/);
    const foreign = said.replace(/MARCXML|MARC|XML|JSON/g, "");
    if (language === "en") expect(said).toContain(refused.message);
    else expect(foreign).not.toMatch(/[A-Za-z]{3}/);
  }
});

test("a value that is empty leaves no empty brackets", () => {
  for (const language of languages)
    expect(
      noteText({ reason: "repair-leader", params: { declared: "" }, message: "" }, language),
    ).not.toMatch(/[(（]\s*[)）]/);
});
