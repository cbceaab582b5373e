import { type RawBuilder, sql } from "kysely";
import { z } from "zod";
import { regionZone } from "../../consortium/index.ts";
import type { Db, Tx } from "../../kernel/database.ts";
import { isUuid } from "../../kernel/ids.ts";
import { cutPage, readCursor } from "../../kernel/paging.ts";
import type { LocalText } from "../../kernel/text.ts";
import { bandOf, type ReaderName, strangerTag, tagOf } from "../../neighbours/index.ts";
import { refuse } from "../refusals.ts";
import { MY_BOOKS_PAGE } from "../schema.ts";
import type { Audience, CopyCondition, OfferMode, ReadingState } from "./offer-options.ts";
import type { OfferState } from "./offer-states.ts";
import {
  isVisible,
  loadViewer,
  seenByFriend,
  seenInCircle,
  seenInPublic,
  toldKm,
  type Viewer,
} from "./visibility.ts";

/** One of the reader's own copies, with everything about its offer. */
export type OwnCopy = {
  id: string;
  titleId: number;
  instanceId: number | null;
  isbn: string | null;
  title: string;
  author: string;
  condition: CopyCondition;
  note: string;
  shelf: string;
  reading: ReadingState;
  modes: OfferMode[];
  loanDays: number;
  audience: Audience;
  /** Held while it is out, in fen. */
  deposit: number;
  state: OfferState;
  isFree: boolean;
  waiting: number;
  photoIds: string[];
  publishedAt: string;
};

type OwnRow = {
  id: string;
  title_id: number;
  instance_id: number | null;
  isbn: string | null;
  main: string;
  author: string;
  condition: CopyCondition;
  note: string;
  shelf: string;
  reading: ReadingState;
  modes: OfferMode[];
  loan_days: number;
  is_public: boolean;
  radius_km: number;
  to_friends: boolean;
  circle_ids: string[];
  photo_ids: string[];
  deposit: number;
  state: OwnCopy["state"];
  is_free: boolean;
  waiting: number;
  published_at: Date;
};

/** One page of somebody's own copies. `total`: on all pages; `next`: the cursor of the next, null on the last. */
export type MyBooks = {
  items: OwnCopy[];
  next: string | null;
  total: number;
  shelves: { shelf: string; count: number }[];
};

/** When the last row's copy came, and the copy. */
const place = z.tuple([z.iso.datetime(), z.uuid()]);

/**
 * The reader's own copies, newest first, with the shelves they stand on; withdrawn ones are left out. Refuses
 * `cursor-invalid` 400.
 */
export async function myBooks(
  db: Db,
  personId: string,
  input: { shelf?: string; reading?: ReadingState; copyId?: string; limit?: number; cursor?: string } = {},
): Promise<MyBooks> {
  const limit = input.limit ?? MY_BOOKS_PAGE;
  const [at, id] = readCursor(input.cursor, place) ?? [null, null];
  const wanted = sql`c.owner_id = ${personId} and o.state <> 'withdrawn'
    and (${input.shelf ?? null}::text is null or c.shelf = ${input.shelf ?? null})
    and (${input.reading ?? null}::text is null or c.reading = ${input.reading ?? null})
    and (${input.copyId ?? null}::uuid is null or c.id = ${input.copyId ?? null}::uuid)`;
  const { rows } = await sql<OwnRow & { created_at: Date }>`
    select c.id, c.created_at, c.title_id, t.instance_id, t.isbn, t.main, t.author, c.condition, c.note, c.shelf, c.reading, o.modes,
      o.loan_days, o.deposit, o.is_public, o.radius_km, o.to_friends, o.state, o.is_free, o.published_at,
      array(select oc.circle_id from shelves.offer_circle oc where oc.copy_id = c.id) as circle_ids,
      array(select p.id from shelves.photo p where p.copy_id = c.id order by p.id) as photo_ids,
      (select count(*) from shelves.claim l where l.copy_id = c.id and l.stage = 'waiting') as waiting
    from shelves.copy c join shelves.offer o on o.copy_id = c.id join shelves.title t on t.id = c.title_id
    where ${wanted} and (${at}::timestamptz is null or (c.created_at, c.id) < (${at}::timestamptz, ${id}::uuid))
    order by c.created_at desc, c.id desc limit ${limit + 1}`.execute(db);
  const counts = await sql<{ shelf: string; count: number; wanted: number }>`
    select c.shelf, count(*) as count, count(*) filter (where ${wanted}) as wanted
    from shelves.copy c join shelves.offer o on o.copy_id = c.id
    where c.owner_id = ${personId} and o.state <> 'withdrawn' group by c.shelf order by c.shelf`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.created_at.toISOString(), row.id]);
  return {
    items: items.map(toOwnCopy),
    next,
    total: counts.rows.reduce((sum, row) => sum + row.wanted, 0),
    shelves: counts.rows.map(({ shelf, count }) => ({ shelf, count })),
  };
}

