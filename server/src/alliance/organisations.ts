import { sql } from "kysely";
import { getCircle } from "../circles/index.ts";
import { reservedNameIn } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { dropPosting } from "../moderation/index.ts";
import { demandPermission, findPersonByLogin, mayDo } from "../people/index.ts";
import { type OrganisationState, organisationStates } from "./organisation-states.ts";
import { screenWords } from "./public-words.ts";
import { refuse } from "./refusals.ts";
import type { Organisation } from "./schema.ts";
import type { OrganisationKind } from "./words.ts";

/** What an organisation says about itself. */
export type OrganisationWords = { kind: OrganisationKind; name: string; about: string; contact: string };

type Row = {
  id: string;
  kind: OrganisationKind;
  name: string;
  about: string;
  contact: string;
  state: OrganisationState;
  reason: string;
  member_id: number | null;
  created_at: Date;
};
const COLUMNS = sql`o.id, o.kind, o.name, o.about, o.contact, o.state, o.reason, o.member_id, o.created_at`;
const MOST_PROPOSED = 3;
const UNIQUE_VIOLATION = "23505";

function toOrganisation(row: Row): Organisation {
  const { member_id, created_at, ...rest } = row;
  return { ...rest, memberId: member_id, createdAt: created_at.toISOString() };
}

/** Members of the alliance by name; with `waiting` those that ask to join, oldest first. */
export async function listOrganisations(db: Db, waiting = false): Promise<Organisation[]> {
  const { rows } = await sql<Row>`
    select ${COLUMNS} from alliance.organisation o
    where o.state = ${waiting ? "proposed" : "member"} and (o.words_public or ${waiting})
    order by ${waiting ? sql`o.created_at` : sql`o.name`}, o.id`.execute(db);
  return rows.map(toOrganisation);
}

/**
 * One organisation; those not admitted only for who proposed them, and while its words wait for a moderator only for its
 * stewards. Refuses `organisation-unknown` 404.
 */
export async function getOrganisation(db: Db, personId: string | null, id: string): Promise<Organisation> {
  const row = isUuid(id) ? await readOrganisation(db, id) : undefined;
  const isPublic = (row?.state === "member" || row?.state === "left") && row.words_public;
  const isTheirs = async (): Promise<boolean> =>
    personId !== null && (row?.created_by === personId || (await isSteward(db, personId, id)));
  if (!row || (!isPublic && !(await isTheirs()))) throw refuse("organisation-unknown");
  const { created_by: _, words_public: __, ...own } = row;
  return toOrganisation(own);
}

type OwnRow = Row & { created_by: string; words_public: boolean };

async function readOrganisation(db: Db, id: string): Promise<OwnRow | undefined> {
  const { rows } = await sql<OwnRow>`
    select ${COLUMNS}, o.created_by, o.words_public from alliance.organisation o where o.id = ${id}`.execute(
    db,
  );
  return rows[0];
}

/**
 * Somebody proposes an organisation to the alliance. Refuses `organisations-waiting` 409, `organisation-exists` 409,
 * `text-refused` 422.
 */
