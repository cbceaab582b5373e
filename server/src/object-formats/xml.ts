import { BrokenRecords } from "./broken.ts";

/** An element: its name without prefix, its attributes without prefixes, what is in it. */
export type Element = {
  name: string;
  attributes: Readonly<Record<string, string>>;
  children: (Element | string)[];
};

const DEEPEST = 200;
const MOST_ELEMENTS = 2_000_000;
const NAMED: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };
const ATTRIBUTE = /([^\s=/>]+)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/g;

const local = (name: string): string => name.slice(name.indexOf(":") + 1);

function decode(text: string, fail: () => never): string {
  return text.replace(
    /&(?:#x([0-9a-fA-F]{1,6})|#(\d{1,7})|([\w.-]{1,40}));?/g,
    (_whole, hex, decimal, name) => {
      if (name !== undefined) return NAMED[name as string] ?? fail();
      const code = hex ? Number.parseInt(hex as string, 16) : Number(decimal);
      const isCharacter = code > 0 && code <= 0x10ffff && (code < 0xd800 || code > 0xdfff);
      return isCharacter ? String.fromCodePoint(code) : fail();
    },
  );
}

/**
 * Reads XML to its end: well-formed as far as it matters, names without their prefixes. Only the five entities of XML are
 * known; a document that declares its own is refused, so that nothing is expanded or fetched. Throws `BrokenRecords` with
 * the line.
 */
export function readXml(text: string, format = "XML"): Element {
  const root: Element = { name: "", attributes: {}, children: [] };
  const open: { element: Element; tag: string }[] = [{ element: root, tag: "" }];
  let at = 0;
  let elements = 0;
  const fail = (): never => {
    throw new BrokenRecords(format, String(text.slice(0, at).split("\n").length));
  };
  const add = (part: string): void => {
    if (part === "") return;
    if (open.length > 1) open.at(-1)!.element.children.push(part);
    else if (part.trim() !== "" && part.trim() !== "\ufeff") fail();
  };
  const until = (mark: string): string => {
    const end = text.indexOf(mark, at);
    if (end < 0) fail();
    const part = text.slice(at, end);
    at = end + mark.length;
    return part;
  };
  while (at < text.length) {
    const next = text.indexOf("<", at);
    add(decode(text.slice(at, next < 0 ? text.length : next), fail));
    if (next < 0) break;
    at = next;
    if (text.startsWith("<!--", at)) until("-->");
    else if (text.startsWith("<![CDATA[", at)) add(until("]]>").slice(9));
    else if (text.startsWith("<?", at)) until("?>");
    else if (text.startsWith("<!", at)) {
      if (until(">").includes("[")) fail();
    } else if (text.startsWith("</", at)) {
      const tag = until(">").slice(2).trim();
      if (open.length === 1 || open.pop()!.tag !== tag) fail();
    } else {
      const end = endOfTag(text, at);
      if (end < 0 || ++elements > MOST_ELEMENTS) fail();
      const inside = text.slice(at + 1, end);
      const isEmpty = inside.endsWith("/");
      const tag = /^[^\s/>]+/.exec(inside)?.[0] ?? fail();
      const attributes: Record<string, string> = {};
      for (const [, name, double, single] of inside.slice(tag.length).matchAll(ATTRIBUTE))
        attributes[local(name!)] = decode(double ?? single ?? "", fail);
      const element: Element = { name: local(tag), attributes, children: [] };
      open.at(-1)!.element.children.push(element);
      at = end + 1;
      if (!isEmpty && open.push({ element, tag }) > DEEPEST) fail();
    }
  }
  const top = root.children.filter((child) => typeof child !== "string");
  if (open.length !== 1 || top.length !== 1) fail();
  return top[0]!;
}

/** Where a tag ends: the first `>` that stands in no value. */
function endOfTag(text: string, from: number): number {
  let quote = "";
  for (let at = from; at < text.length; at++) {
    const sign = text[at]!;
    if (quote !== "") {
      if (sign === quote) quote = "";
    } else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === ">") return at;
  }
  return -1;
}

/** Elements directly inside. */
export function childrenOf(element: Element, ...names: string[]): Element[] {
  return element.children.filter(
    (child): child is Element =>
      typeof child !== "string" && (names.length === 0 || names.includes(child.name)),
  );
}

/** Elements at any depth, in order; not those inside one that was found. */
export function within(element: Element, ...names: string[]): Element[] {
  return childrenOf(element).flatMap((child) =>
    names.includes(child.name) ? [child] : within(child, ...names),
  );
}

/** All text, blanks folded. */
export function textOf(element: Element | undefined): string {
  const all = (one: Element): string =>
    one.children.map((child) => (typeof child === "string" ? child : ` ${all(child)} `)).join("");
  return element
    ? all(element)
        .replace(/\s+/g, " ")
        .replace(/ ([,.;:])/g, "$1")
        .trim()
    : "";
}
