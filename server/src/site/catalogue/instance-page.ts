import { openUrl } from "@commonshelf/cite";
import { foldKey, pinyin, scriptOf } from "@commonshelf/cjk";
import type { DescriptionField, InstanceProps } from "../../../../web/reader/catalogue/instance.tsx";
import { instanceJsonLd } from "../../../../web/reader/catalogue/json-ld.ts";
import type { PickupGroup, RequestFacts } from "../../../../web/reader/catalogue/request-panel.tsx";
import { isRead, type Run, runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Viewer as Sight } from "../../audience/index.ts";
import { getInstances, type Instance, type InstanceBrief, type Title } from "../../catalogue/index.ts";
import { partsToChoose } from "../../circulation/index.ts";
import { referenceOf } from "../../citations/index.ts";
import type { Db } from "../../kernel/database.ts";
import { type Language, pick } from "../../kernel/text.ts";
import { holdingsByYear, statedHoldings } from "../../serials/index.ts";
import { languageName } from "../discovery/facet-labels.ts";
import { citeFacts } from "./cite-facts.ts";
import { type HoldingRow, instanceHoldings, libraryHoldings, MOST_ITEMS } from "./instance-holdings.ts";
import { type OwnHold, ownHold } from "./own-hold.ts";
import {
  coverFacts,
  facetHref,
  headingText,
  instanceHref,
  readersForm,
  readersTitle,
  titleRest,
  type Viewer,
} from "./record-view.ts";

/** States of a copy that a request can wait for. */
const CAN_COME = ["available", "on-loan", "in-transit", "on-hold-shelf", "requested"];

/** Who looks at a record, and on which day (YYYY-MM-DD). */
export type RecordViewer = Viewer & { personId: string | null; sight: Sight; today: string };

