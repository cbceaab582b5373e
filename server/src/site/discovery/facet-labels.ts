import { labelIn } from "@commonshelf/cjk";
import { languageTag, type Run, runOf } from "../../../../web/reader/frame/record-language.ts";
import { shortName } from "../../../../web/reader/frame/short-name.ts";
import type { FacetName } from "../../discovery/words.ts";
import { type MemberDirectory, memberName } from "../../frame/index.ts";
import type { Language } from "../../kernel/text.ts";
import { hasMessage, type Translate } from "../../messages/index.ts";
import { headingText } from "../catalogue/record-view.ts";

const displayNames = new Map<Language, Intl.DisplayNames>();
const MOST_NAMES = 5000;
const named = new Map<string, string>();

/** Name of a language by its ISO 639-2/B code in the language of the page; the code when it has none. */
export function languageName(code: string, language: Language): string {
  const key = `${language} ${code}`;
  const known = named.get(key);
  if (known !== undefined) return known;
  const name = displayName(code, language);
  if (named.size >= MOST_NAMES) named.clear();
  named.set(key, name);
  return name;
}

function displayName(code: string, language: Language): string {
  let names = displayNames.get(language);
  if (!names) {
    names = new Intl.DisplayNames(language, { type: "language", fallback: "none" });
    displayNames.set(language, names);
  }
  const tag = languageTag(code);
  try {
    return names.of(tag) ?? code;
  } catch {
    return code; // records carry codes that were never in the standard
  }
}

/** What a facet's value is called on a page; headings and names stay as the libraries wrote them. */
export function facetLabel(
  facet: FacetName,
  value: string,
  page: { language: Language; t: Translate; directory: MemberDirectory },
): Run {
  const { language, t, directory } = page;
  const run = (text: string): Run => ({ value: text, lang: language });
  switch (facet) {
    case "library":
      return run(shortName(memberName(directory, value, language)));
    case "available":
      return run(
        value === "now"
          ? t("facet.now")
          : t("facet.now-at", { name: shortName(memberName(directory, value, language)) }),
      );
    case "language":
      return run(languageName(value, language));
    case "class": {
      if (!hasMessage(`class.${value}`)) return run(value);
      return run(value.length > 1 ? `${value} ${t(`class.${value}`)}` : t(`class.${value}`));
    }
    case "type":
    case "carrier": {
      const key = `${facet}.${value}`;
      return run(hasMessage(key) ? t(key) : value);
    }
    default:
      return runOf(headingText(labelIn([value], language)), [], language);
  }
}
