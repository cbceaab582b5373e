import type { Repair } from "./reading.ts";
import type { MarcField } from "./record.ts";

const DELIMITER = "\x1f";
const DELIMITER_CODE = 0x1f;

/**
 * The field in a decoded ISO 2709 variable field (without its terminator). Tags 00X are control fields unless the
 * content has a delimiter behind two indicators; missing indicators become blanks; text before the first delimiter
 * becomes `$a`. Both are reported in `repairs`.
 */
export function parseField(tag: string, content: string, repairs: Repair[]): MarcField {
  const control = tag.charCodeAt(0) === 0x30 && tag.charCodeAt(1) === 0x30;
  if (content.charCodeAt(2) === DELIMITER_CODE) {
    return {
      tag,
      ind1: content.charAt(0),
      ind2: content.charAt(1),
      subfields: parseSubfields(tag, content, 3, repairs),
    };
  }
  const first = content.indexOf(DELIMITER);
  if (control) return { tag, value: content };
  // Aleph's FMT and its like are control fields with letters for a tag; two bare indicators are an empty data field.
  if (first < 0 && !/^\d/.test(tag) && !/^[ \d]{2}$/.test(content)) return { tag, value: content };
  return parseIrregular(tag, content, first < 0 ? content.length : first, repairs);
}

/** Reads subfields from `from`, the place behind a delimiter. */
function parseSubfields(tag: string, content: string, from: number, repairs: Repair[]): [string, string][] {
  const subfields: [string, string][] = [];
  const length = content.length;
  let at = from;
  while (at <= length) {
    let end = content.indexOf(DELIMITER, at);
    if (end < 0) end = length;
    if (end === at) repairs.push({ code: "empty-subfield", tag });
    else {
      const first = content.charCodeAt(at);
      const width = first >= 0xd800 && first < 0xdc00 && at + 1 < end ? 2 : 1;
      subfields.push([content.slice(at, at + width), content.slice(at + width, end)]);
    }
    at = end + 1;
  }
  return subfields;
}

function parseIrregular(tag: string, content: string, first: number, repairs: Repair[]): MarcField {
  const head = content.slice(0, first);
  const ind1 = head.charAt(0) || " ";
  const ind2 = head.charAt(1) || " ";
  const subfields = first < content.length ? parseSubfields(tag, content, first + 1, repairs) : [];
  const text = head.slice(2);
  if (text.trim() !== "") {
    subfields.unshift(["a", text]);
    repairs.push({ code: "subfield-delimiter", tag });
  } else if (head.length !== 2) repairs.push({ code: "indicators", tag, count: head.length });
  return { tag, ind1, ind2, subfields };
}
