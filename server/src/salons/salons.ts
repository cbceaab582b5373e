import { type RawBuilder, sql } from "kysely";
import { countsIn } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Language } from "../kernel/text.ts";
import { type Clock, DAY_MS, HOUR_MS, MINUTE_MS } from "../kernel/time.ts";
import { countAct, dropPosting, reportPosting, submitPosting } from "../moderation/index.ts";
import { lockSharer, nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { notify } from "../notices/index.ts";
import { placed, placeOf } from "./place.ts";
import { refuse } from "./refusals.ts";

/** Salons one reader announces in a day, and has before them at a time. */
export const SALONS_PER_DAY = 5;
export const MOST_AHEAD = 20;
/** Days ahead a salon may lie, and members of a circle who are told of one. */
export const FURTHEST_DAYS = 180;
const MOST_TOLD = 500;
/** Hours after its end in which people still check in. */
const AFTER_HOURS = 2;
export const SALON_POSTING = "salon";

/** What is announced. `circleId` null: for everybody; `place` empty: the branch's name. */
export type NewSalon = {
  title: string;
  about: string;
  circleId: string | null;
  branchId: number | null;
  place: string;
  startsAt: Date;
  minutes: number;
  seats: number | null;
};

/**
 * Announces a salon; the members of its circle are told. The host comes, and has a seat. Refuses in this order:
 * `minor-guarded-only` 403 (for everybody, under age), `circle-unknown` 404, `salon-time` 400, `branch-unknown` 404,
 * `salon-place-missing` 400, `salons-full` 409, `acts-exhausted` 429, `text-refused` 422.
 */
export async function announce(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: NewSalon,
): Promise<{ id: string; isPublic: boolean }> {
  const me = await lockSharer(tx, actor.personId);
  if (input.circleId === null && me.isMinor) throw refuse("minor-guarded-only");
  if (input.circleId !== null && !(await countsIn(tx, me.personId, input.circleId, me.isMinor)))
    throw refuse("circle-unknown");
  const now = clock.now();
  demandTime(now, input.startsAt);
  const place = await placeOf(tx, input);
  const { rows } = await sql<{ ahead: number }>`select count(*) as ahead from salons.salon s
    where s.host_id = ${me.personId} and s.state = 'planned' and s.starts_at > ${now}`.execute(tx);
  if (rows[0]!.ahead >= MOST_AHEAD) throw refuse("salons-full", { limit: MOST_AHEAD });
  await countAct(tx, clock, { who: me.personId, act: "salon" }, SALONS_PER_DAY);
  const id = newId<"salon">() as string;
  const isPublic = await submit(tx, actor, clock, id, input, place);
  await sql`insert into salons.salon (id, host_id, circle_id, title, about, branch_id, place, starts_at, minutes, seats, state,
      words_public, created_at)
    values (${id}, ${me.personId}, ${input.circleId}, ${input.title}, ${input.about}, ${input.branchId}, ${place},
      ${input.startsAt}, ${input.minutes}, ${input.seats}, 'planned', ${isPublic}, ${now})`.execute(tx);
  await sql`insert into salons.seat (salon_id, person_id, state, at) values (${id}, ${me.personId}, 'going', ${now})`.execute(
    tx,
  );
  if (isPublic) await tellCircle(tx, clock, id);
  return { id, isPublic };
}

function demandTime(now: Date, startsAt: Date): void {
  const ahead = startsAt.getTime() - now.getTime();
  if (!(ahead > 0 && ahead <= FURTHEST_DAYS * DAY_MS)) throw refuse("salon-time", { days: FURTHEST_DAYS });
}

async function submit(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  { title, about }: Pick<NewSalon, "title" | "about">,
  place: string,
): Promise<boolean> {
  const posting = {
    kind: SALON_POSTING,
    subject: id,
    personId: actor.personId,
    texts: [title, about, place],
    name: title,
    page: `/salons/${id}`,
  } as const;
  return (await submitPosting(tx, clock, posting)) === "published";
}

/** Tells the members of its circle of a salon that is shown now; everybody else finds it on the page. */
export async function tellCircle(tx: Tx, clock: Clock, salonId: string): Promise<void> {
  const { rows } = await sql<{
    person_id: string;
    title: string;
    at: Date;
  }>`select m.person_id, s.title, s.starts_at as at
    from salons.salon s join circles.member m on m.circle_id = s.circle_id and m.state = 'active'
    where s.id = ${salonId} and s.state = 'planned' and m.person_id is distinct from s.host_id
      and not neighbours.blocked(m.person_id, s.host_id) order by m.person_id limit ${MOST_TOLD}`.execute(tx);
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId, title, at }) => ({
      personId,
      kind: "salon-announced" as const,
      params: { title, at: at.toISOString() },
      link: `/salons/${salonId}`,
    })),
  );
}

