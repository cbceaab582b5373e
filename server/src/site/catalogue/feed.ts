import type { InstanceBrief } from "../../catalogue/index.ts";
import type { FeedEntry } from "../../feeds/index.ts";
import { titleRest } from "./record-view.ts";

const MOST_SUBJECTS = 8;

/** What a feed says about an instance. */
export function feedEntry(
  brief: InstanceBrief,
  place: { id: string; href: string; published: Date; updated: Date },
): FeedEntry {
  const authors = brief.contributors.filter((c) => c.isMain || c.role !== "other").map((c) => c.value);
  const imprint = [brief.publisher, brief.year, brief.edition].filter(Boolean).join(" · ");
  return {
    ...place,
    title: [brief.title.main, titleRest(brief.title)].filter(Boolean).join(" · "),
    summary: [imprint, brief.summary].filter(Boolean).join("\n"),
    authors,
    subjects: brief.subjects.slice(0, MOST_SUBJECTS).map((s) => s.value),
  };
}
