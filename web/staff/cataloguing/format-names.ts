import type { Finding, FormatName } from "@commonshelf/marc/editing";
import { Refusal } from "../api.ts";
import { currentLanguage, hasText, t } from "../text.ts";

/** A name of the format tables in the language in use. */
export function formatName(name: FormatName): string {
  return name[{ "zh-Hans": 0, "zh-Hant": 1, en: 2 }[currentLanguage()]]!;
}

/** What a finding says. */
export function findingText(finding: Finding): string {
  return t(`records.finding.${finding.code}`, finding.params);
}

/** Why a record cannot be saved, where the server says it with a reason of its own. */
export function refusalText(error: unknown): string | undefined {
  if (!(error instanceof Refusal) || error.code !== "record-refused") return undefined;
  const key = `records.finding.${error.params.reason}`;
  return hasText(key) ? t(key, { tag: error.params.place ?? "" }) : undefined;
}
