import type { InstanceBrief } from "../catalogue/index.ts";
import { element } from "./xml.ts";

/** Elements of simple Dublin Core for an instance, in every script it is known in (DCMES 1.1). `prefix` such as `dc:`. */
export function dublinCore(brief: InstanceBrief, prefix: string): string {
  const titles = [brief.title, brief.parallelTitle].flatMap((t) =>
    t ? [[t.main, t.sub, t.part, t.partName].filter(Boolean).join(" : ")] : [],
  );
  const main = brief.contributors.filter((c) => c.isMain);
  const creators = main.length > 0 ? main : brief.contributors.slice(0, 1);
  const others = brief.contributors.filter((c) => !creators.includes(c));
  const forms = (list: typeof brief.contributors): string[] =>
    list.flatMap((c) => [c.value, ...c.forms.slice(0, 1)]);
  const all = (name: string, values: (string | number | null)[]): string =>
    values.map((value) => element(`${prefix}${name}`, value)).join("");
  return (
    all("title", titles) +
    all("creator", forms(creators)) +
    all("contributor", forms(others)) +
    all(
      "subject",
      brief.subjects.map((s) => s.value),
    ) +
    all("description", [brief.summary, ...brief.notes.slice(0, 3)]) +
    all("publisher", [brief.publisher]) +
    all("date", [brief.year]) +
    all("type", [brief.type]) +
    all("format", [brief.extent]) +
    all("identifier", [
      ...brief.isbns.map((i) => `ISBN ${i}`),
      ...brief.issns.map((i) => `ISSN ${i}`),
      ...brief.urls.map((u) => u.url),
    ]) +
    all("language", brief.languages)
  );
}
