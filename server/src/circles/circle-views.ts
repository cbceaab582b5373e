import { sql } from "kysely";
import { z } from "zod";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { mayDo } from "../people/index.ts";
import type { MembershipState } from "./membership-states.ts";
import { refuse } from "./refusals.ts";
import type { CaseOutcome, CircleKind, CircleProof } from "./words.ts";

/** A circle as somebody sees it. `standing`: what they are to it. */
export type CircleView = {
  id: string;
  kind: CircleKind;
  name: string;
  about: string;
  proofs: CircleProof[];
  memberId: number | null;
  emailDomain: string | null;
  vouchesNeeded: number;
  maxLoanDays: number | null;
  maxActiveLoans: number | null;
  caseOutcome: CaseOutcome | null;
  isGuarded: boolean;
  isResting: boolean;
  /** They were asked to look after it, since its last steward is gone. */
  isCalled: boolean;
  isListed: boolean;
  members: number;
  standing: MembershipState | null;
  isSteward: boolean;
};

type Row = {
  id: string;
  kind: CircleKind;
  name: string;
  about: string;
  proofs: CircleProof[];
  member_id: number | null;
  email_domain: string | null;
  vouches_needed: number;
  max_loan_days: number | null;
  max_active_loans: number | null;
  case_outcome: CaseOutcome | null;
  is_guarded: boolean;
  is_resting: boolean;
  is_called: boolean;
  is_listed: boolean;
  members: number;
  standing: MembershipState | null;
  role: string | null;
};

/** Circles on one page. */
const CIRCLES_PAGE = 50;

function toCircle(row: Row): CircleView {
  return {
    id: row.id,
    kind: row.kind,
    name: row.name,
    about: row.about,
    proofs: row.proofs,
    memberId: row.member_id,
    emailDomain: row.email_domain,
    vouchesNeeded: row.vouches_needed,
    maxLoanDays: row.max_loan_days,
    maxActiveLoans: row.max_active_loans,
    caseOutcome: row.case_outcome,
    isGuarded: row.is_guarded,
    isResting: row.is_resting,
    isCalled: row.is_called && row.standing === "active",
    isListed: row.is_listed,
    members: row.members,
    standing: row.standing,
    isSteward: row.role === "steward" && row.standing === "active",
  };
}

type CircleQuery = {
  mine?: boolean;
  text?: string;
  kind?: CircleKind;
  circleId?: string;
  limit?: number;
  cursor?: string;
};

/** The first page of `circlesFor`. */
export async function findCircles(
  db: Db,
  personId: string,
  query: Omit<CircleQuery, "cursor"> = {},
): Promise<CircleView[]> {
  return (await circlesFor(db, personId, query)).items;
}

/** Rank, name and circle of the last row. */
const place = z.tuple([z.number().int(), z.string(), z.uuid()]);

/**
 * Circles: one's own, or those to be found by name. Unlisted ones, those of blocked founders and, for people under age,
 * unguarded ones are not found. One's own stand first, then those one applied to. Refuses `cursor-invalid` 400.
 */