/** The facts of a record's page; undefined when there is no such instance. */
export async function findInstance(
  db: Db,
  site: SiteContext,
  viewer: RecordViewer,
  id: number,
): Promise<InstanceProps | undefined> {
  const [[instance], rows, runs, hold] = await Promise.all([
    getInstances(db, [id], viewer.sight),
    instanceHoldings(db, id, viewer.sight),
    holdingsByYear(db, id, viewer.language),
    viewer.personId === null ? undefined : ownHold(db, viewer.personId, id),
  ]);
  if (!instance) return undefined;
  const [{ brief }, { language }] = [instance, viewer];
  const run = (value: string): Run => runOf(value, brief.languages, language);
  const form = (forms: string[]): string => readersForm(forms, brief, language);
  const [rest, parallel] = [titleRest(brief.title), brief.parallelTitle];
  const shown = rows.slice(0, MOST_ITEMS);
  const stated = brief.type === "serial" ? await statedHoldings(db, id) : [];
  const libraries = libraryHoldings(shown, viewer, site.t, [...runs, ...stated]);
  const url = site.origin + instanceHref(id, language);
  const items = shown.filter((row) => row.item_id !== null);
  return {
    site,
    title: run(readersTitle(brief, language)),
    titleRest: rest ? run(form([rest])) : null,
    parallel:
      parallel && !isSounded(brief, language)
        ? run([parallel.main, titleRest(parallel)].filter(Boolean).join(" · "))
        : null,
    contributors: brief.contributors.map((c) => ({
      name: run(form([c.value, ...c.forms])),
      romanised: isRead(c.value, language) ? null : romanisedName(c, run),
      role: c.role,
      dates: c.dates ?? null,
      href: facetHref("author", c.value, language),
    })),
    imprint: [brief.publisher, yearsText(brief), brief.edition].flatMap((v) => (v ? [run(v)] : [])),
    type: brief.type,
    cover: coverFacts(brief, language),
    availability: {
      libraries: new Set(items.map((row) => row.member_id)).size || instance.memberIds.length,
      copies: items.length,
      available: items.filter((row) => row.status === "available").length,
      online: brief.carrier === "online" && brief.urls.length > 0,
    },
    libraries,
    itemsLeftOut: rows.length - shown.length,
    reading: readingOf(brief, run, form),
    fields: descriptionFields(brief, site, run),
    links: brief.urls
      .filter(({ url }) => /^https?:\/\//i.test(url))
      .map(({ url, label }) => ({ href: url, label: label ?? null })),
    request: requestFacts(site, viewer, instance, items, hold),
    cite: citeFacts(instance, site, viewer.today),
    jsonLd: instanceJsonLd(brief, { url }, libraries),
    canonical: url,
    fallback: site.origin + instanceHref(id, "zh-Hans"),
    coins: openUrl(referenceOf(instance, url)),
    description: [brief.title.main, brief.responsibility, brief.publisher, brief.year]
      .filter(Boolean)
      .join(" · "),
  };
}

/** 曹雪芹 -> Cao, Xueqin; null for names that are in Latin letters themselves. */
function romanisedName(
  person: InstanceBrief["contributors"][number],
  run: (value: string) => Run,
): Run | null {
  if (scriptOf(person.value) === "Latn") return null;
  const form = person.forms.find((f) => scriptOf(f) === "Latn");
  return form === undefined ? null : run(form);
}

/** Whether the parallel title only says how the title sounds, to a reader who reads it: 红楼梦, Hong lou meng. */
function isSounded({ title, parallelTitle }: InstanceBrief, language: Language): boolean {
  if (parallelTitle === null || !isRead(title.main, language)) return false;
  const letters = (text: string): string => text.replace(/\P{L}/gu, "").toLowerCase();
  return letters(pinyin(title.main).join("")) === letters(parallelTitle.main);
}

/** Summary, and contents as chapters: `One -- Two` of one note is two. */
function readingOf(
  brief: InstanceBrief,
  run: (value: string) => Run,
  form: (forms: string[]) => string,
): InstanceProps["reading"] {
  // Records in two scripts tell the same chapters.
  const chapters = Map.groupBy(
    brief.contents.flatMap((note) => note.split(/\s+--\s+/)).filter((one) => one.trim() !== ""),
    (chapter) => foldKey(chapter),
  );
  return {
    summary: brief.summary ? run(brief.summary) : null,
    contents: [...chapters.values()].map((forms) => run(form(forms))),
  };
}

/** Other titles that are not the shown ones again in another script, spelling or case; `shown`: where it is not as recorded. */
function trulyOther(brief: InstanceBrief, shown: string): string[] {
  const { title, parallelTitle, otherTitles } = brief;
  const whole = (one: Title | null): string => (one === null ? "" : `${one.main} ${titleRest(one)}`);
  const seen = new Set(
    [title.main, whole(title), parallelTitle?.main ?? "", whole(parallelTitle)].map((one) => foldKey(one)),
  );
  const others = otherTitles.filter((one) => {
    const key = foldKey(one);
    return !seen.has(key) && seen.add(key);
  });
  return shown === title.main ? others : [title.main, ...others];
}

function descriptionFields(
  brief: InstanceBrief,
  site: SiteContext,
  run: (value: string) => Run,
): DescriptionField[] {
  const { t, language } = site;
  const plain = (values: (string | null | undefined)[]): DescriptionField["values"] =>
    values.filter((v): v is string => Boolean(v)).map((v) => ({ text: run(v) }));
  const own = (values: string[]): DescriptionField["values"] =>
    values.map((value) => ({ text: { value, lang: language } }));
  // `und`: the record says that it does not know.
  const languages = (codes: string[]): string[] =>
    [...new Set(codes)].filter((code) => code !== "und").map((code) => languageName(code, language));
  const fields: DescriptionField[] = [
    { name: "responsibility", values: plain([brief.responsibility]) },
    { name: "published", values: plain([publishedLine(brief, site)]) },
    { name: "edition", values: plain([brief.edition]) },
    { name: "extent", values: plain([brief.extent]) },
    { name: "series", values: plain(brief.series) },
    { name: "languages", values: own(languages(brief.languages)) },
    { name: "original-languages", values: own(languages(brief.originalLanguages)) },
    {
      name: "subjects",
      values: brief.subjects.map((s) => ({
        text: run(headingText(readersForm([s.value, ...s.forms], brief, language))),
        href: facetHref("subject", s.value, language),
      })),
    },
    {
      name: "class-numbers",
      values: own(brief.classNumbers.map((c) => t(`record.class.${c.scheme}`, { value: c.value }))),
    },
    { name: "other-titles", values: plain(trulyOther(brief, readersTitle(brief, language))) },
    { name: "notes", values: plain(brief.notes) },
    { name: "isbns", values: own([...brief.isbns, ...brief.oldIsbns]) },
    { name: "issns", values: own(brief.issns) },
    { name: "other-ids", values: own(brief.otherIds) },
  ];
  return fields.filter((field) => field.values.length > 0);
}

/** The year of publication, or the first and last of a span: `1970–1979`. */
function yearsText({ year, yearTo }: InstanceBrief): string | null {
  return year === null ? null : [year, yearTo].filter((one) => one !== undefined).join("–");
}

function publishedLine(brief: InstanceBrief, site: SiteContext): string {
  const { place, publisher } = brief;
  const year = yearsText(brief);
  if (place && publisher && year !== null) return site.t("record.published", { place, publisher, year });
  return [place, publisher, year].filter(Boolean).join(site.t("list.comma"));
}

function requestFacts(
  site: SiteContext,
  viewer: RecordViewer,
  instance: Instance,
  items: HoldingRow[],
  hold: OwnHold | undefined,
): RequestFacts {
  const parts = partsToChoose(items.map((row) => row.part ?? ""));
  if (hold && parts.length < 2) {
    const branch = viewer.directory.branchById.get(hold.pickupBranchId);
    return {
      kind: "requested",
      state: hold.state,
      branch: branch ? pick(branch.name, viewer.language) : "",
      href: `${site.base}/account#holds`,
    };
  }
  if (!items.some((row) => row.status !== null && CAN_COME.includes(row.status)))
    return { kind: "impossible" };
  const waiting = !items.some((row) => row.status === "available");
  const href = instanceHref(instance.id, viewer.language);
  if (viewer.personId === null)
    return { kind: "sign-in", href: `${site.base}/sign-in?next=${encodeURIComponent(href)}`, waiting };
  const pickups = pickupGroups(viewer);
  return {
    kind: "form",
    action: `${href}/request`,
    waiting,
    pickups,
    parts: parts.length > 1 ? parts : [],
    chosen: pickups[0]?.branches[0]?.id ?? null,
  };
}

/** Where books can be collected: the reader's own library first, its main branch first. */
function pickupGroups(viewer: Viewer): PickupGroup[] {
  const members = [...viewer.directory.members].sort(
    (a, b) => Number(b.id === viewer.homeMemberId) - Number(a.id === viewer.homeMemberId),
  );
  return members.flatMap((member) => {
    const branches = viewer.directory.branches
      .filter((branch) => branch.memberId === member.id && branch.isPickup)
      .sort((a, b) => Number(b.isMain) - Number(a.isMain));
    if (branches.length === 0) return [];
    return [
      {
        library: pick(member.name, viewer.language),
        branches: branches.map((branch) => ({ id: branch.id, name: pick(branch.name, viewer.language) })),
      },
    ];
  });
}
