import { openUrl } from "@commonshelf/cite";
import { foldKey, hasHan, labelIn } from "@commonshelf/cjk";
import type { AvailabilityFacts, RowFacts } from "../../../../web/reader/discovery/result-row.tsx";
import type { NearFacts } from "../../../../web/reader/discovery/row-holdings.tsx";
import type { CoverFacts } from "../../../../web/reader/frame/cover.tsx";
import { isRead, type Run, runOf } from "../../../../web/reader/frame/record-language.ts";
import type { Instance, InstanceBrief, Title } from "../../catalogue/index.ts";
import type { Availability, HoldingGroup } from "../../circulation/index.ts";
import { referenceOf } from "../../citations/index.ts";
import { localePaths, type MemberDirectory } from "../../frame/index.ts";
import type { Language } from "../../kernel/text.ts";
import { holdersOf } from "../discovery/row-holdings.ts";

const AUTHORS_IN_ROW = 3;

/** Where and for whom a record is shown. */
export type Viewer = { language: Language; directory: MemberDirectory; homeMemberId: number | null };

/** Address of a record's page. */
export function instanceHref(id: number, language: Language): string {
  return `${localePaths[language]}/instance/${id}`;
}

/** Address of the search for everything of a name or a heading. */
export function facetHref(facet: "author" | "subject", value: string, language: Language): string {
  return `${localePaths[language]}/search?${new URLSearchParams({ [facet]: value.slice(0, 120) })}`;
}

/** Subtitle and part as they follow the title proper: ` : 修订本. 第2册`. */
export function titleRest(title: Title): string {
  const parts = [title.sub, title.part, title.partName].filter((part): part is string => Boolean(part));
  return parts.join(" · ");
}

/** Of forms of one Chinese text, the recorded one first, the one in the script of a Chinese page; other texts as recorded. */
export function readersForm(forms: readonly string[], brief: InstanceBrief, language: Language): string {
  const recorded = forms[0]!;
  const isChinese = hasHan(recorded) && runOf(recorded, brief.languages, language).lang.startsWith("zh");
  if (language === "en" || !isChinese) return recorded;
  return labelIn(
    forms.filter((one) => hasHan(one)),
    language,
  );
}

/** The title proper in the reader's script: as one of the records writes it, or simplified where none does. */
export function readersTitle(brief: InstanceBrief, language: Language): string {
  const { main } = brief.title;
  const [key, length] = [foldKey(main), [...main].length];
  // Records of other libraries write the part behind it: 高等數學 上冊.
  const beginnings = brief.otherTitles.map((one) => [...one].slice(0, length).join(""));
  return readersForm([main, ...beginnings.filter((one) => foldKey(one) === key)], brief, language);
}

/** A heading as it is read: `中国文学--研究` -> 中国文学 — 研究. */
export function headingText(value: string): string {
  return value.replaceAll(/ ?-- ?/g, " — ");
}

/** What the drawn cover shows. */
export function coverFacts(brief: InstanceBrief, language: Language): CoverFacts {
  return {
    title: brief.title.main,
    lang: runOf(brief.title.main, brief.languages, language).lang,
    author: brief.contributors[0]?.value ?? "",
    isbns: brief.isbns,
  };
}

/** Who made it, for a row: main responsibility first, then others with a named role; whoever translated it is no co-author. */
export function mainContributors(brief: InstanceBrief): InstanceBrief["contributors"] {
  const main = brief.contributors.filter((c) => c.isMain);
  const others = brief.contributors.filter((c) => !c.isMain && c.role !== "other" && c.role !== "translator");
  const list = [...main, ...others];
  return (list.length > 0 ? list : brief.contributors).slice(0, AUTHORS_IN_ROW);
}

/** Copies as a page says them. */
export function availabilityFacts(
  instance: Instance,
  availability: Availability | undefined,
): AvailabilityFacts {
  const holders = availability?.byMember.filter((m) => m.total > 0).length ?? 0;
  return {
    libraries: holders > 0 ? holders : instance.memberIds.length,
    copies: availability?.total ?? 0,
    available: availability?.available ?? 0,
    online: instance.brief.carrier === "online" && instance.brief.urls.length > 0,
  };
}

/** What a row shows beside its record: its copies in libraries, and how many there are near. */
export type RowHeld = {
  availability: ReadonlyMap<number, Availability>;
  groups: ReadonlyMap<number, HoldingGroup[]>;
  near: ReadonlyMap<number, NearFacts>;
};

/** A title in a list of results. */
export function rowFacts(instance: Instance, held: RowHeld, viewer: Viewer): RowFacts {
  const { brief, id } = instance;
  const { language } = viewer;
  const run = (value: string): Run => runOf(value, brief.languages, language);
  const rest = titleRest(brief.title);
  const parallel = brief.parallelTitle;
  return {
    href: instanceHref(id, language),
    title: run(brief.title.main),
    titleRest: rest ? run(rest) : null,
    parallel: parallel ? run([parallel.main, titleRest(parallel)].filter(Boolean).join(" · ")) : null,
    needsParallel: parallel ? !isRead(brief.title.main, language) && isRead(parallel.main, language) : false,
    authors: mainContributors(brief).map((c) => run(c.value)),
    publisher: brief.publisher ? run(brief.publisher) : null,
    year: brief.year,
    edition: brief.edition ? run(brief.edition) : null,
    type: brief.type,
    cover: coverFacts(brief, language),
    availability: availabilityFacts(instance, held.availability.get(id)),
    holders: holdersOf(instance.memberIds, held.groups.get(id) ?? [], viewer),
    near: held.near.get(id) ?? { people: 0, nests: 0 },
    coins: openUrl(referenceOf(instance)),
  };
}