export async function circlesFor(
  db: Db,
  personId: string,
  query: CircleQuery,
): Promise<{ items: CircleView[]; next: string | null }> {
  const limit = query.limit ?? CIRCLES_PAGE;
  const [rank, name, id] = readCursor(query.cursor, place) ?? [null, null, null];
  const words = query.text?.trim() ? `%${query.text.trim().replace(/[\\%_]/g, "\\$&")}%` : null;
  const standing = sql`case when m.state = 'active' then 0 when m.state is not null then 1 else 2 end`;
  const { rows } = await sql<Row & { rank: number }>`
    select ${standing} as rank, c.id, c.kind, c.name, c.about, c.proofs, c.member_id, c.email_domain, c.vouches_needed, c.max_loan_days,
      c.max_active_loans, c.guarded_by is not null as is_guarded, c.is_listed, c.case_outcome, c.resting_since is not null as is_resting,
      exists (select 1 from circles.steward_call a where a.circle_id = c.id and a.person_id = ${personId}) as is_called,
      m.state as standing, m.role,
      (select count(*) from circles.membership x where x.circle_id = c.id and x.state = 'active') as members
    from circles.circle c
    left join circles.membership m on m.circle_id = c.id and m.person_id = ${personId}
    left join neighbours.sharer p on p.person_id = ${personId}
    where c.closed_at is null and (${query.circleId ?? null}::uuid is null or c.id = ${query.circleId ?? null}::uuid)
      and (${query.kind ?? null}::text is null or c.kind = ${query.kind ?? null})
      and (${words}::text is null or c.name ilike ${words} or c.about ilike ${words})
      and (m.state in ('active', 'applied') or (not ${query.mine ?? false} and c.is_listed and c.words_public
        and not neighbours.blocked(${personId}::uuid, c.created_by)
        and (c.guarded_by is not null or not coalesce(p.is_minor, false))))
      and (${rank}::int is null or (${standing}, c.name, c.id) > (${rank}::int, ${name}::text, ${id}::uuid))
    order by ${standing}, c.name, c.id limit ${limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.rank, row.name, row.id]);
  return { items: items.map(toCircle), next };
}

/** One circle. Refuses `circle-unknown` 404 whenever it cannot be found by this reader. */
export async function getCircle(db: Db, personId: string, circleId: string): Promise<CircleView> {
  const [circle] = isUuid(circleId) ? await findCircles(db, personId, { circleId }) : [];
  if (!circle) throw refuse("circle-unknown");
  return circle;
}

/** A member or an applicant, as fellow members see them. */
export type CirclePerson = ReaderName & {
  personId: string;
  state: MembershipState;
  isSteward: boolean;
  proof: string | null;
  words: string;
  vouches: number;
  isMe: boolean;
};

/**
 * Who belongs to a circle: members see members and applicants, stewards also who was expelled; blocked readers do not
 * see each other. Refuses `circle-unknown` 404 to everybody else.
 */
export async function circlePeople(db: Db, actor: Actor, circleId: string): Promise<CirclePerson[]> {
  const circle = await getCircle(db, actor.personId, circleId);
  const isOffice = mayDo(actor, "consortium.manage", null);
  if (circle.standing !== "active" && !isOffice) throw refuse("circle-unknown");
  const isSteward = circle.isSteward || isOffice;
  const { rows } = await sql<{
    person_id: string;
    nickname: string | null;
    state: MembershipState;
    role: string;
    proof: string | null;
    words: string;
    vouches: number;
  }>`select m.person_id, ${nameFor(actor.personId, sql`m.person_id`)} as nickname, m.state, m.role, m.proof,
      case when neighbours.blocked(${actor.personId}::uuid, m.person_id) then '' else m.words end as words,
      (select count(*) from circles.vouch v where v.circle_id = m.circle_id and v.candidate_id = m.person_id) as vouches
    from circles.membership m
    where m.circle_id = ${circleId}
      and m.state = any(${isSteward ? ["active", "applied", "expelled"] : ["active", "applied"]}::text[])
      and (${isSteward} or not neighbours.blocked(${actor.personId}::uuid, m.person_id))
    order by m.state desc, m.role desc, m.joined_at nulls first, m.person_id limit 500`.execute(db);
  return rows.map((row) => ({
    personId: row.person_id,
    nickname: row.nickname,
    tag: tagOf(row.person_id),
    state: row.state,
    isSteward: row.role === "steward",
    proof: row.proof,
    words: isSteward || row.state === "applied" ? row.words : "",
    vouches: row.vouches,
    isMe: row.person_id === actor.personId,
  }));
}

/** Parents of a circle and circles that ask to be in it; `agreed` once the parent's steward said yes. */
export type CircleLink = { id: string; name: string; direction: "in" | "of"; agreed: boolean };

/** How a circle hangs together with others, for its members. */
export async function circleLinks(db: Db, circleId: string): Promise<CircleLink[]> {
  const { rows } = await sql<CircleLink>`
    select c.id, c.name, 'in' as direction, p.agreed_at is not null as agreed
    from circles.circle_parent p join circles.circle c on c.id = p.parent_id where p.circle_id = ${circleId}
    union all
    select c.id, c.name, 'of', p.agreed_at is not null
    from circles.circle_parent p join circles.circle c on c.id = p.circle_id where p.parent_id = ${circleId}
    order by direction, name, id limit 200`.execute(db);
  return rows;
}

/** Two active members of a circle who do not hide from each other. */
export async function areFellows(
  db: Db,
  personId: string,
  otherId: string,
  circleId: string,
): Promise<boolean> {
  const { rows } = await sql`select 1 from circles.membership m
    join circles.membership own on own.circle_id = m.circle_id and own.person_id = ${personId} and own.state = 'active'
    where m.circle_id = ${circleId}::uuid and m.person_id = ${otherId}::uuid and m.state = 'active'
      and not neighbours.blocked(${personId}::uuid, m.person_id)`.execute(db);
  return rows.length > 0;
}

/** Whether somebody is a member of a circle that is at work; with `guardedOnly` (under age) of a guarded one alone. */
export async function countsIn(
  db: Db,
  personId: string,
  circleId: string,
  guardedOnly: boolean,
): Promise<boolean> {
  if (!isUuid(circleId)) return false;
  const { rows } = await sql`select 1 from circles.circles_of(${personId}::uuid, ${guardedOnly}) c
    where c = ${circleId}::uuid`.execute(db);
  return rows.length > 0;
}
