import { qrPath } from "@commonshelf/qr";
import type { ListProps, SectionFacts } from "../../../../web/reader/community/list.tsx";
import type { ListEditProps } from "../../../../web/reader/community/list-edit.tsx";
import type { ListLine } from "../../../../web/reader/community/lists.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { getInstances, type Instance } from "../../catalogue/index.ts";
import { availabilityOf, holdingsOfInstances } from "../../circulation/index.ts";
import { editorsOf, entriesOf, type ListEntry, type ListView, sectionsOf } from "../../community/index.ts";
import type { Db } from "../../kernel/database.ts";
import { dateIn } from "../../kernel/time.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import { MOST_EXPORTED } from "../catalogue/export-file.ts";
import { coverFacts, rowFacts, type Viewer } from "../catalogue/record-view.ts";
import { readNear } from "../discovery/row-holdings.ts";

/** Titles on one page of a list. */
const LIST_PAGE = 100;

/** Address of a list; with its key where only the secret address opens it. */
export function listHref(site: SiteContext, list: Pick<ListView, "id">, key: string | null = null): string {
  return `${site.base}/list/${list.id}${key === null ? "" : `?key=${encodeURIComponent(key)}`}`;
}

/** A date as the reader's language writes it. */
export function dayOf(site: SiteContext, instant: string): string {
  return formatDate(dateIn(site.zone, new Date(instant)), site.language);
}

function courseFacts(list: ListView): string[] {
  return [list.courseCode, list.term, list.teacher].filter((fact) => fact !== "");
}

/** A list in a row of lists. */
export function listLine(site: SiteContext, list: ListView): ListLine {
  return {
    id: list.id,
    href: listHref(site, list),
    title: list.title,
    kind: list.kind,
    facts: courseFacts(list),
    owner: list.owner,
    visibility: list.visibility,
    titles: list.titles,
    changed: dayOf(site, list.changedAt),
    isHidden: list.isHidden,
    isMine: list.rights !== "reader",
  };
}

function pageOf(entries: ListEntry[], page: number): ListEntry[] {
  return entries.slice((page - 1) * LIST_PAGE, page * LIST_PAGE);
}

function stepLinks(
  address: (page: number) => string,
  entries: ListEntry[],
  page: number,
): { previous: string | null; next: string | null } {
  return {
    previous: page > 1 ? address(page - 1) : null,
    next: page * LIST_PAGE < entries.length ? address(page + 1) : null,
  };
}

/** A list's page: its words, and each title with where it can be had now, in four reads for all of them. */
export async function findList(
  db: Db,
  site: SiteContext,
  viewer: Viewer & { personId: string | null },
  list: ListView,
  key: string | null,
  page: number,
): Promise<ListProps> {
  const [sections, entries] = await Promise.all([sectionsOf(db, list.id), entriesOf(db, list.id)]);
  const shown = pageOf(entries, page);
  const ids = shown.map((entry) => entry.instanceId);
  const coverId = list.coverInstanceId ?? ids[0];
  const [instances, availability, groups, near] = await Promise.all([
    getInstances(db, coverId === undefined ? ids : [...new Set([...ids, coverId])]),
    availabilityOf(db, ids),
    holdingsOfInstances(db, ids),
    readNear(db, ids, viewer.personId),
  ]);
  const byId = new Map(instances.map((instance) => [instance.id, instance]));
  const cover = coverId === undefined ? undefined : byId.get(coverId);
  const href = listHref(site, list, list.rights === "reader" ? key : null);
  const step = (to: number): string => `${href}${href.includes("?") ? "&" : "?"}page=${to}`;
  const address = shareAddress(site, list, key);
  return {
    site,
    list: {
      id: list.id,
      title: list.title,
      kind: list.kind,
      description: list.description,
      facts: courseFacts(list),
      owner: list.owner,
      visibility: list.visibility,
      isHidden: list.isHidden,
      titles: entries.length,
      changed: dayOf(site, list.changedAt),
    },
    cover: cover ? coverFacts(cover.brief, site.language) : null,
    sections: sectionFacts(sections, shown, byId, (instance) =>
      rowFacts(instance, { availability, groups, near }, viewer),
    ),
    address,
    code: address === null ? null : qrPath(address),
    exportIds: entries.slice(0, MOST_EXPORTED).map((entry) => entry.instanceId),
    editHref: list.rights === "reader" ? null : `${listHref(site, list)}/edit`,
    reportAction: `${listHref(site, list)}/report${key === null ? "" : `?key=${encodeURIComponent(key)}`}`,
    pages: stepLinks(step, entries, page),
    isPublic: list.visibility === "public" && !list.isHidden,
  };
}

/** The address to pass on: with its key for a list shared by link, which only its owner and who came by it know. */
function shareAddress(site: SiteContext, list: ListView, key: string | null): string | null {
  if (list.visibility === "public") return site.origin + listHref(site, list);
  const known = list.shareKey ?? (list.rights === "reader" ? key : null);
  return list.visibility === "link" && known !== null ? site.origin + listHref(site, list, known) : null;
}

/** Titles under their sections in order; sections of which this page has nothing are left out. */
function sectionFacts(
  sections: { id: string; title: string }[],
  entries: ListEntry[],
  instances: ReadonlyMap<number, Instance>,
  rowOf: (instance: Instance) => ReturnType<typeof rowFacts>,
): SectionFacts[] {
  const parts: SectionFacts[] = [{ id: null, title: "", entries: [] }];
  for (const { id, title } of sections) parts.push({ id, title, entries: [] });
  const byId = new Map(parts.map((part) => [part.id, part]));
  for (const entry of entries) {
    const instance = instances.get(entry.instanceId);
    byId.get(entry.sectionId)?.entries.push({
      instanceId: entry.instanceId,
      title: entry.title,
      row: instance ? rowOf(instance) : null,
      note: entry.note,
      requirement: entry.requirement,
    });
  }
  return parts.filter((part) => part.entries.length > 0);
}

/** Everything a list's owner or editor can change. */
export async function findListEdit(
  db: Db,
  site: SiteContext,
  list: ListView,
  myself: string,
  page: number,
): Promise<ListEditProps> {
  const [sections, entries, editors] = await Promise.all([
    sectionsOf(db, list.id),
    entriesOf(db, list.id),
    editorsOf(db, list.id),
  ]);
  const href = listHref(site, list);
  const isOwner = list.rights === "owner";
  return {
    site,
    href,
    title: list.title,
    words: isOwner ? list : null,
    shareAddress: isOwner && list.visibility === "link" ? shareAddress(site, list, null) : null,
    inviteAddress: list.editorKey ? `${site.origin}${href}/join?key=${list.editorKey}` : null,
    editors: editors.map((editor) => ({ ...editor, isMe: editor.personId === myself })),
    myself,
    sections,
    entries: pageOf(entries, page),
    pages: stepLinks((to) => `${href}/edit?page=${to}`, entries, page),
  };
}
