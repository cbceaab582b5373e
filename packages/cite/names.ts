/**
 * A name in the parts styles ask for. `whole`: names that are never turned round or shortened: Chinese, Japanese and
 * Korean ones in their own script, bodies, and people of one name.
 */
export type Name =
  | { kind: "whole"; text: string; isBody: boolean }
  | { kind: "parts"; family: string; given: string; suffix?: string; familyFirst?: boolean }
  /** A foreign name in Han: 马克思 with K; styles show the family name alone unless two share it. */
  | { kind: "transliterated"; family: string; given: string };

const EAST_ASIAN = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}〇]/u;
const LEADING_NOTE = /^[(（[［〔【][^)）\]］〕】]{1,12}[)）\]］〕】]\s*/u;
/** A country before a name, as 中国 catalogues write it: (美), [苏联], (英国). */
const COUNTRY =
  /^[(（［[〔【]\s*(?:美|英|法|德|俄|苏|蘇|意|奥|奧|西(?![汉漢晋晉周])|葡|荷|比|瑞|丹|挪|芬|波|捷|匈|希|印|澳|加|巴|阿|墨|智|秘|土|以|埃|爱尔兰|愛爾蘭)/u;
const TRAILING_NOTE = /\s*[(（[［][^)）\]］]*[)）\]］]?\s*$/u;
const SUFFIX = /^(?:jr|sr|filho|neto|fils|père|i{1,3}|iv|vi{0,3})\.?$/i;
const PARTICLE = /^(?:de|del|della|der|den|di|du|da|dos|la|le|van|von|ten|ter|af|av|al|el|ibn|bin)$/i;
/** Particles as they stand behind forenames: with a small letter, for `Le` and `Al` there are names. */
const LOWER_PARTICLE =
  /^(?:de|del|della|dello|degli|dei|der|den|des|di|du|da|das|dos|do|d['’]|e|la|las|los|le|van|von|vom|ten|ter|te|['’]t|zu|zum|zur|und|af|av|y|of)$/u;
/** What ends in a point of its own. */
const SHORTENED =
  /(?:^|[\s.,-])(?:\p{L}|[b-df-hj-np-tv-xz]{2,4}|jr|sr|ed|geo|jos|benj|alex|fred|edw|aug|joh|esq)\.$/iu;

/** True for a text with Han, kana or hangul. */
export function isEastAsian(text: string): boolean {
  return EAST_ASIAN.test(text);
}

/** A body: its name stays as it is. */
export function bodyName(text: string): Name {
  const plain = tidy(text);
  return { kind: "whole", text: plain.replace(/[.,，；;]+$/u, "") || plain, isBody: true };
}

/**
 * Reads a person's name as catalogues write it: `Austen, Jane` and `Jane Austen` -> family Austen, given Jane;
 * `(清)曹雪芹` -> 曹雪芹 whole; `伊迪斯·乔纳斯` and `(瑞士) 乔纳斯 (Jonas, E.)` -> family 乔纳斯.
 * `familyFirst`: a name without a comma begins with the family name (`Cao Xueqin`). `turns` false: nothing is guessed,
 * a name without a comma and of no known order stays as it is written.
 */
export function personName(text: string, familyFirst = false, turns = true): Name {
  const plain = tidy(text).replaceAll("،", ",");
  if (isEastAsian(plain)) return eastAsianName(plain);
  const name =
    plain
      .replace(/\s*\([^)]*\)\s*/g, " ")
      .replace(/\s+,/g, ",")
      .trim() || plain;
  if (!turns && !familyFirst && !name.includes(",")) return wholeName(name);
  return westernName(name, familyFirst);
}

/**
 * The name with the particle that stands behind its forenames before its family name, as APA and GB/T 7714 ask for it:
 * `Gogh, Vincent van` -> family van Gogh, given Vincent. Any other name as it is.
 */
