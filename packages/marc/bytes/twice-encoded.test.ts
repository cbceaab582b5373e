import { expect, test } from "vitest";
import { readMarcBytes } from "../index.ts";
import { onceEncoded } from "./twice-encoded.ts";

const latin = (text: string): string => Buffer.from(text, "utf8").toString("latin1");
const windows = (text: string): string => new TextDecoder("windows-1252").decode(Buffer.from(text, "utf8"));

test.each([
  "Façade dorée",
  "Les œuvres complètes",
  "围棋入门三十讲",
  "坊っちゃん",
  "История «мира»",
  "© 2001, “été”",
  "STRAßE NACH BUCUREȘTI",
  "LE CAFÉ DES ŒUVRES",
  "DNA复制与RNA",
])("%s encoded twice or three times is read as it was", (text) => {
  expect(onceEncoded(latin(text))).toBe(text);
  expect(onceEncoded(windows(text))).toBe(text);
  expect(onceEncoded(latin(latin(text)))).toBe(text);
});

test.each([
  "Façade dorée",
  "CANÇÃO DO EXÍLIO",
  "SÃO PAULO · Âncora",
  "20 °C",
  "Ã la recherche",
  "Prix: 5 £ «déjà vu»",
  "\u0098The \u009cgreen book",
  "名探偵コナン Ã©",
  "BEYONCÉ’S STORY",
  "UN CAFÉ…",
  "LA VERITÉ»",
  "NESTLÉ®",
  "MALMÖ–OSLO",
])("%s stays", (text) => {
  expect(onceEncoded(text)).toBeUndefined();
});

test("in every format, and the loader is told", () => {
  const title = latin("Émile ou De l'éducation");
  const xml = `<record><leader>00000nam a2200000 i 4500</leader><controlfield tag="001">1</controlfield>
    <datafield tag="245" ind1="1" ind2="0"><subfield code="a">${title}</subfield></datafield></record>`;
  const json = JSON.stringify({
    leader: "00000nam a2200000 i 4500",
    fields: [{ "001": "1" }, { "245": { ind1: "1", ind2: "0", subfields: [{ a: title }] } }],
  });
  for (const source of [xml, json, `=LDR  00000nam a2200000 i 4500\n=001  1\n=245  10$a${title}\n`])
    expect(readMarcBytes(Buffer.from(source))).toMatchObject([
      {
        ok: true,
        record: { fields: [{ tag: "001" }, { subfields: [["a", "Émile ou De l'éducation"]] }] },
        repairs: [{ code: "twice-encoded", count: 1 }],
      },
    ]);
});
