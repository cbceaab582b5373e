import { type RawBuilder, sql } from "kysely";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { type Clock, dateIn, type PlainDate } from "../kernel/time.ts";
import { nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { daysOfParts, partOn } from "./plan.ts";
import { refuse } from "./refusals.ts";

/** A reading group as somebody sees it. `part`: where the plan is today, 0 before it begins; `myPart`: how far they have come. */
export type Reading = {
  id: string;
  title: string;
  author: string;
  instanceId: number | null;
  about: string;
  circle: string | null;
  circleId: string | null;
  partsAre: "chapters" | "pages";
  parts: number;
  daysEach: number;
  startsOn: PlainDate;
  endsOn: PlainDate;
  today: PlainDate;
  phase: "ahead" | "on" | "over";
  part: number;
  partName: string;
  readers: number;
  isIn: boolean;
  isSentAway: boolean;
  isReminded: boolean;
  myPart: number;
  didToday: boolean;
  mayLead: boolean;
  isPublic: boolean;
  leader: ReaderName;
};

type Row = {
  id: string;
  title: string;
  author: string;
  instance_id: number | null;
  about: string;
  circle: string | null;
  circle_id: string | null;
  parts_are: Reading["partsAre"];
  names: string[];
  days_each: number;
  starts_on: PlainDate;
  ends_on: PlainDate;
  zone: string;
  state: "open" | "ended";
  words_public: boolean;
  readers: number;
  is_in: boolean;
  sent_away: boolean;
  is_reminded: boolean;
  my_part: number;
  last_day: PlainDate | null;
  may_lead: boolean;
  leader_id: string | null;
  nickname: string | null;
};

/** Who looks; null: a visitor without an account, who sees what is for everybody. */
export type Viewer = string | null;

/** SQL: whoever looks may do what its leader may of `r`: they are, or a steward of its circle. */
function mayLead(personId: Viewer): RawBuilder<boolean> {
  return sql<boolean>`(coalesce(r.leader_id = ${personId}::uuid, false) or exists (select 1 from circles.member m
    where m.circle_id = r.circle_id and m.person_id = ${personId}::uuid and m.role = 'steward' and m.state = 'active'))`;
}

/** SQL: `r` is shown to somebody: theirs, of a circle they count in, or for everybody; never across a block. */
function isSeen(personId: Viewer): RawBuilder<boolean> {
  const isMinor = sql`coalesce((select p.is_minor from neighbours.sharer p where p.person_id = ${personId}::uuid), false)`;
  return sql<boolean>`(coalesce(r.leader_id = ${personId}::uuid, false) or (r.words_public
    and (r.leader_id is null or not neighbours.blocked(${personId}::uuid, r.leader_id))
    and case when r.circle_id is null then not ${isMinor}
      else r.circle_id in (select c from circles.circles_of(${personId}::uuid, ${isMinor}) c) end))`;
}

function columns(personId: Viewer): RawBuilder<unknown> {
  return sql`r.id, r.title, r.author, r.instance_id, r.about, r.circle_id,
    (select c.name from circles.circle_line c where c.id = r.circle_id) as circle, r.parts_are, r.days_each,
    array(select p.name from readings.part p where p.reading_id = r.id order by p.number) as names,
    r.starts_on::text as starts_on, r.ends_on::text as ends_on, r.zone, r.state, r.words_public, r.leader_id,
    (select count(*) from readings.reader x where x.reading_id = r.id and x.sent_away_at is null) as readers,
    o.person_id is not null and o.sent_away_at is null as is_in, o.sent_away_at is not null as sent_away,
    coalesce(o.is_reminded, false) as is_reminded, coalesce(d.part, 0) as my_part, d.last_day::text as last_day,
    ${mayLead(personId)} as may_lead, ${nameFor(personId, sql`r.leader_id`)} as nickname`;
}

const from = (personId: Viewer): RawBuilder<unknown> => sql`readings.reading r
  left join readings.reader o on o.reading_id = r.id and o.person_id = ${personId}::uuid
  left join lateral (select max(y.part) as part, max(y.on_date) as last_day from readings.day y
    where y.reading_id = r.id and y.person_id = ${personId}::uuid) d on true`;

function toReading(row: Row, now: Date): Reading {
  const today = dateIn(row.zone, now);
  const parts = row.names.length;
  const part = partOn(today, row.starts_on, row.days_each, parts);
  const isOver = row.state === "ended" || today > row.ends_on;
  return {
    id: row.id,
    title: row.title,
    author: row.author,
    instanceId: row.instance_id,
    about: row.about,
    circle: row.circle,
    circleId: row.circle_id,
    partsAre: row.parts_are,
    parts,
    daysEach: row.days_each,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    today,
    phase: isOver ? "over" : part === 0 ? "ahead" : "on",
    part,
    partName: row.names[Math.max(0, part - 1)]!,
    readers: row.readers,
    isIn: row.is_in,
    isSentAway: row.sent_away,
    isReminded: row.is_reminded,
    myPart: row.my_part,
    didToday: row.last_day === today,
    mayLead: row.may_lead,
    isPublic: row.words_public,
    leader: { nickname: row.nickname, tag: row.leader_id === null ? "" : tagOf(row.leader_id) },
  };
}

/** Reading groups on one page. */
const READINGS_PAGE = 50;

/** Which reading groups are asked for: those going on or to come, else those that are over; all, or one's own. */
export type Asked = { past?: boolean; circleId?: string | null; instanceId?: number | null; mine?: boolean };

/** Reading groups that somebody may see: those they read along first, then the latest begun. */
export async function findReadings(
  db: Db,
  clock: Clock,
  personId: Viewer,
  { past = false, circleId = null, instanceId = null, mine = false }: Asked = {},
): Promise<Reading[]> {
  const now = clock.now();
  const isOver = sql`(r.state = 'ended' or r.ends_on < (${now}::timestamptz at time zone r.zone)::date)`;
  const isIn = sql`(o.person_id is not null and o.sent_away_at is null)`;
  const { rows } = await sql<Row>`select ${columns(personId)} from ${from(personId)}
    where ${isSeen(personId)} and ${past ? isOver : sql`not ${isOver}`}
      and (${circleId}::uuid is null or r.circle_id = ${circleId}::uuid)
      and (${instanceId}::bigint is null or r.instance_id = ${instanceId}::bigint)
      and (not ${mine}::boolean or ${isIn})
    order by ${isIn} desc, r.starts_on desc, r.id desc limit ${READINGS_PAGE}`.execute(db);
  return rows.map((row) => toReading(row, now));
}

/** One reading group. Refuses `reading-unknown` 404 for whoever may not see it. */
export async function getReading(db: Db, clock: Clock, personId: Viewer, id: string): Promise<Reading> {
  const { rows } = isUuid(id)
    ? await sql<Row>`select ${columns(personId)} from ${from(personId)} where r.id = ${id} and ${isSeen(personId)}`.execute(
        db,
      )
    : { rows: [] };
  if (!rows[0]) throw refuse("reading-unknown");
  return toReading(rows[0], clock.now());
}

/** Locks one that somebody may see; readers are counted under this lock. Refuses `reading-unknown` 404. */
export async function lockReading(tx: Tx, clock: Clock, personId: string, id: string): Promise<Reading> {
  if (isUuid(id)) await sql`select 1 from readings.reading r where r.id = ${id} for update`.execute(tx);
  return await getReading(tx, clock, personId, id);
}

/** A part of the plan with its days. `reached`: how many have come so far. */
export type ReadingPart = { number: number; name: string; from: PlainDate; to: PlainDate; reached: number };

/** The plan of one that whoever asks may see. */
export async function partsOf(
  db: Db,
  reading: Pick<Reading, "id" | "startsOn" | "daysEach">,
): Promise<ReadingPart[]> {
  const { rows } = await sql<{ number: number; name: string; reached: number }>`
    with far as (select max(d.part) as part from readings.day d
        join readings.reader x on x.reading_id = d.reading_id and x.person_id = d.person_id and x.sent_away_at is null
        where d.reading_id = ${reading.id} group by d.person_id)
    select p.number, p.name, (select count(*) from far where far.part >= p.number) as reached
    from readings.part p where p.reading_id = ${reading.id} order by p.number`.execute(db);
  const days = daysOfParts(reading.startsOn, reading.daysEach, rows.length);
  return rows.map((row, i) => ({ ...row, ...days[i]! }));
}
