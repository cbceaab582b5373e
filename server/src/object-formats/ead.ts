import type { RecordRow } from "./records.ts";
import { childrenOf, type Element, textOf, within } from "./xml.ts";

const COMPONENT = /^c(?:0[1-9]|1[0-2])?$/;
const isComponent = (element: Element): boolean => COMPONENT.test(element.name);
const SEPARATOR = " › ";
const texts = (elements: readonly Element[]): string[] => elements.map(textOf).filter(Boolean);

/** What archivists write where no date is known: it is none. */
const UNDATED = /^[[(]?(?:n\.? ?d\.?|undated|no date|s\.? ?d\.?|年代不[详詳]|[无無]日期|不[详詳])[\])]?$/i;

/** EAD's own word for a level; of `otherlevel` what it is called there, if anything. */
function levelOf({ attributes: { level, otherlevel } }: Element): string[] {
  const own = otherlevel ?? (level === "otherlevel" ? "" : level);
  return own ? [own] : [];
}

/** A title without the dates that stand in it. */
function titleOf(did: Element | undefined): string {
  const title = did && childrenOf(did, "unittitle")[0];
  if (!title) return "";
  const bare: Element = {
    ...title,
    children: title.children.filter((child) => typeof child === "string" || child.name !== "unitdate"),
  };
  return textOf(bare).replace(/[,，\s]+$/, "");
}

function rowOf(element: Element, above: readonly string[]): { row: RecordRow; title: string } {
  const did = childrenOf(element, "did")[0];
  const of = (...names: string[]): string[] => (did ? texts(within(did, ...names)) : []);
  const dates = of("unitdate", "unitdatestructured").filter((text) => !UNDATED.test(text));
  const title = titleOf(did) || dates[0] || element.attributes.id || of("unitid")[0] || "";
  const said = (...names: string[]): string[] =>
    childrenOf(element, ...names).map((one) => textOf({ ...one, children: one.children.filter(notHead) }));
  const containers = did ? childrenOf(did, "container") : [];
  return {
    title,
    row: {
      identifier: [element.attributes.id ?? of("unitid")[0] ?? [...above, title].join("/")],
      title: [title],
      creator: of("origination"),
      date: dates.slice(0, 1),
      "other dates": dates.slice(1),
      level: levelOf(element),
      "part of": above.length > 0 ? [above.join(SEPARATOR)] : [],
      "call number": of("unitid"),
      extent: of("extent", "physdescstructured"),
      language: of("language"),
      description: [...of("abstract"), ...said("scopecontent")],
      history: said("bioghist", "custodhist"),
      container: containers.map((one) =>
        [one.attributes.localtype ?? one.attributes.type, textOf(one)].filter(Boolean).join(" "),
      ),
      subject: childrenOf(element, "controlaccess").flatMap((one) =>
        texts(within(one, "subject", "geogname", "persname", "corpname", "famname", "genreform")),
      ),
      rights: said("userestrict", "accessrestrict"),
      note: said("note", "odd", "arrangement"),
      url: within(did ?? element, "dao").flatMap((one) => one.attributes.href ?? []),
    },
  };
}

const notHead = (child: Element | string): boolean => typeof child === "string" || child.name !== "head";

/** A finding aid (EAD 2002 and EAD 3): the fonds, and under it every component with the titles above it and its parent's identifier. */
export function eadRows(root: Element): RecordRow[] {
  const fonds = within(root, "archdesc")[0];
  if (!fonds) return [];
  const rows: RecordRow[] = [];
  const parents: (number | null)[] = [];
  const walk = (element: Element, above: readonly string[], parent: number | null): void => {
    const { row, title } = rowOf(element, above);
    const own = rows.push(row) - 1;
    parents.push(parent);
    const inside = [element, ...childrenOf(element, "dsc")].flatMap((one) =>
      childrenOf(one).filter(isComponent),
    );
    for (const child of inside) walk(child, [...above, title], own);
  };
  walk(fonds, [], null);
  const named = onceNamed(rows);
  return named.map((row, at) => {
    const parent = parents[at];
    return parent == null ? row : { ...row, parent: named[parent]!.identifier! };
  });
}

/** Archives number their boxes anew in every series: what bears another's identifier gets a number after it. */
function onceNamed(rows: readonly RecordRow[]): RecordRow[] {
  const seen = new Map<string, number>();
  return rows.map((row) => {
    const identifier = row.identifier![0]!;
    const times = (seen.get(identifier) ?? 0) + 1;
    seen.set(identifier, times);
    return times === 1 ? row : { ...row, identifier: [`${identifier}-${times}`] };
  });
}
