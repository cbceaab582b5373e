import { sql } from "kysely";
import { type Actor, demand } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { LocalText } from "../kernel/text.ts";
import { addDays, type PlainDate, weekdayOf } from "../kernel/time.ts";

/** When a member is open, as data: weekdays of each branch and days on which the whole member is closed. */
export type Calendar = {
  memberId: number;
  /** IANA zone in which `dateIn` turns an instant into one of this calendar's dates. */
  timeZone: string;
  /** Weekdays (0 = Sunday) on which each branch opens. A branch that is absent opens every day. */
  weekdaysByBranch: Map<number, Set<number>>;
  branchIds: number[];
  /** Both ends included. */
  closures: { firstOn: PlainDate; lastOn: PlainDate; yearly?: boolean }[];
};

/** Opening hours of one weekday (0 = Sunday), `HH:MM`. */
export type OpeningHours = { weekday: number; opens: string; closes: string };

/** A stretch of days on which a member is closed. */
export type Closure = {
  id: number;
  memberId: number;
  firstOn: PlainDate;
  lastOn: PlainDate;
  reason: LocalText;
  /** Every year again on these days, from the first on. */
  yearly: boolean;
};

/** No library stays closed longer; a calendar without any open day ends the search here. */
const SEARCH_DAYS_MAX = 730;
const CLOSURES_MAX = 5000;

/** True when the branch is open on `date`; without a branch, when any branch of the member is. */
export function isOpenOn(calendar: Calendar, date: PlainDate, branchId?: number): boolean {
  if (calendar.closures.some((closure) => isClosedBy(closure, date))) return false;
  const weekday = weekdayOf(date);
  const opens = (id: number): boolean => calendar.weekdaysByBranch.get(id)?.has(weekday) ?? true;
  return branchId !== undefined ? opens(branchId) : calendar.branchIds.some(opens);
}

/** True for a day of the closure; one that comes back each year may run over New Year's Eve. */
function isClosedBy(closure: Calendar["closures"][number], date: PlainDate): boolean {
  const { firstOn, lastOn, yearly } = closure;
  if (date < firstOn) return false;
  if (date <= lastOn) return true;
  if (!yearly) return false;
  const [day, first, last] = [date.slice(5), firstOn.slice(5), lastOn.slice(5)];
  return first <= last ? first <= day && day <= last : first <= day || day <= last;
}

/** `date` itself when open, else the first open day after it; `date` when none is open within two years. */
export function nextOpenDate(calendar: Calendar, date: PlainDate, branchId?: number): PlainDate {
  let candidate = date;
  for (let i = 0; i < SEARCH_DAYS_MAX; i++) {
    if (isOpenOn(calendar, candidate, branchId)) return candidate;
    candidate = addDays(candidate, 1);
  }
  return date;
}

/** The day a loan of `loanDays` is due: never a day on which the owner is closed. */
export function dueOn(
  calendar: Calendar,
  loanedOn: PlainDate,
  loanDays: number,
  branchId?: number,
): PlainDate {
  return nextOpenDate(calendar, addDays(loanedOn, loanDays), branchId);
}

/**
 * Sets the opening hours of a branch, replacing the earlier ones; none at all: open every day.
 * Refuses: `branch-unknown` 404, `forbidden` 403, `opening-hours-invalid` 400.
 */
export async function setOpeningHours(
  tx: Tx,
  actor: Actor,
  branchId: number,
  hours: OpeningHours[],
): Promise<void> {
  const { rows } = await sql<{ member_id: number }>`
    select b.member_id from consortium.branch b where b.id = ${branchId} for update`.execute(tx);
  if (!rows[0]) throw new Problem("branch-unknown", 404, { branchId });
  demand(actor, ["member-admin", "consortium-admin"], rows[0].member_id);
  if (!hours.every(isOpeningHours)) throw new Problem("opening-hours-invalid", 400);
  await sql`delete from consortium.opening where branch_id = ${branchId}`.execute(tx);
  const invalid = (): Problem => new Problem("opening-hours-invalid", 400);
  await refuseOn({ opening_hours_order: invalid, opening_weekday_unique: invalid }, async () => {
    for (const day of hours)
      await sql`insert into consortium.opening (branch_id, weekday, opens, closes)
        values (${branchId}, ${day.weekday}, ${day.opens}::time, ${day.closes}::time)`.execute(tx);
  });
  await writeAudit(tx, actor, "opening.set", { kind: "branch", id: String(branchId) }, rows[0].member_id);
}

/**
 * Closes a member for some days, both ends included.
 * Refuses: `forbidden` 403, `closure-invalid` 400 (no dates, or the wrong way round), `member-unknown` 404.
 */
