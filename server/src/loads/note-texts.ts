import type { ImportReject } from "../catalogue/schema.ts";
import type { Language } from "../kernel/text.ts";
import { hasMessage, translator } from "../messages/index.ts";
import { detailText } from "./detail-texts.ts";
import { tsvLine } from "./tables.ts";

/** The sentence of a line of a load's report, in the loader's language. */
export function noteText(
  line: Pick<ImportReject, "reason" | "params" | "message">,
  language: Language,
): string {
  const t = translator(language);
  const { reason, params } = line;
  if (reason.startsWith("format-")) {
    const name = `load.format.${reason.slice("format-".length)}`;
    return t("load.format", { format: hasMessage(name) ? t(name) : reason.slice("format-".length) });
  }
  if (hasMessage(`load.${reason}`)) {
    // Rows from before sentences were kept apart from their values have a text of their own.
    const hasValues = Object.keys(params).length > 0 || line.message === "" || line.message === reason;
    return hasValues ? withoutEmpty(t(`load.${reason}`, inLanguage(params, language))) : line.message;
  }
  if (reason.startsWith("repair-"))
    return withoutEmpty(t("load.repair", { ...params, code: reason.slice("repair-".length) }));
  return line.message || reason;
}

function inLanguage(params: ImportReject["params"], language: Language): ImportReject["params"] {
  const { detail } = params;
  return typeof detail === "string" ? { ...params, detail: detailText(detail, language) } : params;
}

/** A sentence without brackets in which nothing stands. */
function withoutEmpty(sentence: string): string {
  return sentence.replace(/ ?(?:\(\s*\)|（\s*）)/g, "");
}

/** Which record a line is about, as people count: from 1; the file as a whole has none. */
export function recordNumberOf(line: Pick<ImportReject, "recordIndex">): string {
  return line.recordIndex < 0 ? "" : String(line.recordIndex + 1);
}

const COLUMNS = ["severity", "record", "byte", "control number", "field", "reason", "message"];

/** Head of a report as tab-separated text. */
export const reportHead: string = COLUMNS.join("\t");

/** One line of a report as tab-separated text. */
export function reportLine(line: ImportReject, language: Language): string {
  return tsvLine([
    line.severity,
    recordNumberOf(line),
    line.byteOffset,
    line.controlNumber,
    line.place,
    line.reason,
    noteText(line, language),
  ]);
}
