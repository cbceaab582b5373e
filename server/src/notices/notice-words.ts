import { listBranches } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { type Language, pick } from "../kernel/text.ts";
import { formatDate, formatMoment } from "../kernel/zones/dates.ts";
import { hasMessage, type MessageParams, translator } from "../messages/index.ts";
import type { NoticeParams } from "./notices.ts";
import { fillIn, type Wording } from "./wordings/wordings.ts";

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const MOMENT = /^\d{4}-\d{2}-\d{2}T/;
/** Names of values that are words of another list: their sentences begin so. */
const WORDS: Record<string, string> = { outcome: "sharing.outcome.", from: "wish.way.", to: "wish.way." };

/** A reader's language and clock, and the names that values stand for. */
export type NoticeReader = { language: Language; timeZone: string; branchName(id: number): string };

/** How notices are read by somebody: names of branches are looked up once for all of them. */
export async function noticeReader(db: Db, language: Language, timeZone: string): Promise<NoticeReader> {
  const branches = new Map(
    (await listBranches(db)).map((branch) => [branch.id, pick(branch.name, language)]),
  );
  return { language, timeZone, branchName: (id) => branches.get(id) ?? "" };
}

/** The values of a notice as its sentence needs them: dates and moments in words, in the reader's zone. */
export function noticeValues(params: NoticeParams, reader: NoticeReader): MessageParams {
  const t = translator(reader.language);
  const values: MessageParams = {};
  for (const [name, value] of Object.entries(params)) {
    if (typeof value !== "string") values[name] = value;
    else if (name in WORDS && hasMessage(WORDS[name] + value)) values[name] = t(WORDS[name] + value);
    else if (MOMENT.test(value)) values[name] = formatMoment(value, reader.language, reader.timeZone);
    else values[name] = DATE.test(value) ? formatDate(value, reader.language) : value;
  }
  if (typeof params.branchId === "number") values.branch = reader.branchName(params.branchId);
  return values;
}

/** A notice as one sentence. */
export function noticeSentence(notice: { kind: string; params: NoticeParams }, reader: NoticeReader): string {
  const t = translator(reader.language);
  const key = `notice.${notice.kind}`;
  return hasMessage(key) ? t(key, noticeValues(notice.params, reader)) : t("notice.other");
}

/** A notice as a mail: as the reader's library words it, else its own subject and body where it has them, else its sentence. */
export function noticeLetter(
  notice: { kind: string; params: NoticeParams },
  reader: NoticeReader,
  wording?: Wording,
): Wording {
  const t = translator(reader.language);
  if (wording) return fillIn(wording, noticeValues(notice.params, reader));
  const values = noticeValues(notice.params, reader);
  const part = (name: string, otherwise: () => string): string => {
    const key = `notice.${notice.kind}.${name}`;
    return hasMessage(key) ? t(key, values) : otherwise();
  };
  return {
    subject: part("subject", () => t("notice.mail.subject")),
    body: part("body", () => noticeSentence(notice, reader)),
  };
}