export async function proposeOrganisation(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  words: OrganisationWords,
): Promise<Organisation> {
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from alliance.organisation o
    where o.created_by = ${actor.personId} and o.state = 'proposed'`.execute(tx);
  if (rows[0]!.count >= MOST_PROPOSED) throw refuse("organisations-waiting", { limit: MOST_PROPOSED });
  const id = newId<"organisation">() as string;
  await refuseTwin(() =>
    sql`insert into alliance.organisation (id, kind, name, about, contact, state, created_by, created_at)
      values (${id}, ${words.kind}, ${words.name}, ${words.about}, ${words.contact}, 'proposed', ${actor.personId},
        ${clock.now()})`.execute(tx),
  );
  await screenOrganisation(tx, actor, clock, id, words);
  return await getOrganisation(tx, actor.personId, id);
}

async function screenOrganisation(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  { name, about, contact }: OrganisationWords,
): Promise<void> {
  const said = { kind: "organisation" as const, id, organisationId: id, texts: [name, about, contact], name };
  await screenWords(tx, actor, clock, said);
}

async function refuseTwin<T>(write: () => Promise<T>): Promise<T> {
  try {
    return await write();
  } catch (error) {
    if ((error as { code?: string }).code === UNIQUE_VIOLATION) throw refuse("organisation-exists");
    throw error;
  }
}

/**
 * The office, which has read its words, admits or refuses; who proposed an admitted one becomes its first steward.
 * Refuses `forbidden` 403, `organisation-unknown` 404, `organisation-decided` 409.
 */
export async function decideOrganisation(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  trigger: "admit" | "refuse",
  reason = "",
): Promise<void> {
  demandPermission(actor, "consortium.manage", null);
  const row = isUuid(id) ? await lockOrganisation(tx, id) : undefined;
  if (!row) throw refuse("organisation-unknown");
  if (row.state !== "proposed") throw refuse("organisation-decided");
  await sql`update alliance.organisation set state = ${organisationStates.proposed[trigger]}, reason = ${reason},
    decided_at = ${clock.now()}, words_public = true where id = ${id}`.execute(tx);
  await dropPosting(tx, "organisation", id);
  if (trigger === "admit")
    await sql`insert into alliance.steward (organisation_id, person_id, since)
      values (${id}, ${row.created_by}, ${clock.now()})`.execute(tx);
}

async function lockOrganisation(tx: Tx, id: string): Promise<OwnRow | undefined> {
  const { rows } = await sql<OwnRow>`
    select ${COLUMNS}, o.created_by, o.words_public from alliance.organisation o where o.id = ${id} for update`.execute(
    tx,
  );
  return rows[0];
}

/** Locks an organisation for one of its stewards. Refuses `organisation-unknown` 404, also for who is no steward. */
export async function lockStewarded(tx: Tx, actor: Actor, id: string): Promise<Organisation> {
  const row = isUuid(id) ? await lockOrganisation(tx, id) : undefined;
  if (row?.state !== "member" || !(await isSteward(tx, actor.personId, id)))
    throw refuse("organisation-unknown");
  const { created_by: _, words_public: __, ...own } = row;
  return toOrganisation(own);
}

/** Whether somebody is a steward of an organisation. */
export async function isSteward(db: Db, personId: string, id: string): Promise<boolean> {
  const { rows } = await sql`select 1 from alliance.steward s
    where s.organisation_id = ${id} and s.person_id = ${personId}`.execute(db);
  return rows.length > 0;
}

/** The organisations somebody speaks for, by name. */
export async function stewardedBy(db: Db, personId: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`select o.id, o.name from alliance.steward s
    join alliance.organisation o on o.id = s.organisation_id and o.state = 'member'
    where s.person_id = ${personId} order by o.name`.execute(db);
  return rows;
}

/**
 * A steward changes what the organisation says about itself; doubted words wait, and it is seen by nobody else meanwhile.
 * Refuses as `lockStewarded`, `name-reserved` 409 (a new name that speaks for an office or a library: only the office of
 * the consortium gives it), `organisation-exists` 409, `text-refused` 422.
 */
export async function changeOrganisation(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  words: OrganisationWords,
): Promise<Organisation> {
  const before = await lockStewarded(tx, actor, id);
  const isRenamed = before.name !== words.name && !mayDo(actor, "consortium.manage", null);
  if (isRenamed && (await reservedNameIn(tx, words.name)) !== null) throw refuse("name-reserved");
  await refuseTwin(() =>
    sql`update alliance.organisation set kind = ${words.kind}, name = ${words.name}, about = ${words.about},
      contact = ${words.contact} where id = ${id}`.execute(tx),
  );
  await screenOrganisation(tx, actor, clock, id, words);
  return { ...before, ...words };
}

/**
 * A steward makes somebody another one, by login; the office does where nobody is left. Refuses as `lockStewarded`,
 * `person-unknown` 404.
 */
export async function addSteward(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  login: string,
): Promise<void> {
  if (!(await isOrphanFor(tx, actor, id))) await lockStewarded(tx, actor, id);
  const person = await findPersonByLogin(tx, login);
  if (!person) throw refuse("person-unknown");
  await sql`insert into alliance.steward (organisation_id, person_id, since)
    values (${id}, ${person.id}, ${clock.now()}) on conflict do nothing`.execute(tx);
}

/** True for the office where an organisation has lost its last steward. */
async function isOrphanFor(tx: Tx, actor: Actor, id: string): Promise<boolean> {
  if (!isUuid(id) || !mayDo(actor, "consortium.manage", null)) return false;
  const { rows } = await sql`select 1 from alliance.organisation o where o.id = ${id} and o.state = 'member'
    and not exists (select 1 from alliance.steward s where s.organisation_id = o.id) for update`.execute(tx);
  return rows.length > 0;
}

/** A steward steps down. Refuses as `lockStewarded`, `organisation-steward-last` 409. */
export async function stepDown(tx: Tx, actor: Actor, id: string): Promise<void> {
  await lockStewarded(tx, actor, id);
  const { rows } = await sql<{ count: number }>`
    select count(*)::int as count from alliance.steward s where s.organisation_id = ${id}`.execute(tx);
  if (rows[0]!.count < 2) throw refuse("organisation-steward-last");
  await sql`delete from alliance.steward where organisation_id = ${id} and person_id = ${actor.personId}`.execute(
    tx,
  );
}

/**
 * An organisation takes a circle under its name: by somebody who is a steward of both. Refuses as `lockStewarded`,
 * `circle-unknown` 404, `circle-steward-only` 403, `circle-taken` 409.
 */
export async function attachCircle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  circleId: string,
): Promise<void> {
  await lockStewarded(tx, actor, id);
  const circle = await getCircle(tx, actor.personId, circleId);
  if (!circle.isSteward) throw refuse("circle-steward-only");
  const { rows } = await sql`insert into alliance.organisation_circle (circle_id, organisation_id, since)
    values (${circleId}, ${id}, ${clock.now()}) on conflict (circle_id) do update set since = excluded.since
    where organisation_circle.organisation_id = excluded.organisation_id returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("circle-taken");
}

/** The circle goes its own way again. Refuses as `lockStewarded`. */
export async function detachCircle(tx: Tx, actor: Actor, id: string, circleId: string): Promise<void> {
  await lockStewarded(tx, actor, id);
  if (!isUuid(circleId)) throw refuse("circle-unknown");
  await sql`delete from alliance.organisation_circle
    where circle_id = ${circleId} and organisation_id = ${id}`.execute(tx);
}

/** Circles of an organisation that anybody may see, by name. */
export async function circlesOf(db: Db, id: string): Promise<{ id: string; name: string }[]> {
  const { rows } = await sql<{ id: string; name: string }>`
    select c.id, c.name from alliance.organisation_circle x join circles.circle_line c on c.id = x.circle_id
    where x.organisation_id = ${id} and c.is_listed and c.words_public and c.closed_at is null
    order by c.name`.execute(db);
  return rows;
}