function toOwnCopy(row: OwnRow): OwnCopy {
  return {
    id: row.id,
    titleId: row.title_id,
    instanceId: row.instance_id,
    isbn: row.isbn,
    title: row.main,
    author: row.author,
    condition: row.condition,
    note: row.note,
    shelf: row.shelf,
    reading: row.reading,
    modes: row.modes,
    loanDays: row.loan_days,
    audience: {
      public: row.is_public,
      radiusKm: row.radius_km,
      friends: row.to_friends,
      circleIds: row.circle_ids,
    },
    deposit: row.deposit,
    state: row.state,
    isFree: row.is_free,
    waiting: row.waiting,
    photoIds: row.photo_ids,
    publishedAt: row.published_at.toISOString(),
  };
}

/** Whose copy it is: a reader's, or a library's, which has a name in every language (`library`) and no other. */
export type CopyOwner = ReaderName & { library: LocalText | null };

/** A copy as somebody sees it who may. `band`: upper end of the distance in kilometres; null: unknown or far. */
export type VisibleCopy = {
  id: string;
  titleId: number;
  instanceId: number | null;
  isbn: string | null;
  title: string;
  author: string;
  owner: CopyOwner;
  isOwn: boolean;
  condition: CopyCondition;
  note: string;
  modes: OfferMode[];
  loanDays: number;
  isFree: boolean;
  waiting: number;
  band: number | null;
  circles: string[];
  photoIds: string[];
};

export type VisibleRow = {
  id: string;
  title_id: number;
  instance_id: number | null;
  isbn: string | null;
  main: string;
  author: string;
  owner_id: string | null;
  library: LocalText | null;
  nickname: string | null;
  condition: CopyCondition;
  note: string;
  modes: OfferMode[];
  loan_days: number;
  is_free: boolean;
  waiting: number;
  km: number | null;
  is_known: boolean;
  circles: string[];
  photo_ids: string[];
};

/** SQL for the columns of `VisibleRow`, of offer `o` with copy `c` and title `t`. */
export function visibleColumns(viewer: Viewer): RawBuilder<unknown> {
  return sql`c.id, c.title_id, t.instance_id, t.isbn, t.main, t.author, c.owner_id, c.condition,
    case when c.note_public and not ${isApart(viewer)} then c.note else '' end as note, o.modes, o.loan_days,
    o.is_free and o.state = 'open' as is_free, case when ${seenInPublic(viewer)} then ${toldKm(viewer.place)} end as km,
    (${seenByFriend(viewer)} or ${seenInCircle(viewer)}) as is_known,
    case when not ${isApart(viewer)} then (select p.nickname from neighbours.sharer p where p.person_id = c.owner_id) end
      as nickname,
    (select m.name from consortium.member_fact m where m.id = c.owner_member) as library,
    (select count(*) from shelves.claim l where l.copy_id = c.id and l.stage = 'waiting') as waiting,
    array(select g.name from shelves.offer_circle oc join circles.circle_line g on g.id = oc.circle_id
      where oc.copy_id = c.id and oc.circle_id = any(${viewer.circles}::uuid[]) order by g.name) as circles,
    array(select p.id from shelves.photo p where p.copy_id = c.id
      and (c.owner_id = ${viewer.personId}::uuid or (c.photos_public and not ${isApart(viewer)}
        and (p.is_public or ${seenByFriend(viewer)} or ${seenInCircle(viewer)}))) order by p.id) as photo_ids`;
}

