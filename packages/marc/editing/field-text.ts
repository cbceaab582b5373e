import { isData, type MarcField, type MarcRecord } from "../record.ts";

/** What begins a subfield in a field's text, as cataloguers print it (OCLC, RDA). */
export const DELIMITER = "‡";

/** A field's content as one line of text: `‡a红楼梦‡f曹雪芹著`; a delimiter that is text itself stands twice. */
export function contentOf(field: MarcField): string {
  if (!isData(field)) return field.value;
  return field.subfields
    .map(([code, value]) => DELIMITER + code + value.replaceAll(DELIMITER, DELIMITER + DELIMITER))
    .join("");
}

/** The subfields of a line of text; what stands before the first delimiter is `$a`. */
export function subfieldsOf(text: string): [code: string, value: string][] {
  const subfields: [string, string][] = [];
  let value: string | undefined;
  let code = "a";
  const close = (): void => {
    if (value !== undefined) subfields.push([code, value]);
  };
  const characters = [...text];
  for (let at = 0; at < characters.length; at++) {
    const character = characters[at]!;
    const next = characters[at + 1];
    if (character !== DELIMITER) value = (value ?? "") + character;
    else if (next === DELIMITER) {
      value = (value ?? "") + DELIMITER;
      at++;
    } else {
      close();
      code = next ?? "";
      value = "";
      at++;
    }
  }
  close();
  return subfields;
}

/** Tags whose fields are one text without indicators (MARC 21 and UNIMARC 00X). */
export function isControlTag(tag: string): boolean {
  return tag.startsWith("00");
}

const BLANK = "#";

/** A whole record as text to copy and paste: `LDR …`, `001 value`, `200 1# ‡a…`; a blank indicator is `#`. */
export function recordText(record: MarcRecord): string {
  const lines = record.fields.map((field) =>
    isData(field)
      ? `${field.tag} ${mark(field.ind1)}${mark(field.ind2)} ${oneLine(contentOf(field))}`
      : `${field.tag} ${oneLine(field.value)}`,
  );
  return [`LDR ${record.leader}`, ...lines].join("\n");
}

/** The record of such a text; undefined where a line is no field. */
export function parseRecordText(text: string): MarcRecord | undefined {
  let leader = "";
  const fields: MarcField[] = [];
  for (const line of text.split("\n")) {
    if (line.trim() === "") continue;
    const [, tag, rest] = /^(LDR|[0-9A-Za-z]{3}) (.*)$/su.exec(line) ?? [];
    if (tag === undefined || rest === undefined) return undefined;
    if (tag === "LDR") leader = rest.padEnd(24).slice(0, 24);
    else if (isControlTag(tag)) fields.push({ tag, value: manyLines(rest) });
    else {
      const [, ind1, ind2, content] = /^(.)(.) (.*)$/su.exec(rest) ?? [];
      if (ind1 === undefined || ind2 === undefined) return undefined;
      fields.push({
        tag,
        ind1: unmark(ind1),
        ind2: unmark(ind2),
        subfields: subfieldsOf(manyLines(content ?? "")),
      });
    }
  }
  return leader === "" && fields.length === 0 ? undefined : { leader: leader.padEnd(24), fields };
}

const mark = (indicator: string): string => (indicator === " " ? BLANK : indicator);
const unmark = (indicator: string): string => (indicator === BLANK ? " " : indicator);

// A line end inside a field is rare and must not end the line: it stands as the control picture of it.
const oneLine = (text: string): string => text.replaceAll("\n", "\u2424");
const manyLines = (text: string): string => text.replaceAll("\u2424", "\n");
