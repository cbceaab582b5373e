import { type RawBuilder, sql } from "kysely";
import { isOrganisationSteward } from "../alliance/index.ts";
import { isSteward as isCircleSteward } from "../circles/index.ts";
import { getMember } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import { type Language, type LocalText, pick } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { getList } from "../lists/index.ts";
import { dropPosting, submitPosting } from "../moderation/index.ts";
import { lockSharer } from "../neighbours/index.ts";
import { mayDo } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import type { OwnerKind } from "./words.ts";

/** Columns of one owner that are not closed. */
export const MOST_COLUMNS = 3;
/** Columns one reader follows. */
export const MOST_FOLLOWED = 200;
export const COLUMN_POSTING = "column";

/** Who a column speaks for: a row of the room that owns it. */
type Owner = {
  kind: OwnerKind;
  memberId: number | null;
  organisationId: string | null;
  circleId: string | null;
  listId: string | null;
};

function ownerOf(kind: OwnerKind, id: string): Owner {
  const isNumber = /^\d{1,5}$/.test(id);
  if (kind === "library" ? !isNumber : kind !== "office" && !isUuid(id)) throw refuse("column-owner-unknown");
  return {
    kind,
    memberId: kind === "library" ? Number(id) : null,
    organisationId: kind === "organisation" ? id : null,
    circleId: kind === "circle" ? id : null,
    listId: kind === "list" ? id : null,
  };
}

/** True for whoever speaks for an owner: the office, staff who manage a library, stewards, the maker of a public list. */
async function speaksFor(db: Db, actor: Actor, owner: Owner): Promise<boolean> {
  switch (owner.kind) {
    case "office":
      return mayDo(actor, "consortium.manage", null);
    case "library":
      return mayDo(actor, "member.manage", owner.memberId);
    case "organisation":
      return await isOrganisationSteward(db, actor.personId, owner.organisationId!);
    case "circle":
      return await isCircleSteward(db, actor.personId, owner.circleId!);
    case "list":
      return await isListMaker(db, actor, owner.listId!);
  }
}

async function isListMaker(db: Db, actor: Actor, listId: string): Promise<boolean> {
  const list = await getList(db, actor.personId, listId).catch((error: unknown) => {
    if (error instanceof Problem && error.status < 500) return null;
    throw error;
  });
  return list !== null && list.rights === "owner" && list.visibility === "public";
}

/** A column as it is begun. `ownerId`: number of a library, id of an organisation, circle or list; empty for the office. */
export type NewColumn = ColumnWords & { owner: OwnerKind; ownerId: string };
type ColumnWords = { title: string; about: string; membersOnly: boolean };

/**
 * Begins a column in the name of whom the reader speaks for. Refuses in this order: `column-owner-unknown` 404 (also for who
 * does not speak for it), `minor-guarded-only` 403 (of a list, under age), `columns-full` 409, `text-refused` 422.
 */
export async function startColumn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: NewColumn,
): Promise<{ id: string; isPublic: boolean }> {
  const owner = ownerOf(input.owner, input.ownerId);
  const me = await lockSharer(tx, actor.personId);
  if (!(await speaksFor(tx, actor, owner))) throw refuse("column-owner-unknown");
  if (owner.kind === "list" && me.isMinor) throw refuse("minor-guarded-only");
  await lockByName(tx, `columns ${input.owner} ${input.ownerId}`);
  const { rows } = await sql<{ open: number }>`select count(*) as open from columns.series s
    where s.owner_kind = ${owner.kind} and s.closed_at is null and ${isOf(owner)}`.execute(tx);
  if (rows[0]!.open >= MOST_COLUMNS) throw refuse("columns-full", { limit: MOST_COLUMNS });
  const id = newId<"column">() as string;
  const isPublic = await submit(tx, actor, clock, id, owner.kind, input);
  await sql`insert into columns.series (id, owner_kind, member_id, organisation_id, circle_id, list_id, title, about,
      members_only, words_public, begun_by, created_at)
    values (${id}, ${owner.kind}, ${owner.memberId}, ${owner.organisationId}, ${owner.circleId}, ${owner.listId},
      ${input.title}, ${input.about}, ${owner.kind === "circle" && input.membersOnly}, ${isPublic}, ${actor.personId},
      ${clock.now()})`.execute(tx);
  return { id, isPublic };
}

function isOf({ memberId, organisationId, circleId, listId }: Owner): RawBuilder<boolean> {
  return sql<boolean>`(s.member_id is not distinct from ${memberId} and s.organisation_id is not distinct from ${organisationId}
    and s.circle_id is not distinct from ${circleId} and s.list_id is not distinct from ${listId})`;
}

