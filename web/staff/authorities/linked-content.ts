import { contentOf, subfieldsOf } from "@commonshelf/marc/editing";
import type { AuthorityKind } from "../../../server/src/authorities/words.ts";

export type Flavour = "marc21" | "unimarc";

export const HAN = /\p{Script=Han}/u;

/** The field with a heading in the script it is written in, and the authority's number in $0 (UNIMARC $3). */
export function linkedContent(
  flavour: Flavour,
  content: string,
  kind: AuthorityKind,
  authority: { headings: readonly string[]; dates: string; link: string },
): string {
  const subfields = subfieldsOf(content);
  const before = subfields.find(([code]) => code === "a")?.[1] ?? "";
  const isHan = HAN.test(before);
  const heading =
    authority.headings.find((one) => HAN.test(one) === isHan && before !== "") ??
    authority.headings[0] ??
    before;
  const isSplit = flavour === "unimarc" && kind === "person";
  const dateCode = flavour === "unimarc" ? "f" : "d";
  const replaced = new Set(["a", flavour === "unimarc" ? "3" : "0"]);
  if (isSplit) replaced.add("b");
  const takesDates = kind === "person" && authority.dates !== "";
  if (takesDates) replaced.add(dateCode);
  const [family = "", ...given] = isSplit && !HAN.test(heading) ? heading.split(", ") : [heading];
  const comma = flavour === "marc21" && takesDates ? "," : "";
  const name: [string, string][] = [
    ["a", family + comma],
    ...(given.length > 0 ? ([["b", given.join(", ")]] as [string, string][]) : []),
    ...(takesDates ? ([[dateCode, authority.dates]] as [string, string][]) : []),
  ];
  const links: [string, string][] =
    kind === "class" ? [] : [[flavour === "unimarc" ? "3" : "0", authority.link]];
  const first = subfields.filter(([code]) => code === "6");
  const rest = subfields.filter(([code]) => code !== "6" && !replaced.has(code));
  return contentOf({ tag: "", ind1: " ", ind2: " ", subfields: [...first, ...name, ...rest, ...links] });
}