/** SQL: the viewer and the owner of copy `c` hide from each other; a book that is out is seen all the same. */
function isApart(viewer: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(coalesce(c.owner_id = any(${viewer.hidden}::uuid[]), false))`;
}

/** Row to what the viewer may know. */
export function toVisibleCopy(row: VisibleRow, viewer: Viewer): VisibleCopy {
  const isOwn = row.owner_id === viewer.personId;
  return {
    id: row.id,
    titleId: row.title_id,
    instanceId: row.instance_id,
    isbn: row.isbn,
    title: row.main,
    author: row.author,
    owner: { nickname: row.nickname, tag: tagFor(row, isOwn), library: row.library },
    isOwn,
    condition: row.condition,
    note: row.note,
    modes: row.modes,
    loanDays: row.loan_days,
    isFree: row.is_free,
    waiting: row.waiting,
    band: row.km === null ? null : (bandOf(row.km) ?? null),
    circles: row.circles,
    photoIds: row.photo_ids,
  };
}

/** What tells a nameless owner apart for this viewer; a library has a name. */
function tagFor({ owner_id: ownerId, id, is_known: isKnown }: VisibleRow, isOwn: boolean): string {
  if (ownerId === null) return "";
  return isOwn || isKnown ? tagOf(ownerId) : strangerTag(ownerId, id);
}

/** One copy. Refuses `copy-unknown` 404 whenever the reader may not see it: blocked, outside, paused or not there. */
export async function getCopy(db: Db, personId: string, copyId: string): Promise<VisibleCopy> {
  if (!isUuid(copyId)) throw refuse("copy-unknown");
  const viewer = await loadViewer(db, personId);
  const { rows } = await sql<VisibleRow>`
    select ${visibleColumns(viewer)} from shelves.offer o join shelves.copy c on c.id = o.copy_id
    join shelves.title t on t.id = c.title_id
    where o.copy_id = ${copyId} and num_nonnulls(o.owner_id, o.owner_member) = 1 and o.state <> 'withdrawn'
      and (${isVisible(viewer)} or exists (select 1 from shelves.claim l where l.copy_id = o.copy_id
        and l.person_id = ${personId}))`.execute(db);
  if (!rows[0]) throw refuse("copy-unknown");
  return toVisibleCopy(rows[0], viewer);
}

/** The owner of a copy this reader may see; null for a library's. Refuses as `getCopy`. */
export async function ownerSeenBy(db: Db, personId: string, copyId: string): Promise<string | null> {
  await getCopy(db, personId, copyId);
  const { rows } = await sql<{ owner_id: string | null }>`
    select c.owner_id from shelves.copy c where c.id = ${copyId}`.execute(db);
  return rows[0]?.owner_id ?? null;
}

/** What somebody who asks for a copy needs to know of its offer. `open_to_all`: through no circle. */
export type AskedOffer = {
  title: string;
  instance_id: number | null;
  modes: OfferMode[];
  loan_days: number;
  visible: boolean;
  open_to_all: boolean;
  time_zone: string;
};

/** The offer of a copy whose lock the caller holds, as `viewer` sees it. */
export async function offerSeenBy(tx: Tx, viewer: Viewer, copyId: string): Promise<AskedOffer> {
  const { rows } = await sql<AskedOffer>`
    select t.main as title, o.instance_id, o.modes, o.loan_days, ${isVisible(viewer)} as visible,
      (${seenInPublic(viewer)} or ${seenByFriend(viewer)}) as open_to_all,
      coalesce((select p.time_zone from neighbours.sharer p where p.person_id = o.owner_id),
        (select m.time_zone from consortium.member_fact m where m.id = o.owner_member), ${await regionZone(tx)}) as time_zone
    from shelves.offer o join shelves.title t on t.id = o.title_id where o.copy_id = ${copyId}`.execute(tx);
  return rows[0]!;
}

/** How many copies are offered to each of these circles. */
export async function countOffers(db: Db, circleIds: readonly string[]): Promise<Map<string, number>> {
  const { rows } = await sql<{ id: string; offers: number }>`
    select oc.circle_id as id, count(*) as offers from shelves.offer_circle oc
    where oc.circle_id = any(${[...circleIds]}::uuid[]) group by oc.circle_id`.execute(db);
  return new Map(rows.map(({ id, offers }) => [id, offers]));
}