/** The office and libraries speak in their own name; everybody else's words are held against the rules. */
async function submit(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  kind: OwnerKind,
  { title, about }: Pick<ColumnWords, "title" | "about">,
): Promise<boolean> {
  if (isOfficial(kind)) return true;
  const texts = [title, about].filter((text) => text !== "");
  const { personId } = actor;
  const posting = {
    kind: COLUMN_POSTING,
    subject: id,
    personId,
    texts,
    name: title,
    page: `/columns/${id}`,
  } as const;
  return (await submitPosting(tx, clock, posting)) === "published";
}

/** Whether a column speaks with the name of a library or the office, which nobody moderates. */
export const isOfficial = (kind: OwnerKind): boolean => kind === "office" || kind === "library";

/** A column as somebody sees it. `ownerName`: empty for the region's office. */
export type Column = {
  id: string;
  owner: OwnerKind;
  ownerName: string;
  title: string;
  about: string;
  membersOnly: boolean;
  isPublic: boolean;
  isClosed: boolean;
  articles: number;
  latestAt: string | null;
  followers: number;
  isFollowed: boolean;
};

/** Who looks: somebody, or nobody who is signed in. */
export type Viewer = Actor | null;

type Row = {
  id: string;
  owner_kind: OwnerKind;
  member_id: number | null;
  organisation_id: string | null;
  circle_id: string | null;
  list_id: string | null;
  owner_name: string | null;
  member_name: LocalText | null;
  title: string;
  about: string;
  members_only: boolean;
  words_public: boolean;
  closed_at: Date | null;
  articles: number;
  latest_at: Date | null;
  followers: number;
  is_followed: boolean;
};

/** SQL: column `s` is shown to whoever looks: its words are public, and a circle's own only to who counts in it. */
export function isShown(viewer: Pick<Actor, "personId"> | null): RawBuilder<boolean> {
  const me = viewer?.personId ?? null;
  const isMinor = sql`coalesce((select p.is_minor from neighbours.sharer p where p.person_id = ${me}::uuid), false)`;
  return sql<boolean>`(s.words_public and (not s.members_only or (${me}::uuid is not null
      and s.circle_id in (select c from circles.circles_of(${me}::uuid, ${isMinor}) c)))
    and (${me}::uuid is null or s.begun_by is null or s.owner_kind <> 'list'
      or not neighbours.blocked(${me}::uuid, s.begun_by)))`;
}

const columnsOf = (
  viewer: Viewer,
): RawBuilder<unknown> => sql`s.id, s.owner_kind, s.member_id, s.organisation_id, s.circle_id,
  s.list_id, s.title, s.about, s.members_only, s.words_public, s.closed_at,
  coalesce((select o.name from alliance.organisation_name o where o.id = s.organisation_id),
    (select c.name from circles.circle_line c where c.id = s.circle_id),
    (select l.title from lists.list_name l where l.id = s.list_id)) as owner_name,
  (select count(*) from columns.article a where a.series_id = s.id and a.state = 'published' and a.words_public) as articles,
  (select max(a.published_at) from columns.article a
    where a.series_id = s.id and a.state = 'published' and a.words_public) as latest_at,
  (select count(*) from columns.follower f where f.series_id = s.id) as followers,
  exists (select 1 from columns.follower f where f.series_id = s.id
    and f.person_id = ${viewer?.personId ?? null}::uuid) as is_followed`;

async function toColumn(db: Db, row: Row, language: Language): Promise<Column> {
  const member = row.member_id === null ? null : await getMember(db, row.member_id);
  return {
    id: row.id,
    owner: row.owner_kind,
    ownerName: member ? pick(member.name, language) : (row.owner_name ?? ""),
    title: row.title,
    about: row.about,
    membersOnly: row.members_only,
    isPublic: row.words_public,
    isClosed: row.closed_at !== null,
    articles: row.articles,
    latestAt: row.latest_at?.toISOString() ?? null,
    followers: row.followers,
    isFollowed: row.is_followed,
  };
}

const COLUMNS_PAGE = 100;

/** Columns that are shown to whoever looks, the one with the latest article first; of one circle, or all. */
export async function findColumns(
  db: Db,
  viewer: Viewer,
  language: Language,
  { circleId = null, followed = false }: { circleId?: string | null; followed?: boolean } = {},
): Promise<Column[]> {
  const { rows } =
    await sql<Row>`select * from (select ${columnsOf(viewer)} from columns.series s where ${isShown(viewer)}
      and (${circleId}::uuid is null or s.circle_id = ${circleId}::uuid)) c
    where (not ${followed}::boolean or c.is_followed) and (c.articles > 0 or ${circleId}::uuid is not null)
    order by c.latest_at desc nulls last, c.id limit ${COLUMNS_PAGE}`.execute(db);
  return await Promise.all(rows.map((row) => toColumn(db, row, language)));
}

