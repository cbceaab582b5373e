import { CqlFault } from "./diagnostic.ts";
import type { CqlSpan } from "./tree.ts";

/**
 * One token. `raw` is a word or the inside of a string with its escapes kept; for the rest it is the text itself.
 * `contentPosition` is where `raw` starts: one past `position` for a quoted string.
 */
export type CqlToken = {
  kind: "word" | "string" | "comparison" | "(" | ")" | "/" | "end";
  raw: string;
  contentPosition: number;
} & CqlSpan;

const boundary = /[\s()=<>"/]/;
const structural = new Set(["(", ")", "/"]);

/** Operators of other query languages: the parser names them in a refusal instead of taking them for relations. */
export const foreignBooleans: ReadonlySet<string> = new Set([
  "xor",
  "nor",
  "nand",
  "andnot",
  "near",
  "&",
  "&&",
  "|",
  "||",
]);

/** True for text that must stand in quotes to be one token (CQL 1.2 grammar: charString2). */
export function needsQuotes(text: string): boolean {
  return text === "" || boundary.test(text) || /^(and|or|not|prox|sortby)$/i.test(text);
}

/** Splits a query into tokens, the last one `end`. Faults: 14 for a quote never closed, 10 for a dangling backslash. */
export function readTokens(text: string): CqlToken[] {
  const tokens: CqlToken[] = [];
  let position = 0;
  while (position < text.length) {
    const char = text.charAt(position);
    if (/\s/.test(char)) {
      position += 1;
      continue;
    }
    const token = readToken(text, position, char);
    tokens.push(token);
    position += token.length;
  }
  tokens.push({ kind: "end", raw: "", position: text.length, length: 0, contentPosition: text.length });
  return tokens;
}

function readToken(text: string, position: number, char: string): CqlToken {
  if (char === '"') return readString(text, position);
  if (structural.has(char)) {
    return { kind: char as "(" | ")" | "/", raw: char, position, length: 1, contentPosition: position };
  }
  if (char === "=" || char === "<" || char === ">") {
    const pair = text.slice(position, position + 2);
    const raw = pair === "==" || pair === "<>" || pair === "<=" || pair === ">=" ? pair : char;
    return { kind: "comparison", raw, position, length: raw.length, contentPosition: position };
  }
  return readWord(text, position);
}

function readString(text: string, position: number): CqlToken {
  let end = position + 1;
  while (end < text.length && text.charAt(end) !== '"') end += text.charAt(end) === "\\" ? 2 : 1;
  if (end >= text.length) {
    throw new CqlFault(14, String(position), { position, length: text.length - position });
  }
  const raw = text.slice(position + 1, end);
  return { kind: "string", raw, position, length: end + 1 - position, contentPosition: position + 1 };
}

function readWord(text: string, position: number): CqlToken {
  let end = position;
  while (end < text.length && !boundary.test(text.charAt(end))) {
    if (text.charAt(end) !== "\\") {
      end += 1;
    } else if (end + 1 < text.length && !/\s/.test(text.charAt(end + 1))) {
      end += 2;
    } else {
      throw new CqlFault(10, "a backslash must be followed by a character", { position: end, length: 1 });
    }
  }
  const raw = text.slice(position, end);
  return { kind: "word", raw, position, length: raw.length, contentPosition: position };
}
