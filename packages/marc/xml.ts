/** One thing in an XML text. `start` and `end` of an element carry its local name: prefixes are left out. */
export type XmlToken =
  | { kind: "start"; name: string; attributes: Map<string, string>; closed: boolean; at: number; end: number }
  | { kind: "end"; name: string; at: number; end: number }
  | { kind: "text"; value: string; at: number; end: number }
  | { kind: "skip"; at: number; end: number }
  | { kind: "error"; message: string; at: number; end: number };

const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

/**
 * The next token of an XML text. No DTD is read and no entity is expanded but the five of XML and character references:
 * what uses others is an error at its place.
 */
export function scanXml(text: string, at: number, final: boolean): XmlToken | undefined {
  if (text.charCodeAt(at) !== 0x3c) return scanText(text, at, final);
  const next = text.charCodeAt(at + 1);
  if (next === 0x2f) return scanEndTag(text, at, final);
  if (next === 0x21) return scanDeclaration(text, at, final);
  if (next === 0x3f) return scanUntil(text, at, "?>", final, "processing instruction");
  if (Number.isNaN(next) && !final) return undefined;
  return scanStartTag(text, at, final);
}

function unfinished(at: number, text: string, what: string, final: boolean): XmlToken | undefined {
  return final ? { kind: "error", message: `${what} has no end`, at, end: text.length } : undefined;
}

function scanText(text: string, at: number, final: boolean): XmlToken | undefined {
  let end = text.indexOf("<", at);
  if (end < 0) {
    if (!final) return undefined;
    end = text.length;
  }
  return readText(text.slice(at, end), at, end);
}

/** Line ends as XML has them (XML 1.0, 2.11): CR LF and a lone CR are LF. Character references stay what they say. */
function withLineFeeds(raw: string): string {
  return raw.includes("\r") ? raw.replace(/\r\n?/g, "\n") : raw;
}

function readText(raw: string, at: number, end: number): XmlToken {
  const value = resolveEntities(withLineFeeds(raw));
  if (value !== undefined) return { kind: "text", value, at, end };
  const place = Math.max(0, raw.search(/&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9A-Fa-f]+);)/));
  const message = `undefined entity ${JSON.stringify(raw.slice(place, place + 20))}`;
  return { kind: "error", message, at: at + place, end };
}

function scanUntil(
  text: string,
  at: number,
  closer: string,
  final: boolean,
  what: string,
): XmlToken | undefined {
  const end = text.indexOf(closer, at);
  return end < 0 ? unfinished(at, text, what, final) : { kind: "skip", at, end: end + closer.length };
}

function scanDeclaration(text: string, at: number, final: boolean): XmlToken | undefined {
  if (text.length - at < 9 && !final) return undefined;
  if (text.startsWith("<!--", at)) {
    const end = text.indexOf("-->", at + 4);
    return end < 0 ? unfinished(at, text, "comment", final) : { kind: "skip", at, end: end + 3 };
  }
  if (text.startsWith("<![CDATA[", at)) {
    const end = text.indexOf("]]>", at + 9);
    if (end < 0) return unfinished(at, text, "CDATA section", final);
    return { kind: "text", value: withLineFeeds(text.slice(at + 9, end)), at, end: end + 3 };
  }
  return scanDoctype(text, at, final);
}

/** Skips `<!DOCTYPE …>` with its internal subset unread. */
function scanDoctype(text: string, at: number, final: boolean): XmlToken | undefined {
  let depth = 0;
  for (let i = at + 2; i < text.length; i++) {
    const character = text[i];
    if (character === '"' || character === "'") {
      const close = text.indexOf(character, i + 1);
      if (close < 0) break;
      i = close;
    } else if (character === "[" || character === "<") depth++;
    else if (character === "]") depth--;
    else if (character === ">" && depth-- <= 0) return { kind: "skip", at, end: i + 1 };
  }
  return unfinished(at, text, "declaration", final);
}

