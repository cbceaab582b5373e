import { comparePart } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { ItemFacts, LibraryHoldings } from "../../../../web/reader/catalogue/holdings.tsx";
import { floorName } from "../../../../web/reader/frame/place-name.ts";
import { type Viewer as Sight, seenBy } from "../../audience/index.ts";
import { minutesToMember } from "../../frame/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { formatDate } from "../../kernel/zones/dates.ts";
import type { Translate } from "../../messages/index.ts";
import { otherTitlesIn, recordsHolding } from "../../placement/index.ts";
import type { SerialHoldings } from "../../serials/index.ts";
import type { Viewer } from "./record-view.ts";

/** Copies listed on one page; a journal of a century has more. */
export const MOST_ITEMS = 400;
/** So many libraries are shown unfolded. */
const UNFOLDED = 3;

/** One line of what the page of an instance shows: a copy, or a holding that lists none. */
export type HoldingRow = {
  member_id: number;
  branch_id: number;
  location: string;
  call_number: string;
  summary: string;
  item_id: number | null;
  part: string | null;
  status: string | null;
  due_on: string | null;
  bound: string[];
};

/** All holdings of an instance that are for this viewer with every copy's state as it is now, in one statement. Withdrawn copies are left out. */
export async function instanceHoldings(db: Db, instanceId: number, sight: Sight): Promise<HoldingRow[]> {
  const { rows } = await sql<HoldingRow>`
    select r.member_id, coalesce(p.branch_id, i.home_branch_id, h.branch_id) as branch_id,
      case when p.item_id is null then h.location when p.kind = 'store' then '' else p.location end as location,
      h.call_number, h.summary, i.id as item_id, i.part, s.status, s.due_on, ${otherTitlesIn("i.id", instanceId)} as bound
    from ${recordsHolding(instanceId)} o join catalogue.record_line r on r.id = o.record_id
    join catalogue.call_number_line h on h.record_id = r.id left join catalogue.item_line i
      on i.holding_id = h.id and i.condition <> 'withdrawn' and i.id = coalesce(o.item_id, i.id)
    left join circulation.item_status s on s.item_id = i.id left join placement.item_place p on p.item_id = i.id
    where r.deleted_at is null and ((i.id is null and o.item_id is null) or (i.id is not null and ${seenBy(sight, "i.audience")}))
    order by r.member_id, h.id, i.id limit ${MOST_ITEMS + 1}`.execute(db);
  return rows.sort(
    (a, b) =>
      a.member_id - b.member_id ||
      comparePart(a.call_number, b.call_number) ||
      comparePart(a.part ?? "", b.part ?? ""),
  );
}

/**
 * Holdings by library: the reader's own first, then those with a copy on the shelf, the nearest to the reader's own
 * before the others, then by name. `runs`: what they have of a serial, by year.
 */
export function libraryHoldings(
  rows: readonly HoldingRow[],
  viewer: Viewer,
  t: Translate,
  runs: readonly SerialHoldings[] = [],
): LibraryHoldings[] {
  const byMember = new Map<number, LibraryHoldings>();
  const libraryOf = (memberId: number): LibraryHoldings | undefined => {
    const member = viewer.directory.memberById.get(memberId);
    const known = byMember.get(memberId);
    if (!member || known) return known;
    const [name, mine] = [pick(member.name, viewer.language), member.id === viewer.homeMemberId];
    const library = { name, mine, available: 0, items: [], summaries: [], runs: [], open: false };
    byMember.set(memberId, library);
    return library;
  };
  for (const row of rows) addRow(libraryOf(row.member_id), row, viewer, t);
  for (const { memberId, run } of runs) libraryOf(memberId)?.runs.push(run);
  const collator = new Intl.Collator(viewer.language);
  const { homeMemberId, directory } = viewer;
  const minutes = (memberId: number): number =>
    homeMemberId === null ? 0 : minutesToMember(directory, homeMemberId, memberId);
  const libraries = [...byMember]
    .map(([memberId, library]) => ({ library, minutes: minutes(memberId) }))
    .sort(
      (a, b) =>
        Number(b.library.mine) - Number(a.library.mine) ||
        Number(b.library.available > 0) - Number(a.library.available > 0) ||
        a.minutes - b.minutes ||
        collator.compare(a.library.name, b.library.name),
    )
    .map(({ library }) => library);
  for (const library of libraries.slice(0, UNFOLDED)) library.open = true;
  return libraries;
}

function addRow(library: LibraryHoldings | undefined, row: HoldingRow, viewer: Viewer, t: Translate): void {
  if (!library) return;
  const branch = viewer.directory.branchById.get(row.branch_id);
  const isGuest = branch !== undefined && branch.memberId !== row.member_id;
  const host = isGuest ? pick(viewer.directory.memberById.get(branch.memberId)!.name, viewer.language) : "";
  const branchName = branch ? `${host} ${pick(branch.name, viewer.language)}`.trim() : "";
  const says = [branch?.code ?? "", ...Object.values(branch?.name ?? {})].map((word) => word.toLowerCase());
  const location = viewer.directory.locationName(row.member_id, row.location, viewer.language);
  const isKnown = says.includes(location.trim().toLowerCase());
  const { floor, planUrl } = viewer.directory.locationFloor(row.member_id, row.location);
  const storey = floorName(floor, t);
  const stands = isKnown ? "" : location;
  const place = [branchName === library.name ? "" : branchName, stands, stands.includes(storey) ? "" : storey]
    .filter(Boolean)
    .join(t("list.comma"));
  if (row.item_id === null) {
    const { call_number: callNumber, summary: text } = row;
    if (text || callNumber) library.summaries.push({ place, callNumber, text });
    return;
  }
  const item: ItemFacts = {
    id: row.item_id,
    place: place || branchName,
    planUrl,
    callNumber: row.call_number,
    part: [row.part, ...row.bound.map((title) => t("record.bound-with", { title }))]
      .filter(Boolean)
      .join(" "),
    status: row.status ?? "missing",
    due: row.due_on === null ? null : formatDate(row.due_on, viewer.language),
  };
  if (item.status === "available") library.available += 1;
  library.items.push(item);
}