/** Columns that somebody writes for, whether anybody sees them or not. */
export async function ownColumns(db: Db, actor: Actor, language: Language): Promise<Column[]> {
  const { rows } = await sql<Row>`select ${columnsOf(actor)} from columns.series s
    where s.begun_by = ${actor.personId}
      or s.owner_kind in ('office', 'library') and ${actor.grants.length} > 0
      or s.circle_id in (select m.circle_id from circles.member m
        where m.person_id = ${actor.personId}::uuid and m.role = 'steward' and m.state = 'active')
      or s.organisation_id in (select w.organisation_id from alliance.organisation_steward w
        where w.person_id = ${actor.personId})
    order by s.created_at desc, s.id limit ${COLUMNS_PAGE}`.execute(db);
  const own = await Promise.all(rows.map((row) => speaksFor(db, actor, toOwner(row))));
  return await Promise.all(rows.filter((_, i) => own[i]).map((row) => toColumn(db, row, language)));
}

const toOwner = (row: Row): Owner => ({
  kind: row.owner_kind,
  memberId: row.member_id,
  organisationId: row.organisation_id,
  circleId: row.circle_id,
  listId: row.list_id,
});

/** A column, and whether whoever looks writes for it. Refuses `column-unknown` 404 for who may not see it. */
export async function getColumn(
  db: Db,
  viewer: Viewer,
  id: string,
  language: Language = "zh-Hans",
): Promise<{ column: Column; mayWrite: boolean; shown: boolean }> {
  const { rows } = isUuid(id)
    ? await sql<Row & { shown: boolean }>`select ${columnsOf(viewer)}, ${isShown(viewer)} as shown
        from columns.series s where s.id = ${id}`.execute(db)
    : { rows: [] };
  const [row] = rows;
  const mayWrite = row !== undefined && viewer !== null && (await speaksFor(db, viewer, toOwner(row)));
  if (!row || !(row.shown || mayWrite)) throw refuse("column-unknown");
  return { column: await toColumn(db, row, language), mayWrite, shown: row.shown };
}

/** Locks a column for somebody who writes for it. Refuses `column-unknown` 404, `column-writer-needed` 403. */
export async function lockColumn(tx: Tx, actor: Actor, id: string): Promise<Column> {
  if (isUuid(id)) await sql`select 1 from columns.series s where s.id = ${id} for update`.execute(tx);
  const { column, mayWrite } = await getColumn(tx, actor, id);
  if (!mayWrite) throw refuse("column-writer-needed");
  return column;
}

/** Changes what a column is called. Refuses `column-unknown` 404, `column-writer-needed` 403, `text-refused` 422. */
export async function changeColumn(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  input: ColumnWords,
): Promise<{ isPublic: boolean }> {
  const column = await lockColumn(tx, actor, id);
  const isPublic = await submit(tx, actor, clock, id, column.owner, input);
  await sql`update columns.series set title = ${input.title}, about = ${input.about}, words_public = ${isPublic},
    members_only = owner_kind = 'circle' and ${input.membersOnly}::boolean where id = ${id}`.execute(tx);
  return { isPublic };
}

/** Ends a column or opens it again; its articles stay. Refuses `column-unknown` 404, `column-writer-needed` 403. */
export async function setClosed(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  isClosed: boolean,
): Promise<void> {
  await lockColumn(tx, actor, id);
  await sql`update columns.series set closed_at = ${isClosed ? clock.now() : null} where id = ${id}`.execute(
    tx,
  );
}

/** Follows a column, or no longer: new articles are told. Refuses `column-unknown` 404, `follows-full` 409. */
export async function setFollowed(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  isFollowed: boolean,
): Promise<void> {
  await lockSharer(tx, actor.personId);
  await getColumn(tx, actor, id);
  if (!isFollowed) {
    await sql`delete from columns.follower where series_id = ${id} and person_id = ${actor.personId}`.execute(
      tx,
    );
    return;
  }
  const { rows } = await sql<{ count: number }>`select count(*) as count from columns.follower f
    where f.person_id = ${actor.personId} and f.series_id <> ${id}`.execute(tx);
  if (rows[0]!.count >= MOST_FOLLOWED) throw refuse("follows-full", { limit: MOST_FOLLOWED });
  await sql`insert into columns.follower (series_id, person_id, since) values (${id}, ${actor.personId}, ${clock.now()})
    on conflict do nothing`.execute(tx);
}

/** Forgets who began columns and who follows them; columns of lists go with their lists. */
export async function forgetColumns(tx: Tx, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`delete from columns.series s
    where s.begun_by = ${personId} and s.owner_kind = 'list' returning s.id`.execute(tx);
  for (const { id } of rows) await dropPosting(tx, COLUMN_POSTING, id);
  await sql`update columns.series set begun_by = null where begun_by = ${personId}`.execute(tx);
  await sql`delete from columns.follower where person_id = ${personId}`.execute(tx);
}
