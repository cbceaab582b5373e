import { qrPath } from "@commonshelf/qr";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { ListProps, SectionFacts } from "../../../../web/reader/lists/list.tsx";
import { getInstances, type Instance } from "../../catalogue/index.ts";
import { availabilityOf, holdingsOfInstances } from "../../circulation/index.ts";
import type { Db } from "../../kernel/database.ts";
import { formatDay } from "../../kernel/zones/dates.ts";
import {
  courseFacts,
  entriesOf,
  type ListEntry,
  type ListView,
  listHref,
  pageOfEntries,
  sectionsOf,
  shareAddress,
} from "../../lists/index.ts";
import { MOST_EXPORTED } from "../catalogue/export-file.ts";
import { coverFacts, rowFacts, type Viewer } from "../catalogue/record-view.ts";
import { readNear } from "../discovery/row-holdings.ts";

/** A list's page: its words, and each title with where it can be had now, in four reads for all of them. */
export async function findList(
  db: Db,
  site: SiteContext,
  viewer: Viewer & { personId: string | null },
  list: ListView,
  key: string | null,
  askedPage: string | undefined,
): Promise<ListProps> {
  const [sections, entries] = await Promise.all([sectionsOf(db, list.id), entriesOf(db, list.id)]);
  const href = listHref(site, list, list.rights === "reader" ? key : null);
  const step = (to: number): string => `${href}${href.includes("?") ? "&" : "?"}page=${to}`;
  const { shown, pages } = pageOfEntries(entries, askedPage, step);
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
      changed: formatDay(list.changedAt, site),
    },
    cover: cover ? coverFacts(cover.brief, site.language) : null,
    sections: sectionFacts(sections, shown, byId, (instance) =>
      rowFacts(instance, { availability, groups, near }, viewer),
    ),
    address,
    code: address === null ? null : qrPath(address),
    exportIds: entries.slice(0, MOST_EXPORTED).map((entry) => entry.instanceId),
    editHref: list.rights === "reader" ? null : `${listHref(site, list)}/edit`,
    reportAction: `${listHref(site, list)}/report`,
    givenKey: key,
    pages,
    isPublic: list.visibility === "public" && !list.isHidden,
  };
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