const NAME = /[A-Za-z_:\u00c0-\uffff][\w.\-:\u00b7-\uffff]*/y;
const ATTRIBUTE = /\s+([A-Za-z_:\u00c0-\uffff][\w.\-:\u00b7-\uffff]*)\s*=\s*(?:"([^"<]*)"|'([^'<]*)')/y;

function scanEndTag(text: string, at: number, final: boolean): XmlToken | undefined {
  const close = text.indexOf(">", at);
  if (close < 0) return unfinished(at, text, "end tag", final);
  NAME.lastIndex = at + 2;
  const name = NAME.exec(text)?.[0];
  if (name === undefined || text.slice(at + 2 + name.length, close).trim() !== "") {
    return {
      kind: "error",
      message: `bad end tag ${JSON.stringify(text.slice(at, at + 30))}`,
      at,
      end: at + 2,
    };
  }
  return { kind: "end", name: localName(name), at, end: close + 1 };
}

function scanStartTag(text: string, at: number, final: boolean): XmlToken | undefined {
  const close = tagEnd(text, at + 1);
  if (close < 0) return unfinished(at, text, "start tag", final);
  const bad = (message: string): XmlToken => ({ kind: "error", message, at, end: at + 1 });
  NAME.lastIndex = at + 1;
  const name = NAME.exec(text)?.[0];
  if (name === undefined) return bad(`"<" that begins no tag: ${JSON.stringify(text.slice(at, at + 30))}`);
  const attributes = new Map<string, string>();
  let place = at + 1 + name.length;
  for (;;) {
    ATTRIBUTE.lastIndex = place;
    const match = ATTRIBUTE.exec(text);
    if (match === null) break;
    // White space of an attribute is blanks (XML 1.0, 3.3.3).
    const raw = match[2] ?? match[3] ?? "";
    const value = resolveEntities(/[\t\n\r]/.test(raw) ? raw.replace(/\r\n|[\t\n\r]/g, " ") : raw);
    if (value === undefined) return bad(`undefined entity in an attribute of <${name}>`);
    const key = localName(match[1] ?? "");
    // Namespace declarations and prefixed attributes may share a local name: the first plain one stands.
    if (!attributes.has(key)) attributes.set(key, value);
    place += match[0].length;
  }
  const rest = text.slice(place, close).trim();
  if (rest !== "" && rest !== "/") return bad(`bad attributes in <${name}>`);
  return { kind: "start", name: localName(name), attributes, closed: rest === "/", at, end: close + 1 };
}

/** The `>` that ends a tag; one inside quotes does not. */
function tagEnd(text: string, from: number): number {
  const close = text.indexOf(">", from);
  if (close < 0) return -1;
  const quote = text.slice(from, close).search(/["']/);
  if (quote < 0) return close;
  let place = from + quote;
  for (;;) {
    const end = text.indexOf(text.charAt(place), place + 1);
    if (end < 0) return -1;
    const nextClose = text.indexOf(">", end);
    if (nextClose < 0) return -1;
    const next = text.slice(end + 1, nextClose).search(/["']/);
    if (next < 0) return nextClose;
    place = end + 1 + next;
  }
}

function localName(name: string): string {
  const colon = name.indexOf(":");
  return colon < 0 ? name : name.slice(colon + 1);
}

/** Replaces the five entities and character references; undefined when there is any other `&`. */
function resolveEntities(raw: string): string | undefined {
  if (!raw.includes("&")) return raw;
  let wrong = false;
  const text = raw.replace(/&(?:#x([0-9A-Fa-f]{1,6})|#(\d{1,7})|(\w+));|&/g, (_, hex, decimal, name) => {
    if (name !== undefined) {
      wrong ||= !Object.hasOwn(ENTITIES, name);
      return ENTITIES[name] ?? "";
    }
    const code = hex !== undefined ? Number.parseInt(hex, 16) : decimal !== undefined ? Number(decimal) : -1;
    if (code < 0 || code > 0x10ffff || (code >= 0xd800 && code <= 0xdfff)) {
      wrong = true;
      return "";
    }
    return String.fromCodePoint(code);
  });
  return wrong ? undefined : text;
}
