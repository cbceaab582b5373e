import type { Language } from "../text.ts";
import { dateIn, type PlainDate } from "../time.ts";

const formats = new Map<Language, Intl.DateTimeFormat>();

/** A date in words of a language: `2026-12-20` -> 2026年12月20日, 20 December 2026. */
export function formatDate(date: PlainDate, language: Language): string {
  let format = formats.get(language);
  if (!format) {
    const locale = language === "en" ? "en-GB" : language;
    format = new Intl.DateTimeFormat(locale, { dateStyle: "long", timeZone: "UTC" });
    formats.set(language, format);
  }
  return format.format(new Date(`${date}T00:00:00Z`));
}

/** An instant in words of a language and a zone: 27 November 2026 at 18:30. */
export function formatMoment(instant: string, language: string, zone: string): string {
  const locale = language === "en" ? "en-GB" : language;
  return new Intl.DateTimeFormat(locale, { dateStyle: "medium", timeStyle: "short", timeZone: zone }).format(
    new Date(instant),
  );
}

/** The day of an instant in words of a language, as it is in a zone. */
export function formatDay(instant: string, { zone, language }: { zone: string; language: Language }): string {
  return formatDate(dateIn(zone, new Date(instant)), language);
}
