import { isLanguage, type Language } from "../kernel/text.ts";
import { UsageError } from "./output.ts";

/**
 * The language a command answers in: the one asked for, else the terminal's (LC_ALL, LC_MESSAGES, LANG), else English.
 * Throws `UsageError` for a language there is no catalogue of.
 */
export function languageOf(
  wanted: string | undefined,
  environment: Readonly<Record<string, string | undefined>>,
): Language {
  if (wanted !== undefined) {
    if (!isLanguage(wanted)) throw new UsageError(`There is no language ${wanted}`);
    return wanted;
  }
  const locale = environment.LC_ALL || environment.LC_MESSAGES || environment.LANG || "";
  if (/^zh[-_](tw|hk|mo|hant)/i.test(locale)) return "zh-Hant";
  return /^zh/i.test(locale) ? "zh-Hans" : "en";
}
