import { toCaptions } from "./captions.ts";

/** The words of a page, as they come beside its picture. */
const ENTITIES: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'" };

function decode(text: string): string {
  return text.replace(/&(?:#x([0-9a-f]{1,6})|#(\d{1,7})|(\w{2,6}));/gi, (whole, hex, decimal, name) => {
    if (name) return ENTITIES[name.toLowerCase()] ?? whole;
    const code = hex ? Number.parseInt(hex, 16) : Number(decimal);
    return code <= 0x10ffff && (code < 0xd800 || code > 0xdfff) ? String.fromCodePoint(code) : "";
  });
}

const HAN_END = /[\p{Script=Han}\p{P}]$/u;
/** Words of a line beside each other; Han without blanks between them. */
function joinWords(words: readonly string[]): string {
  return words.reduce(
    (line, word) => (line === "" || HAN_END.test(line) ? line + word : `${line} ${word}`),
    "",
  );
}

/** ALTO 2 to 4: `String/@CONTENT` in `TextLine`s. */
function altoText(xml: string): string {
  return [...xml.matchAll(/<(?:\w+:)?TextLine\b[\s\S]*?<\/(?:\w+:)?TextLine>/g)]
    .map(([line]) =>
      joinWords(
        [...line.matchAll(/<(?:\w+:)?String\b[^>]*?\bCONTENT="([^"]*)"/g)].map((one) => decode(one[1]!)),
      ),
    )
    .join("\n");
}

/** PAGE-XML: the text of each line; of several readings the first. */
function pageXmlText(xml: string): string {
  return [...xml.matchAll(/<(?:\w+:)?TextLine\b[\s\S]*?<\/(?:\w+:)?TextLine>/g)]
    .map(([line]) => {
      const whole = line.replace(/<(?:\w+:)?Word\b[\s\S]*?<\/(?:\w+:)?Word>/g, "");
      return decode(/<(?:\w+:)?Unicode>([\s\S]*?)<\/(?:\w+:)?Unicode>/.exec(whole)?.[1] ?? "").trim();
    })
    .join("\n");
}

/** hOCR: the words of each `ocr_line`; without lines, the text of the page. */
function hocrText(html: string): string {
  const body = html.replace(/<(script|style|head)\b[\s\S]*?<\/\1>/gi, "");
  const lines = body.split(/<span[^>]*class=["'][^"']*\bocr_(?:line|header|caption|textfloat)\b[^>]*>/i);
  const plain = (part: string): string =>
    decode(part.replace(/<[^>]*>/g, " "))
      .replace(/\s+/g, " ")
      .trim();
  return (lines.length > 1 ? lines.slice(1) : [body]).map(plain).filter(Boolean).join("\n");
}

const MOST_CHARACTERS = 200_000;

/** The text of a file beside a picture or recording: ALTO, PAGE-XML, hOCR, captions (as WebVTT) or plain. Other markup says nothing. */
export function readPageText(bytes: Buffer): string {
  const text = new TextDecoder("utf-8").decode(bytes.subarray(0, 8 * MOST_CHARACTERS)).replace(/^\ufeff/, "");
  const captions = toCaptions(text);
  if (captions !== null) return captions.slice(0, MOST_CHARACTERS);
  const head = text.slice(0, 4000);
  const read = /<(?:\w+:)?alto\b/i.test(head)
    ? altoText(text)
    : /<(?:\w+:)?PcGts\b/.test(head)
      ? pageXmlText(text)
      : /<html\b|ocr_page/i.test(head)
        ? hocrText(text)
        : /^\s*<\?xml/.test(head)
          ? ""
          : text;
  return read
    .replace(/[^\P{Cc}\n\t]/gu, "")
    .trim()
    .slice(0, MOST_CHARACTERS);
}
