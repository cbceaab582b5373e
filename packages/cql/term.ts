import type { CqlDiagnostic } from "./diagnostic.ts";
import { cqlDiagnostic } from "./diagnostic.ts";
import type { CqlSpan } from "./tree.ts";

/** A stretch of a term: literal text, a mask for any string (`*`) or one character (`?`), or an anchor (`^`). */
export type CqlTermPart =
  | { kind: "text"; text: string }
  | { kind: "anyString" }
  | { kind: "anyCharacter" }
  | { kind: "anchor" };

/** The parts of a term, or diagnostic 26 with the character that may not be escaped. */
export type CqlTermResult = { ok: true; parts: CqlTermPart[] } | { ok: false; diagnostic: CqlDiagnostic };

const special: Readonly<Record<string, CqlTermPart>> = {
  "*": { kind: "anyString" },
  "?": { kind: "anyCharacter" },
  "^": { kind: "anchor" },
};

/**
 * Reads a clause's term by the masking rules of the CQL context set: `^dog*\?` -> anchor, text "dog", anyString,
 * text "?". Pass the clause's termSpan to place the refusal. A backslash may stand only before `* ? ^ " \`; not for
 * terms under `/regexp` or `/unmasked`, which have rules of their own.
 */
export function parseTerm(term: string, termSpan?: CqlSpan): CqlTermResult {
  const parts: CqlTermPart[] = [];
  let literal = "";
  for (let at = 0; at < term.length; at += 1) {
    const char = term.charAt(at);
    const part = special[char];
    if (char === "\\") {
      const escaped = term.charAt(at + 1);
      if (escaped === "" || !'*?^"\\'.includes(escaped)) return misplacedEscape(term, at, termSpan);
      literal += escaped;
      at += 1;
    } else if (part === undefined) {
      literal += char;
    } else {
      if (literal !== "") parts.push({ kind: "text", text: literal });
      literal = "";
      parts.push({ ...part });
    }
  }
  if (literal !== "") parts.push({ kind: "text", text: literal });
  return { ok: true, parts };
}

function misplacedEscape(term: string, at: number, termSpan: CqlSpan | undefined): CqlTermResult {
  const escaped = term.codePointAt(at + 1);
  const details = escaped === undefined ? "\\" : String.fromCodePoint(escaped);
  const position = (termSpan?.position ?? 0) + at;
  const length = escaped === undefined ? 1 : 1 + details.length;
  return { ok: false, diagnostic: cqlDiagnostic(26, details, { position, length }) };
}

/** Escapes what would mask, anchor or quote, so that the text is searched as it stands: `C*` -> `C\*`. */
export function escapeTerm(text: string): string {
  return text.replace(/[*?^"\\]/g, "\\$&");
}

/** The value of a name or URI, where masks mean nothing: `a\"b` -> `a"b`. */
export function unescapeName(raw: string): string {
  return raw.replace(/\\([\s\S])/g, "$1");
}