export function withParticle(name: Name): Name {
  if (name.kind !== "parts" || name.familyFirst) return name;
  const words = name.given.split(" ");
  let end = words.length;
  while (end > 1 && LOWER_PARTICLE.test(words[end - 1]!)) end -= 1;
  if (end === words.length) return name;
  const particle = words.slice(end).join(" ");
  const family = /['’]$/u.test(particle) ? `${particle}${name.family}` : `${particle} ${name.family}`;
  return { ...name, family, given: words.slice(0, end).join(" ") };
}

/** A name that is never turned round or shortened: Elizabeth II, Ho Chi Minh, the Medici family. */
export function wholeName(text: string): Name {
  return { kind: "whole", text: tidy(text), isBody: false };
}

function eastAsianName(text: string): Name {
  const isForeign = COUNTRY.test(text);
  let name = text;
  while (LEADING_NOTE.test(name) && name.replace(LEADING_NOTE, "") !== "")
    name = name.replace(LEADING_NOTE, "");
  name = (name.replace(TRAILING_NOTE, "") || name).trim();
  const comma = /^([^,，]+)[,，]\s*(.+)$/u.exec(name);
  if (comma) return joinedParts(comma[1]!.trim(), comma[2]!.trim(), isForeign);
  const initials = /^(\p{Script=Han}+)\s*((?:[A-Z]\s*[.．·-]?\s*)+)$/u.exec(name);
  if (initials) return { kind: "transliterated", family: initials[1]!, given: initials[2]!.trim() };
  const before = /^((?:[A-Z]\s*[.．]\s*)+)(\p{Script=Han}+)$/u.exec(name);
  if (before) return { kind: "transliterated", family: before[2]!, given: before[1]!.trim() };
  const dots = name
    .split(/[·•・‧∙．]/u)
    .map((part) => part.trim())
    .filter(Boolean);
  // 若望·保禄二世: who reigned is called by the whole name.
  if (/[一二三四五六七八九十]世$/u.test(name)) return { kind: "whole", text: name, isBody: false };
  if (dots.length > 1 && dots.some(isEastAsian) && !/[\p{Script=Hiragana}\p{Script=Katakana}]/u.test(name))
    return { kind: "transliterated", family: dots.at(-1)!, given: dots.slice(0, -1).join("·") };
  return { kind: "whole", text: name, isBody: false };
}

/** `沈, 从文` is one Chinese name; `马克思, 卡尔` and `马克思, K.` are a foreign family and forename. */
function joinedParts(family: string, given: string, isForeign: boolean): Name {
  if (!isEastAsian(given)) return { kind: "transliterated", family, given };
  if (!isForeign && [...family].length <= 2 && [...given].length <= 2)
    return { kind: "whole", text: family + given, isBody: false };
  return { kind: "transliterated", family, given };
}

function westernName(text: string, familyFirst: boolean): Name {
  const parts = text
    .split(",")
    .map((part) => part.trim())
    .filter(Boolean);
  if (parts.length > 1) {
    const [family, given, ...rest] = parts as [string, string, ...string[]];
    const suffix = [given, ...rest].find((part) => SUFFIX.test(part));
    const forename = SUFFIX.test(given) ? (rest.find((part) => !SUFFIX.test(part)) ?? "") : given;
    if (forename === "") return { kind: "whole", text: parts.join(", "), isBody: false };
    return {
      kind: "parts",
      family,
      given: forename,
      ...(suffix ? { suffix } : {}),
      ...(familyFirst ? { familyFirst } : {}),
    };
  }
  const words = (parts[0] ?? text).split(" ").filter(Boolean);
  if (words.length < 2) return { kind: "whole", text: parts[0] ?? text, isBody: false };
  if (familyFirst)
    return { kind: "parts", family: words[0]!, given: words.slice(1).join(" "), familyFirst: true };
  let start = words.length - 1;
  const suffix = SUFFIX.test(words[start]!) && start > 1 ? words[start--] : undefined;
  while (start > 1 && PARTICLE.test(words[start - 1]!)) start -= 1;
  const family = words.slice(start, suffix === undefined ? undefined : words.length - 1).join(" ");
  return { kind: "parts", family, given: words.slice(0, start).join(" "), ...(suffix ? { suffix } : {}) };
}

/** One line without marks at its end; a text of marks alone stays as it is. */
function tidy(text: string): string {
  const line = text.normalize("NFC").replace(/\s+/gu, " ").trim();
  const bare = line.replace(/[,;，；\s]+$/u, "") || line;
  return /(?:\p{Script=Han}|(?:(?!\p{Script=Han})\p{L}){2})\.$/u.test(bare) &&
    !SHORTENED.test(bare.normalize("NFD").replace(/\p{M}/gu, ""))
    ? bare.slice(0, -1)
    : bare;
}

/**
 * Forenames as initials: `Edgar Allan` -> `E A` with `""`, `E. A.` with `.`. Hyphens are kept (`Jean-Luc` -> `J-L`)
 * unless `hyphen` is another text.
 */
export function initialsOf(given: string, point: "" | ".", hyphen = "-"): string {
  return given
    .split(/[\s.·]+/u)
    .filter(Boolean)
    .map((word) =>
      word
        .split(/[-‐‑]/u)
        .filter(Boolean)
        .map((part) => {
          const letter = [...part.replace(/^['’ʻʿ]+/u, "")][0];
          return letter ? letter.toUpperCase() + point : "";
        })
        .filter(Boolean)
        .join(hyphen),
    )
    .filter(Boolean)
    .join(" ");
}

/** The name for a list that is sorted by it: `Austen, Jane`, `Cao Xueqin`, 曹雪芹. */
export function invertedName(name: Name): string {
  if (name.kind === "whole") return name.text;
  if (name.kind === "transliterated") return transliteratedText(name);
  if (name.familyFirst) return `${name.family} ${name.given}`;
  return [`${name.family}, ${name.given}`, name.suffix].filter(Boolean).join(", ");
}

/** The name as it is spoken: `Jane Austen`, `Cao Xueqin`, 曹雪芹. */
export function spokenName(name: Name): string {
  if (name.kind === "whole") return name.text;
  if (name.kind === "transliterated") return transliteratedText(name);
  if (name.familyFirst) return `${name.family} ${name.given}`;
  return [`${name.given} ${name.family}`, name.suffix].filter(Boolean).join(" ");
}

function transliteratedText(name: { family: string; given: string }): string {
  return isEastAsian(name.given) ? `${name.given}·${name.family}` : `${name.family} ${name.given}`;
}

/** The family name, or the whole: what keys are made of. */
export function familyName(name: Name): string {
  return name.kind === "whole" ? name.text : name.family;
}
