import { fold, foldKey, hasHan } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { hasCallNumber, namesAccount, plain as readPlain } from "./contact-details.ts";
import { refuse } from "./refusals.ts";
import type { TextRule } from "./schema.ts";
import type { RuleKind } from "./words.ts";

/** What the rules found in a text: what to show a moderator, and whether it may be taken at all. */
export type Screening = { findings: string[]; refusedBy: string | null };

/** How an address is written so that no machine reads it: name(at)site点com. */
const AT = String.raw`\s?(?:@|#|艾特|圈a|[([{<]\s?(?:at|@)\s?[)\]}>]|\bat\b)\s?`;
const DOT = String.raw`\s?(?:\.|点|。|[([{<]\s?(?:dot|\.)\s?[)\]}>])\s?`;
const TOP = "(?:com|cn|net|org|edu|top|xyz|cc|io|vip)";
const HOST = "(?<![a-z0-9-])(?!asp.net)[a-z0-9-]{2,63}";
const MAIL_HOSTS = "(?:qq|163|126|139|189|gmail|outlook|hotmail|foxmail|sina|yahoo|icloud)";

const SHAPES: Record<Exclude<RuleKind, "phrase" | "account" | "long-number">, RegExp[]> = {
  "web-address": [
    /https?:\/\/|www\.|\b(?:t|wa)\.me\/|\bb23\.tv\b|\blinktr\.ee\b/i,
    new RegExp(`${HOST}${DOT}${TOP}\\b`, "i"),
    // Also words of English, which follow a full stop without a blank.
    /(?<![a-z0-9-])[a-z0-9-]{2,63}\.(?:shop|site|online|club|ltd|tv|biz|wang|ren|ink|fun|app|link|icu)\b/,
  ],
  "e-mail": [
    /[\w.+-]{1,64}@[\w-]{1,64}\.[a-z]{2,}/i,
    new RegExp(`[\\w.+-]{2,64}${AT}[a-z0-9-]{2,64}(?:${DOT}|\\sdot\\s)${TOP}\\b`, "i"),
    new RegExp(`[\\w.+-]{3,64}(?:@${MAIL_HOSTS}\\b|\\s?${MAIL_HOSTS}\\s?邮箱)`, "i"),
  ],
};
const LONG_NUMBER = /\d{7,}|(?:\d[ .-]?){11,}/;

/** Long numbers that stand in honest texts about books: ISBNs, spans and rows of years. */
const ISBN_OR_YEARS =
  /97[89][\d -]{10,14}|ISBN[ :-]{0,3}\d[\d -]{8,12}[\dX]|(?<![\d.-])(?:1\d|20)\d\d(?:\.1?\d)?(?: ?[-–—~至,、/ ] ?(?:1\d|20)\d\d(?:\.1?\d)?)+(?![\d.-])/gi;

/**
 * Holds a text against the rules. Phrases are compared folded: 繁簡, width and case do not matter, nor what stands
 * between Han characters (`加-微-信`); phrases in letters match whole words. An `account` is a
 * word with what it names beside it (微信 abc123), or by which somebody is invited (加个微). ISBNs and years are not long numbers. Pure.
 */
export function screenText(rules: readonly TextRule[], text: string): Screening {
  const words = ` ${fold(text)} `;
  const key = foldKey(text);
  const plain = text.normalize("NFKC");
  const innocent = plain.replace(ISBN_OR_YEARS, " ");
  const spoken = readPlain(innocent);
  const found = rules.filter((rule) => {
    if (rule.kind === "long-number") return LONG_NUMBER.test(innocent) || hasCallNumber(spoken);
    if (rule.kind === "account") return namesAccount(spoken, rule.pattern);
    if (rule.kind !== "phrase") return SHAPES[rule.kind].some((shape) => shape.test(plain));
    return hasHan(rule.pattern)
      ? key.includes(foldKey(rule.pattern))
      : words.includes(` ${fold(rule.pattern)} `);
  });
  const name = (rule: TextRule): string => rule.pattern || rule.kind;
  const refusing = found.find((rule) => rule.action === "refuse");
  return { findings: [...new Set(found.map(name))], refusedBy: refusing ? name(refusing) : null };
}

const MOST_RULES = 2000;

/** All rules of the region. */
export async function listRules(db: Db): Promise<TextRule[]> {
  const { rows } =
    await sql<TextRule>`select r.id, r.kind, r.pattern, r.action, r.note from moderation.text_rule r
    order by r.kind, r.pattern limit ${MOST_RULES}`.execute(db);
  return rows;
}

/** Holds texts that are to be public against the rules. Refuses `text-refused` 422 (param `found`). */
export async function screenTexts(db: Db, texts: readonly string[]): Promise<string[]> {
  const given = texts.filter((text) => text !== "");
  if (given.length === 0) return [];
  const screening = screenText(await listRules(db), given.join("\n"));
  if (screening.refusedBy !== null) throw refuse("text-refused", { found: screening.refusedBy });
  return screening.findings;
}

/** Those of the texts that a rule points at. Refuses `text-refused` 422. */
export async function doubtfulAmong(db: Db, texts: readonly string[]): Promise<string[]> {
  if ((await screenTexts(db, texts)).length === 0) return [];
  const rules = await listRules(db);
  return texts.filter((text) => screenText(rules, text).findings.length > 0);
}

/** Adds a rule, or changes what the same pattern does. Refuses `rule-empty` 400. */
export async function setRule(tx: Tx, input: Omit<TextRule, "id">): Promise<TextRule> {
  const hasWords = input.kind === "phrase" || input.kind === "account";
  const pattern = hasWords ? input.pattern.trim() : "";
  const key = hasWords ? foldKey(pattern) : "";
  if (hasWords && key === "") throw refuse("rule-empty");
  const { rows } = await sql<{
    id: string;
  }>`insert into moderation.text_rule (id, kind, pattern, pattern_key, action, note)
      values (${newId<"text-rule">()}, ${input.kind}, ${pattern}, ${key}, ${input.action}, ${input.note})
      on conflict on constraint text_rule_once do update
        set pattern = excluded.pattern, action = excluded.action, note = excluded.note
      returning id`.execute(tx);
  return { id: rows[0]!.id, kind: input.kind, pattern, action: input.action, note: input.note };
}

/** Takes a rule away. Refuses `rule-unknown` 404. */
export async function removeRule(tx: Tx, ruleId: string): Promise<void> {
  if (!isUuid(ruleId)) throw refuse("rule-unknown");
  const { rows } = await sql`delete from moderation.text_rule where id = ${ruleId} returning id`.execute(tx);
  if (rows.length === 0) throw refuse("rule-unknown");
}
