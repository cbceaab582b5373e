import { sql } from "kysely";
import { todayInRegion } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Clock, PlainDate } from "../kernel/time.ts";
import { dropPosting } from "../moderation/index.ts";
import { demandPermission } from "../people/index.ts";
import { lockStewarded } from "./organisations.ts";
import { screenWords } from "./public-words.ts";
import { refuse } from "./refusals.ts";
import type { Announcement, Campaign } from "./schema.ts";

const MOST_SHOWN = 20;
const MOST_CAMPAIGNS = 50;

/** Announcements that hold on `today`, the newest first; of one organisation, or all. `own`: for its stewards, those that wait too. */
export async function announcementsOn(
  db: Db,
  today: PlainDate,
  organisationId: string | null = null,
  own = false,
): Promise<Announcement[]> {
  const { rows } = await sql<{
    id: string;
    organisation_id: string | null;
    name: string | null;
    title: string;
    body: string;
    published_at: Date;
    until: PlainDate;
    waits: boolean;
  }>`
    select a.id, a.organisation_id, o.name, a.title, a.body, a.published_at, a.until, not a.words_public as waits
    from alliance.announcement a left join alliance.organisation o on o.id = a.organisation_id
    where a.withdrawn_at is null and a.until >= ${today}::date
      and (${own} or a.words_public and coalesce(o.words_public, true))
      and (${organisationId}::uuid is null or a.organisation_id = ${organisationId}::uuid)
    order by a.published_at desc, a.id desc limit ${MOST_SHOWN}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    organisation: row.organisation_id === null ? null : { id: row.organisation_id, name: row.name ?? "" },
    title: row.title,
    body: row.body,
    publishedAt: row.published_at.toISOString(),
    until: row.until,
    waits: row.waits,
  }));
}

/**
 * Tells everybody something until a day: a steward for an organisation, whose doubted words wait; the office for the
 * region, in its own name; gives its id. Refuses `forbidden` 403, as `lockStewarded`, `announcement-past` 422, `text-refused` 422.
 */
export async function announce(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { organisationId: string | null; title: string; body: string; until: PlainDate },
): Promise<string> {
  await demandVoice(tx, actor, input.organisationId);
  const now = clock.now();
  if (input.until < (await todayInRegion(tx, clock))) throw refuse("announcement-past");
  const id = newId<"announcement">() as string;
  await sql`insert into alliance.announcement (id, organisation_id, title, body, published_at, until)
    values (${id}, ${input.organisationId}, ${input.title}, ${input.body}, ${now},
      ${input.until}::date)`.execute(tx);
  const { organisationId, title, body } = input;
  if (organisationId !== null)
    await screenWords(tx, actor, clock, { kind: "announcement", id, organisationId, texts: [title, body] });
  return id;
}

/** Takes an announcement back, by whoever may announce there. Refuses as `announce`, `announcement-unknown` 404. */
export async function withdrawAnnouncement(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<void> {
  const { rows } = isUuid(id)
    ? await sql<{ organisation_id: string | null }>`
        select a.organisation_id from alliance.announcement a
        where a.id = ${id} and a.withdrawn_at is null for update`.execute(tx)
    : { rows: [] };
  if (!rows[0]) throw refuse("announcement-unknown");
  await demandVoice(tx, actor, rows[0].organisation_id);
  await sql`update alliance.announcement set withdrawn_at = ${clock.now()} where id = ${id}`.execute(tx);
  await dropPosting(tx, "announcement", id);
}

async function demandVoice(tx: Tx, actor: Actor, organisationId: string | null): Promise<void> {
  if (organisationId === null) demandPermission(actor, "consortium.manage", null);
  else await lockStewarded(tx, actor, organisationId);
}

/** Campaigns that have not ended on `today`, the next to end first; `own` as `announcementsOn`. */
export async function campaignsOn(
  db: Db,
  today: PlainDate,
  organisationId: string | null = null,
  own = false,
): Promise<Campaign[]> {
  const { rows } = await sql<{
    id: string;
    organisation_id: string;
    name: string;
    title: string;
    about: string;
    starts_on: PlainDate;
    ends_on: PlainDate;
    waits: boolean;
  }>`
    select c.id, c.organisation_id, o.name, c.title, c.about, c.starts_on, c.ends_on, not c.words_public as waits
    from alliance.campaign c join alliance.organisation o on o.id = c.organisation_id and o.state = 'member'
    where c.ends_on >= ${today}::date and (${own} or c.words_public and o.words_public)
      and (${organisationId}::uuid is null or c.organisation_id = ${organisationId}::uuid)
    order by c.ends_on, c.id limit ${MOST_CAMPAIGNS}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    organisation: { id: row.organisation_id, name: row.name },
    title: row.title,
    about: row.about,
    startsOn: row.starts_on,
    endsOn: row.ends_on,
    waits: row.waits,
  }));
}

/**
 * A steward calls readers to something; doubted words wait. Refuses as `lockStewarded`, `campaign-days` 422,
 * `campaigns-exhausted` 409, `text-refused` 422.
 */
export async function startCampaign(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  organisationId: string,
  input: { title: string; about: string; startsOn: PlainDate; endsOn: PlainDate },
): Promise<void> {
  await lockStewarded(tx, actor, organisationId);
  const today = await todayInRegion(tx, clock);
  if (input.startsOn > input.endsOn || input.endsOn < today) throw refuse("campaign-days");
  if ((await campaignsOn(tx, today, organisationId, true)).length >= MOST_CAMPAIGNS)
    throw refuse("campaigns-exhausted", { limit: MOST_CAMPAIGNS });
  const id = newId<"campaign">() as string;
  await sql`insert into alliance.campaign (id, organisation_id, title, about, starts_on, ends_on, created_at)
    values (${id}, ${organisationId}, ${input.title}, ${input.about}, ${input.startsOn}::date,
      ${input.endsOn}::date, ${clock.now()})`.execute(tx);
  const { title, about } = input;
  await screenWords(tx, actor, clock, { kind: "campaign", id, organisationId, texts: [title, about] });
}
