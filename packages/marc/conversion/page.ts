import { PARTS, type Part } from "./materials-table.ts";
import { LEFT_OUT, LINKS, NAMES, ROWS, SPECIAL } from "./table.ts";

const shown = (indicators: string): string => indicators.replaceAll(" ", "#");
const WAYS = { both: "↔", "to-marc21": "→", "to-unimarc": "←" } as const;
const table = (head: string[], lines: readonly string[][]): string =>
  [head, head.map(() => "---"), ...lines].map((cells) => `| ${cells.join(" | ")} |`).join("\n");

/** `a=b` for a code that differs, once for one that is the same; what is taken one way only has the arrow. */
function shownCodes({ codes: { toMarc21, toUnimarc } }: Part): string {
  const plain = (code: string): string => code.replaceAll(" ", "#");
  const there = [...toMarc21].map(([unimarc, marc]) => {
    const way = toUnimarc.get(marc) === unimarc ? "=" : ">";
    return unimarc === marc && way === "=" ? plain(marc) : `${plain(unimarc)}${way}${plain(marc)}`;
  });
  const back = [...toUnimarc].filter(([marc, unimarc]) => toMarc21.get(unimarc) !== marc);
  return [...there, ...back.map(([marc, unimarc]) => `${plain(unimarc)}<${plain(marc)}`)].join(" ");
}

/** `120 $a/3–6`, `007 (a)/3`. */
function shownPlace([where, at]: readonly [string, number], width: number): string {
  const field = where.slice(0, 3);
  const part = where === "008" ? "" : field === "007" ? ` (${where[3]})` : ` $${where[3]}`;
  return `${field}${part}/${at}${width > 1 ? `–${at + width - 1}` : ""}`;
}

/** Codes of single materials, part by part. */
const materials = (): string =>
  table(
    ["material", "what", "CNMARC", "MARC 21", "codes"],
    PARTS.map((part) => [
      part.material,
      part.about,
      shownPlace(part.unimarc, [...part.codes.toMarc21.keys()][0]!.length * part.times),
      shownPlace(part.marc21, [...part.codes.toUnimarc.keys()][0]!.length * part.times),
      shownCodes(part),
    ]),
  );

/** The page of the documentation that shows the table to people. */
export function conversionPage(): string {
  return `# MARC 21 and CNMARC

How a record of CNMARC or UNIMARC becomes one of MARC 21 and the other way. This page is made from the program's table,
\`packages/marc/conversion/table.ts\`, by \`COMMONSHELF_WRITE_CONVERSION=1 vitest run packages/marc/conversion/conversion.test.ts\`; that test holds both together. Sources: UNIMARC to MARC 21 Conversion
Specifications (Library of Congress, 2001), UNIMARC Manual (IFLA), 新版中国机读目录格式使用手册, MARC 21 Format for Bibliographic Data.

Used by SRU and OAI-PMH (\`marcxml\` and \`marc21\` of a CNMARC record), the record page (as CNMARC, as MARC 21), files that are exported
(in one format whatever the records are in), records taken over from targets, and \`commonshelf convert\`. A record in the catalogue is never changed by it.

Nothing is lost unsaid. What does not come over as it stood is told with field, subfield and value: left out, in the text of another
subfield, or coded without a code on the other side. Where it is asked for, fields without a place stand as they were in 886 and return.

## Field by field

\`#\` is a blank, \`.\` the source's own indicator (second of a subject: its thesaurus, $2 of CNMARC). \`a=b\`: $a of CNMARC is $b of MARC 21 and
the other way; \`a>b\`: only towards MARC 21; \`a<b\`: only towards CNMARC. Text: other subfields of MARC 21 stand in the text of $a.

${table(
  ["CNMARC", "", "MARC 21", "subfields", "remarks"],
  ROWS.map((row) => [
    `${row.unimarc} ${shown(row.unimarcIndicators)}`,
    WAYS[row.way],
    `${row.marc21} ${shown(row.marc21Indicators)}`,
    row.codes,
    [row.isText ? "text" : "", row.remark ?? ""].filter(Boolean).join("; "),
  ]),
)}

## With rules of their own

${table(
  ["CNMARC", "MARC 21", "rule"],
  SPECIAL.map((line) => [...line]),
)}

## Codes of single materials

By the kind of the record (leader/06): maps e f, scores c d, recordings i j, films g, files m (CNMARC l). The first field of a tag, and the first 007 of the
material, are the record's own. What it has besides (a disc with a book, a map that is a file as well) stands in 006 and a further 007, and in a field of CNMARC
of another material or a further one of its own: 105 and 110 are 006 a and s, others 006 where 008 would code them, and 007. A code that is not listed has none
on the other side; 007 t says what 106 says.

${materials()}

## Links

Subfields t, a, v (g), x, y (z), d, e (b), p (h), 0 (w) as they stand, or the fields embedded in $1 (200, 701, 711, 010, 011, 205, 210, 215, 500, 001); towards
CNMARC always embedded. 773 of an article becomes 463; series in 800, 810, 811, 830 and 440 become 410.

${table(
  ["CNMARC", "MARC 21", "indicators"],
  LINKS.map(([unimarc, marc, indicators]) => [unimarc, marc, shown(indicators)]),
)}

## Names

${table(
  ["CNMARC", "MARC 21"],
  NAMES.map((line) => [...line]),
)}

## Left out

${table(
  ["of", "what"],
  LEFT_OUT.map((line) => [...line]),
)}
`;
}