/** A salon as somebody sees it. */
export type Salon = {
  id: string;
  title: string;
  about: string;
  circle: string | null;
  branchId: number | null;
  /** Empty: told to whoever is signed in. */
  place: string;
  startsAt: string;
  minutes: number;
  seats: number | null;
  going: number;
  waiting: number;
  state: "planned" | "cancelled";
  /** It has begun, so that notes of it are taken. */
  hasBegun: boolean;
  isOver: boolean;
  /** People check in: from an hour before to two hours after its end. */
  isOn: boolean;
  /** What whoever looks is to it; `before`: how many wait before them. */
  mine: "going" | "waiting" | null;
  before: number;
  isCheckedIn: boolean;
  mayHost: boolean;
  isPublic: boolean;
  host: ReaderName;
};

type Row = {
  id: string;
  title: string;
  about: string;
  circle: string | null;
  branch_id: number | null;
  place: string;
  starts_at: Date;
  minutes: number;
  seats: number | null;
  going: number;
  waiting: number;
  state: Salon["state"];
  mine: Salon["mine"];
  before: number;
  checked_in: boolean;
  may_host: boolean;
  words_public: boolean;
  host_id: string | null;
  nickname: string | null;
};

/** Who looks; null: a visitor without an account, who sees what is for everybody. */
export type Viewer = string | null;

