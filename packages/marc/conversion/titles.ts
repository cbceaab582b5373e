import { markedNonfiling } from "../content/filing.ts";
import { type DataField, subfieldValues } from "../record.ts";
import { fieldOf, type Reading, type Subfields, withoutMark, withoutStop } from "./reading.ts";

const MARKED = /^(?:[\u0088\u0098](.*?)[\u0089\u009c]|<<(.*?)>>|¬(.*?)¬)(\s*)/u;

/** A title without its marks of non-sorting text, and how many characters they held. */
function unmarked(value: string): { text: string; nonfiling: number } {
  const nonfiling = markedNonfiling(value) ?? 0;
  return { text: value.replace(MARKED, "$1$2$3$4"), nonfiling: Math.min(nonfiling, 9) };
}

/** 200 as 245; its further titles proper and its parallel titles as 246. */
export function titleToMarc21(reading: Reading, isFirst: boolean): DataField[] {
  const subfields: Subfields = [];
  let nonfiling = 0;
  const parallels: string[] = [];
  const add = (code: string, value: string, mark: string): void => {
    const last = subfields.at(-1);
    // $b and $c are one each: what follows is joined by its ISBD mark.
    if (last?.[0] === code) last[1] += `${mark}${value}`;
    else subfields.push([code, mark === " = " ? `= ${value}` : value]);
  };
  for (const [code, raw] of reading.take(isFirst ? "abcdefghi" : "aehi")) {
    const value = raw.trim();
    if (code === "a" && subfields.length === 0) {
      const { text, nonfiling: length } = unmarked(value);
      nonfiling = length;
      subfields.push(["a", text]);
    } else if (code === "a" || code === "c") add("b", value, " ; ");
    else if (code === "b") subfields.push(["h", `[${value.replace(/^\[|\]$/g, "")}]`]);
    else if (code === "d") {
      const title = value.replace(/^=\s*/u, "");
      add("b", title, " = ");
      parallels.push(title);
    } else if (code === "e") add("b", value, " : ");
    else if (code === "h" || code === "i") subfields.push([code === "h" ? "n" : "p", value]);
    else add("c", value, " ; ");
  }
  if (!isFirst)
    return fieldOf(
      "246",
      "3 ",
      subfields.filter(([code]) => "abnp".includes(code)),
    );
  const others = parallels.flatMap((value) => fieldOf("246", "31", [["a", value]]));
  return [...fieldOf("245", `1${nonfiling}`, subfields), ...others];
}

/** What stands between the marks ` = `, ` : ` and ` ; ` of a title, each with the code of its mark. */
function titleParts(text: string, first: string): Subfields {
  const parts = text.split(/\s+([=:;])\s+/u);
  const codes: Record<string, string> = { "=": "d", ":": "e", ";": "a" };
  return parts.flatMap((part, i): Subfields => {
    if (i % 2 === 1 || part.trim() === "") return [];
    return [[i === 0 ? first : codes[parts[i - 1]!]!, part.trim()]];
  });
}

/** 245 as 200. */
export function titleToUnimarc(reading: Reading): DataField[] {
  const { field } = reading;
  const subfields: Subfields = [];
  let mark = ":";
  const all = reading.take("abchnp");
  for (const [i, [code, raw]] of all.entries()) {
    const value = i === all.length - 1 ? withoutStop(raw) : withoutMark(raw);
    if (code === "a") subfields.push(["a", i === 0 ? markNonfiling(value, Number(field.ind2)) : value]);
    else if (code === "b") {
      const own = /^([=:;])\s*/u.exec(value);
      const kind = own?.[1] ?? mark;
      subfields.push(
        ...titleParts(
          own ? value.slice(own[0].length) : value,
          kind === "=" ? "d" : kind === ";" ? "a" : "e",
        ),
      );
    } else if (code === "c")
      subfields.push(
        ...value.split(/\s+;\s+|；/u).map((part, n): [string, string] => [n === 0 ? "f" : "g", part.trim()]),
      );
    else if (code === "h") subfields.push(["b", value.replace(/^\[|\]$/gu, "")]);
    else subfields.push([code === "n" ? "h" : "i", withoutStop(value)]);
    mark = /([=:;])\s*$/u.exec(raw)?.[1] ?? mark;
  }
  return fieldOf(
    "200",
    "1 ",
    subfields.filter(([, value]) => value !== ""),
  );
}

/** Characters that filing passes over, between the marks of ISO 6630. */
function markNonfiling(value: string, length: number): string {
  if (!(length > 0) || length >= value.length) return value;
  return `\u0098${value.slice(0, length)}\u009c${value.slice(length)}`;
}

const UNIFORM: readonly (readonly [string, string])[] = [
  ["a", "a"],
  ["b", "h"],
  ["h", "n"],
  ["i", "p"],
  ["k", "f"],
  ["l", "k"],
  ["m", "l"],
  ["n", "g"],
  ["q", "s"],
  ["r", "m"],
  ["u", "r"],
  ["w", "o"],
  ["3", "0"],
];

/** 500 as a uniform title; which of 130, 240 and 730 it is, the record says. */
export function uniformToMarc21(reading: Reading): DataField[] {
  const codes = new Map(UNIFORM);
  const subfields = reading
    .take(UNIFORM.map(([code]) => code).join(""))
    .map(([code, value]): [string, string] => [codes.get(code)!, value]);
  return fieldOf(
    reading.field.ind2 === "1" ? "130" : "240",
    reading.field.ind2 === "1" ? "0 " : "10",
    subfields,
  );
}

/** 130, 240 and 730 as 500. */
export function uniformToUnimarc(reading: Reading): DataField[] {
  const codes = new Map(UNIFORM.map(([unimarc, marc]) => [marc, unimarc]));
  const subfields = reading
    .take(UNIFORM.map(([, code]) => code).join(""))
    .map(([code, value]): [string, string] => [codes.get(code)!, withoutStop(value)]);
  return fieldOf("500", reading.field.tag === "130" ? "11" : "10", subfields);
}

/** 225 as 490: further titles and parts of the series stand in its title. */
export function seriesToMarc21(reading: Reading, isTraced: boolean): DataField[] {
  const [head, ...more] = reading.values("a");
  const parallel = reading.text("d").map((value) => ` = ${value.replace(/^=\s*/u, "")}`);
  const others = [
    ...more.map((value) => ` ; ${value}`),
    ...parallel,
    ...reading.text("e").map((value) => ` : ${value}`),
  ];
  const parts = reading.text("hi").map((value) => `. ${value}`);
  const made = reading.text("f").map((value) => ` / ${value}`);
  const title = [head ?? "", ...others, ...parts, ...made].join("").trim();
  return fieldOf("490", `${isTraced ? "1" : "0"} `, [
    ...(title ? [["a", title] as [string, string]] : []),
    ...reading.take("x"),
    ...reading.take("v"),
  ]);
}

/** 490 as 225. */
export function seriesToUnimarc(reading: Reading): DataField[] {
  const subfields = reading.take("avx").map(([code, value]): [string, string] => [code, withoutStop(value)]);
  return fieldOf("225", `${reading.field.ind1 === "1" ? "2" : "1"} `, subfields);
}

/** Whether a title is among those of the fields. */
export function isAmong(title: string, fields: readonly DataField[]): boolean {
  const key = (text: string): string => text.toLowerCase().replace(/[^\p{L}\p{N}]/gu, "");
  return fields.some((field) => subfieldValues(field, "a").some((value) => key(value) === key(title)));
}
