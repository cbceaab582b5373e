import type { RecordRow } from "./records.ts";
import { writeSections } from "./sections.ts";
import { childrenOf, type Element, textOf, within } from "./xml.ts";

const texts = (elements: readonly Element[]): string[] => elements.map(textOf).filter(Boolean);

function titleOf(info: Element): string {
  const part = (name: string): string => textOf(childrenOf(info, name)[0]);
  const main = `${part("nonSort")} ${part("title")}`.trim();
  const sub = part("subTitle");
  const tail = [part("partNumber"), part("partName")].filter(Boolean).join(", ");
  return [sub === "" ? main : `${main}: ${sub}`, tail].filter(Boolean).join(". ");
}

function nameOf(name: Element): string {
  const shown = textOf(childrenOf(name, "displayForm")[0]);
  return shown !== "" ? shown : texts(childrenOf(name, "namePart")).join(", ");
}

const CREATORS = /^(?:aut|cre|art|cmp|pht|creator|author|artist|composer|photographer)$/i;

function isCreator(name: Element): boolean {
  const roles = within(name, "roleTerm").map(textOf);
  return roles.length === 0 || roles.some((role) => CREATORS.test(role));
}

/** What one MODS record says (Library of Congress, MODS 3). */
function rowOf(mods: Element): RecordRow {
  const infos = childrenOf(mods, "titleInfo");
  const proper = infos.filter((one) => one.attributes.type === undefined);
  const names = childrenOf(mods, "name");
  const origins = childrenOf(mods, "originInfo");
  const of = (...path: string[]): string[] =>
    texts(path.reduce<Element[]>((found, name) => found.flatMap((one) => childrenOf(one, name)), [mods]));
  const dates = ["dateIssued", "dateCreated", "copyrightDate", "dateOther"].flatMap((name) =>
    texts(origins.flatMap((one) => childrenOf(one, name))).slice(0, 1),
  );
  return {
    identifier: [...of("recordInfo", "recordIdentifier"), ...of("identifier")].slice(0, 1),
    title: (proper.length > 0 ? proper : infos).map(titleOf),
    "other title": infos.filter((one) => !proper.includes(one)).map(titleOf),
    creator: names.filter(isCreator).map(nameOf),
    contributor: names.filter((one) => !isCreator(one)).map(nameOf),
    date: dates.slice(0, 1),
    publisher: texts(origins.flatMap((one) => childrenOf(one, "publisher", "agent"))),
    place: texts(origins.flatMap((one) => within(one, "placeTerm"))).filter(
      (place) => !/^[a-z]{2,3}$/.test(place),
    ),
    type: [...of("typeOfResource"), ...of("genre")],
    language: within(mods, "languageTerm").map(textOf),
    extent: texts(within(mods, "extent")),
    description: [...of("abstract"), ...of("tableOfContents")],
    note: of("note"),
    subject: childrenOf(mods, "subject").map((one) => texts(childrenOf(one)).join(" — ")),
    "call number": [...of("location", "shelfLocator"), ...of("classification")],
    "physical location": of("location", "physicalLocation"),
    url: of("location", "url"),
    rights: of("accessCondition"),
    identifiers: childrenOf(mods, "identifier").map((one) =>
      [one.attributes.type, textOf(one)].filter(Boolean).join(": "),
    ),
  };
}

/** Kinds of divisions that are pages. */
const PAGE = /^(?:page|leaf|folio|image|side|physpage|canvas|track)$/i;

/**
 * Sections and labels of pages that structural maps say (METS 1.12): divisions of the logical map where there is one, by the
 * files they point to or the physical pages they are linked to. `order`: places of files by their IDs.
 */