/** SQL: whoever looks may do what the host may of salon `s`: they are, or a steward of its circle. */
function mayHost(personId: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(coalesce(s.host_id = ${personId}::uuid, false) or exists (select 1 from circles.member m where m.circle_id = s.circle_id
    and m.person_id = ${personId}::uuid and m.role = 'steward' and m.state = 'active'))`;
}

/** SQL: salon `s` is shown to somebody: theirs, of a circle they count in, or for everybody; never across a block. */
function isSeen(personId: Viewer): RawBuilder<boolean> {
  const isMinor = sql`coalesce((select p.is_minor from neighbours.sharer p where p.person_id = ${personId}::uuid), false)`;
  return sql<boolean>`(coalesce(s.host_id = ${personId}::uuid, false) or (s.words_public
    and (s.host_id is null or not neighbours.blocked(${personId}::uuid, s.host_id))
    and case when s.circle_id is null then not ${isMinor}
      else s.circle_id in (select c from circles.circles_of(${personId}::uuid, ${isMinor}) c) end))`;
}

function columns(personId: Viewer): RawBuilder<unknown> {
  return sql`s.id, s.title, s.about, (select c.name from circles.circle_line c where c.id = s.circle_id) as circle, s.branch_id,
    ${personId === null ? sql`''` : sql`s.place`} as place, s.starts_at, s.minutes, s.seats, s.state, s.words_public, s.host_id, ${mayHost(personId)} as may_host,
    (select count(*) from salons.seat x where x.salon_id = s.id and x.state = 'going') as going,
    (select count(*) from salons.seat x where x.salon_id = s.id and x.state = 'waiting') as waiting,
    o.state as mine, o.checked_in_at is not null as checked_in,
    (select count(*) from salons.seat x where x.salon_id = s.id and x.state = 'waiting' and (x.at, x.person_id) < (o.at, o.person_id)) as before,
    ${nameFor(personId, sql`s.host_id`)} as nickname`;
}

const from = (personId: Viewer): RawBuilder<unknown> =>
  sql`salons.salon s left join salons.seat o on o.salon_id = s.id and o.person_id = ${personId}::uuid`;

function toSalon(row: Row, now: Date): Salon {
  const start = row.starts_at.getTime();
  const end = start + row.minutes * MINUTE_MS;
  return {
    id: row.id,
    title: row.title,
    about: row.about,
    circle: row.circle,
    branchId: row.branch_id,
    place: row.place,
    startsAt: row.starts_at.toISOString(),
    minutes: row.minutes,
    seats: row.seats,
    going: row.going,
    waiting: row.waiting,
    state: row.state,
    hasBegun: start <= now.getTime(),
    isOver: end < now.getTime(),
    isOn: now.getTime() >= start - HOUR_MS && now.getTime() <= end + AFTER_HOURS * HOUR_MS,
    mine: row.mine,
    before: row.mine === "waiting" ? row.before : 0,
    isCheckedIn: row.checked_in,
    mayHost: row.may_host,
    isPublic: row.words_public,
    host: { nickname: row.nickname, tag: row.host_id === null ? "" : tagOf(row.host_id) },
  };
}

/** Salons on one page. */
const SALONS_PAGE = 50;

/** Salons to come that somebody may see, the next first; or those that are over, the last first. */
export async function findSalons(
  db: Db,
  clock: Clock,
  personId: Viewer,
  {
    past = false,
    circleId = null,
    language = "zh-Hans",
  }: { past?: boolean; circleId?: string | null; language?: Language } = {},
): Promise<Salon[]> {
  const now = clock.now();
  const end = sql`s.starts_at + make_interval(mins => s.minutes)`;
  const { rows } = await sql<Row>`select ${columns(personId)} from ${from(personId)}
    where ${isSeen(personId)} and ${past ? sql`${end} < ${now}` : sql`${end} >= ${now} and s.state = 'planned'`}
      and (${circleId}::uuid is null or s.circle_id = ${circleId}::uuid)
    order by ${past ? sql`s.starts_at desc` : sql`s.starts_at`}, s.id limit ${SALONS_PAGE}`.execute(db);
  return await placed(
    db,
    personId,
    rows.map((row) => toSalon(row, now)),
    language,
  );
}

/** One salon. Refuses `salon-unknown` 404 for whoever may not see it. */
export async function getSalon(
  db: Db,
  clock: Clock,
  personId: Viewer,
  id: string,
  language: Language = "zh-Hans",
): Promise<Salon> {
  const { rows } = isUuid(id)
    ? await sql<Row>`select ${columns(personId)} from ${from(personId)} where s.id = ${id} and ${isSeen(personId)}`.execute(
        db,
      )
    : { rows: [] };
  if (!rows[0]) throw refuse("salon-unknown");
  const [salon] = await placed(db, personId, [toSalon(rows[0], clock.now())], language);
  return salon!;
}

/** Locks a salon that somebody may see; seats are counted under this lock. Refuses `salon-unknown` 404. */
export async function lockSalon(tx: Tx, clock: Clock, personId: string, id: string): Promise<Salon> {
  if (isUuid(id)) await sql`select 1 from salons.salon s where s.id = ${id} for update`.execute(tx);
  return await getSalon(tx, clock, personId, id);
}

/** What may be changed of a salon. */
export type SalonChanges = Omit<NewSalon, "circleId">;

/**
 * The host changes a salon that is to come; whoever comes is told when time or place are others. Fewer seats send nobody
 * away; more call those who wait. Refuses `salon-unknown` 404, `salon-host-needed` 403, `salon-cancelled` 409, `salon-over`
 * 409, `salon-time` 400, `branch-unknown` 404, `salon-place-missing` 400, `text-refused` 422.
 */
export async function changeSalon(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  input: SalonChanges,
): Promise<{ isPublic: boolean }> {
  const salon = await lockSalon(tx, clock, actor.personId, id);
  demandHost(salon);
  if (salon.startsAt !== input.startsAt.toISOString()) demandTime(clock.now(), input.startsAt);
  const place = await placeOf(tx, input);
  const isPublic = await submit(tx, actor, clock, id, input, place);
  await sql`update salons.salon set title = ${input.title}, about = ${input.about}, branch_id = ${input.branchId},
      place = ${place}, starts_at = ${input.startsAt}, minutes = ${input.minutes}, seats = ${input.seats},
      words_public = ${isPublic}, version = version + 1,
      reminded_at = case when starts_at = ${input.startsAt} then reminded_at end where id = ${id}`.execute(
    tx,
  );
  if (salon.startsAt !== input.startsAt.toISOString() || salon.place !== place)
    await tellComing(tx, clock, actor, id, "salon-changed", {
      title: input.title,
      at: input.startsAt.toISOString(),
    });
  return { isPublic };
}

/** Refuses `salon-host-needed` 403, `salon-cancelled` 409, `salon-over` 409. */
function demandHost(salon: Salon): void {
  if (!salon.mayHost) throw refuse("salon-host-needed");
  demandAhead(salon);
}

/** Refuses `salon-cancelled` 409, `salon-over` 409. */
export function demandAhead(salon: Salon): void {
  if (salon.state === "cancelled") throw refuse("salon-cancelled");
  if (salon.isOver) throw refuse("salon-over");
}

/** The host calls a salon off; everybody who comes or waits is told. Refuses as `demandHost`. */
export async function cancelSalon(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<void> {
  const salon = await lockSalon(tx, clock, actor.personId, id);
  demandHost(salon);
  await sql`update salons.salon set state = 'cancelled', version = version + 1 where id = ${id}`.execute(tx);
  await tellComing(tx, clock, actor, id, "salon-cancelled", { title: salon.title, at: salon.startsAt });
}

async function tellComing(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  id: string,
  kind: "salon-changed" | "salon-cancelled",
  params: { title: string; at: string },
): Promise<void> {
  const { rows } = await sql<{
    person_id: string;
  }>`select x.person_id from salons.seat x where x.salon_id = ${id}
    and x.person_id <> ${actor.personId}`.execute(tx);
  await notify(
    tx,
    clock,
    ...rows.map(({ person_id: personId }) => ({ personId, kind, params, link: `/salons/${id}` })),
  );
}

/** Tells the moderators of a salon one sees. Refuses `salon-unknown` 404, `already-reported` 409, `acts-exhausted` 429. */
export async function reportSalon(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  words: string,
): Promise<void> {
  const { title, about, place } = await getSalon(tx, clock, actor.personId, id);
  const { rows } = await sql<{
    host_id: string | null;
  }>`select s.host_id from salons.salon s where s.id = ${id}`.execute(tx);
  const texts = [title, about, place];
  const posting = {
    kind: SALON_POSTING,
    subject: id,
    personId: rows[0]!.host_id,
    texts,
    page: `/salons/${id}`,
  } as const;
  await reportPosting(tx, actor, clock, posting, words);
}

/** Forgets a reader: salons to come that they host are called off, those that were stay without their name. */
export async function forgetHost(tx: Tx, clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`delete from salons.salon s where s.host_id = ${personId}
    and s.starts_at > ${clock.now()} returning s.id`.execute(tx);
  await dropPosting(tx, SALON_POSTING, ...rows.map((row) => row.id));
  await sql`update salons.salon set host_id = null, about = '' where host_id = ${personId}`.execute(tx);
}