export async function addClosure(
  tx: Tx,
  actor: Actor,
  input: { memberId: number; firstOn: PlainDate; lastOn: PlainDate; reason?: LocalText; yearly?: boolean },
): Promise<Closure> {
  demand(actor, ["member-admin", "consortium-admin"], input.memberId);
  const invalid = (): Problem => new Problem("closure-invalid", 400);
  if (!isPlainDate(input.firstOn) || !isPlainDate(input.lastOn)) throw invalid();
  const id = await refuseOn(
    {
      closure_days_order: invalid,
      closure_yearly_short: invalid,
      closure_member: () => new Problem("member-unknown", 404, { code: String(input.memberId) }),
    },
    async () => {
      const { rows } = await sql<{ id: number }>`
        insert into consortium.closure (member_id, first_on, last_on, reason, yearly)
        values (${input.memberId}, ${input.firstOn}::date, ${input.lastOn}::date,
          ${JSON.stringify(input.reason ?? {})}::jsonb, ${input.yearly ?? false})
        returning id`.execute(tx);
      return rows[0]!.id;
    },
  );
  await writeAudit(tx, actor, "closure.add", { kind: "closure", id: String(id) }, input.memberId);
  return {
    id,
    memberId: input.memberId,
    firstOn: input.firstOn,
    lastOn: input.lastOn,
    reason: input.reason ?? {},
    yearly: input.yearly ?? false,
  };
}

/** The member is open on these days again. Refuses: `forbidden` 403, `closure-unknown` 404, also for another member's. */
export async function removeClosure(tx: Tx, actor: Actor, memberId: number, id: number): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], memberId);
  const { rows } = await sql`delete from consortium.closure c
    where c.id = ${id} and c.member_id = ${memberId} returning 1`.execute(tx);
  if (rows.length === 0) throw new Problem("closure-unknown", 404);
  await writeAudit(tx, actor, "closure.remove", { kind: "closure", id: String(id) }, memberId);
}

/** True when the member is closed by exactly this stretch already. */
export async function hasClosure(
  db: Db,
  memberId: number,
  days: { firstOn: PlainDate; lastOn: PlainDate; yearly: boolean },
): Promise<boolean> {
  const { rows } = await sql`select 1 from consortium.closure c where c.member_id = ${memberId}
    and c.first_on = ${days.firstOn}::date and c.last_on = ${days.lastOn}::date and c.yearly = ${days.yearly}`.execute(
    db,
  );
  return rows.length > 0;
}

/** A page of a member's closures, the last first; `before`: id and first day at which the page before ended. */
export async function listClosures(
  db: Db,
  memberId: number,
  page: { before: readonly [PlainDate, number] | null; limit: number },
): Promise<Closure[]> {
  const [firstOn, id] = page.before ?? [null, null];
  const { rows } = await sql<{
    id: number;
    first_on: PlainDate;
    last_on: PlainDate;
    reason: LocalText;
    yearly: boolean;
  }>`select c.id, c.first_on, c.last_on, c.reason, c.yearly from consortium.closure c
    where c.member_id = ${memberId}
      and (${firstOn}::date is null or (c.first_on, c.id) < (${firstOn}::date, ${id}::integer))
    order by c.first_on desc, c.id desc limit ${page.limit}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    memberId,
    firstOn: row.first_on,
    lastOn: row.last_on,
    reason: row.reason,
    yearly: row.yearly,
  }));
}

/** Opening hours of a branch by weekday; none: open every day. */
export async function hoursOf(db: Db, branchId: number): Promise<OpeningHours[]> {
  const { rows } = await sql<OpeningHours>`select o.weekday, to_char(o.opens, 'HH24:MI') as opens,
      to_char(o.closes, 'HH24:MI') as closes
    from consortium.opening o where o.branch_id = ${branchId} order by o.weekday`.execute(db);
  return rows;
}

/** The calendar of a member. Refuses with `member-unknown` 404. */
export async function loadCalendar(db: Db, memberId: number): Promise<Calendar> {
  const member = await sql<{ time_zone: string }>`
    select m.time_zone from consortium.member m where m.id = ${memberId}`.execute(db);
  if (!member.rows[0]) throw new Problem("member-unknown", 404, { code: String(memberId) });
  const branches = await sql<{ id: number; weekdays: number[] }>`
    select b.id, coalesce(array_agg(o.weekday) filter (where o.weekday is not null), '{}') as weekdays
    from consortium.branch b left join consortium.opening o on o.branch_id = b.id
    where b.member_id = ${memberId} group by b.id order by b.id`.execute(db);
  const closures = await sql<{ first_on: PlainDate; last_on: PlainDate; yearly: boolean }>`
    select c.first_on, c.last_on, c.yearly from consortium.closure c
    where c.member_id = ${memberId} order by c.yearly desc, c.last_on desc limit ${CLOSURES_MAX}`.execute(db);
  return {
    memberId,
    timeZone: member.rows[0].time_zone,
    branchIds: branches.rows.map((b) => b.id),
    weekdaysByBranch: new Map(
      branches.rows.filter((b) => b.weekdays.length > 0).map((b) => [b.id, new Set(b.weekdays)]),
    ),
    closures: closures.rows.map((c) => ({
      firstOn: c.first_on,
      lastOn: c.last_on,
      yearly: c.yearly,
    })),
  };
}

function isOpeningHours(day: OpeningHours): boolean {
  const time = /^([01]\d|2[0-3]):[0-5]\d$/;
  return (
    Number.isInteger(day.weekday) &&
    day.weekday >= 0 &&
    day.weekday <= 6 &&
    time.test(day.opens) &&
    time.test(day.closes)
  );
}

function isPlainDate(text: string): boolean {
  return (
    /^\d{4}-\d{2}-\d{2}$/.test(text) &&
    !Number.isNaN(Date.parse(`${text}T00:00:00Z`)) &&
    addDays(text, 0) === text
  );
}