function structureOf(root: Element, order: ReadonlyMap<string, number>): RecordRow {
  const maps = within(root, "structMap");
  const byDivision = new Map<string, number>();
  const labels: string[] = [];
  const own = (div: Element): number[] =>
    within(div, "fptr")
      .flatMap((one) => [one, ...within(one, "area")])
      .flatMap((one) => order.get(one.attributes.FILEID ?? "") ?? []);
  const allIn = (of: Element): Element[] => within(of, "div").flatMap((div) => [div, ...allIn(div)]);
  for (const div of maps.flatMap(allIn)) {
    const place = Math.min(...own(div));
    if (place === Number.POSITIVE_INFINITY) continue;
    byDivision.set(div.attributes.ID ?? "", place);
    const label =
      div.attributes.ORDERLABEL ?? (PAGE.test(div.attributes.TYPE ?? "") ? div.attributes.LABEL : "");
    if (label && childrenOf(div, "div").length === 0) labels[place - 1] = label;
  }
  const linked = new Map<string, number>();
  for (const { attributes } of within(root, "smLink")) {
    const [from = "", place] = [attributes.from, byDivision.get(attributes.to ?? "")];
    if (place !== undefined) linked.set(from, Math.min(place, linked.get(from) ?? place));
  }
  type Found = { label: string; depth: number; first: number };
  const walk = (div: Element, depth: number): Found[] => {
    const { ID = "", LABEL = "", TYPE = "" } = div.attributes;
    if (PAGE.test(TYPE)) return [];
    const isSection = LABEL !== "";
    const below = childrenOf(div, "div").flatMap((one) => walk(one, depth + (isSection ? 1 : 0)));
    const first = linked.get(ID) ?? Math.min(...own(div), ...below.map((one) => one.first));
    return isSection && first !== Number.POSITIVE_INFINITY
      ? [{ label: LABEL, depth, first }, ...below]
      : below;
  };
  const map = maps.find((one) => /logical/i.test(one.attributes.TYPE ?? "")) ?? maps[0];
  const [top] = map ? childrenOf(map, "div") : [];
  const found = top ? childrenOf(top, "div").flatMap((one) => walk(one, 0)) : [];
  const named = Array.from({ length: labels.length }, (_one, at) => labels[at] ?? "");
  const isClear = named.every(Boolean) && new Set(named).size === named.length;
  return { parts: writeSections(found), "page labels": isClear ? named : [] };
}

/** Records of a MODS file, one or a collection. */
export function modsRows(root: Element): RecordRow[] {
  return (root.name === "mods" ? [root] : within(root, "mods")).map(rowOf);
}

/** Groups of files whose pictures stand for the pages, the best first. */
const GROUPS = [/^(?:DEFAULT|MASTER|PRESENTATION)$/i, /IMG$|IMAGE/i, /MAX/i, /IMG/i];

/**
 * Descriptions of a METS file. Its pictures belong to it as a whole and so to the first description, which stands for the
 * whole; what describes its parts follows without files.
 */
export function metsRows(root: Element): RecordRow[] {
  const groups = within(root, "fileGrp").filter((one) => within(one, "FLocat").length > 0);
  const named = (pattern: RegExp): Element | undefined =>
    groups.find((one) => pattern.test(one.attributes.USE ?? ""));
  const group = GROUPS.map(named).find(Boolean) ?? groups[0];
  const order = new Map<string, number>();
  const files = (group ? within(group, "file") : []).flatMap((file) =>
    within(file, "FLocat").map((one, at, { length }) => {
      if (at === length - 1) order.set(file.attributes.ID ?? "", order.size + 1);
      const href = one.attributes.href ?? "";
      return href.replace(/[?#].*$/, "").replace(/^.*\//, "");
    }),
  );
  const described = within(root, "dmdSec").flatMap((section) =>
    within(section, "mods").map((mods) => {
      const row = rowOf(mods);
      return row.identifier!.length > 0 ? row : { ...row, identifier: [section.attributes.ID ?? ""] };
    }),
  );
  const whole = described[0] ?? {};
  const name = root.attributes.OBJID ?? root.attributes.LABEL ?? "";
  const isNamed =
    whole.identifier?.[0] !== undefined && within(root, "dmdSec")[0]?.attributes.ID !== whole.identifier[0];
  const identifier = isNamed ? whole.identifier! : [name || (whole.identifier?.[0] ?? "")].filter(Boolean);
  const title = whole.title?.length
    ? whole.title
    : [root.attributes.LABEL ?? identifier[0] ?? ""].filter(Boolean);
  return [{ ...whole, identifier, title, files, ...structureOf(root, order) }, ...described.slice(1)];
}
