import { sql } from "kysely";
import { type Actor, demand, holds } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Language, LocalText } from "../kernel/text.ts";
import type { PlainDate } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";

/** How a member shows itself. `logoHash` names the picture; `languages` empty: all. */
export type Face = {
  memberId: number;
  code: string;
  name: LocalText;
  accent: string;
  logoHash: string | null;
  scope: "region" | "own";
  facetOrder: string[];
  languages: Language[];
  intro: LocalText;
  host: string | null;
};

/** What a member's administrator chooses. */
export type FaceChoice = Pick<Face, "accent" | "scope" | "facetOrder" | "languages" | "intro" | "host">;

/** Something a member tells on its own first page, from a day to a day. */
export type News = {
  id: number;
  memberId: number;
  title: LocalText;
  body: LocalText;
  fromOn: PlainDate;
  untilOn: PlainDate;
};

const MOST_NEWS = 20;

/** The faces of all members that have one. */
export async function listFaces(db: Db): Promise<Face[]> {
  const { rows } = await sql<{
    member_id: number;
    code: string;
    name: LocalText;
    accent: string;
    logo_hash: string | null;
    scope: "region" | "own";
    facet_order: string[];
    languages: Language[];
    intro: LocalText;
    host: string | null;
  }>`
    select f.member_id, m.code, m.name, f.accent, f.logo_hash, f.scope, f.facet_order, f.languages, f.intro, f.host
    from consortium.face f join consortium.member m on m.id = f.member_id order by m.code`.execute(db);
  return rows.map((row) => ({
    memberId: row.member_id,
    code: row.code,
    name: row.name,
    accent: row.accent,
    logoHash: row.logo_hash,
    scope: row.scope,
    facetOrder: row.facet_order,
    languages: row.languages,
    intro: row.intro,
    host: row.host,
  }));
}

/**
 * Sets a member's face. Its host name decides what every visitor of that host sees, so only the office of the consortium
 * gives one, and never one of the region's own (`regionHosts`); absent, it stays as it is.
 * Refuses: `forbidden` 403, `face-host-office` 403, `face-host-region` 409, `face-accent-invalid` 400, `face-host-invalid` 400,
 * `face-host-taken` 409, `member-unknown` 404.
 */
export async function setFace(
  tx: Tx,
  actor: Actor,
  memberId: number,
  { host: wanted, ...choice }: Omit<FaceChoice, "host"> & { host?: string | null | undefined },
  regionHosts: readonly string[] = [],
): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], memberId);
  const before = await hostOf(tx, memberId);
  const host = wanted === undefined ? before : wanted;
  if (host !== before) {
    if (!holds(actor, ["consortium-admin"], null)) throw refuse("face-host-office");
    if (host !== null && regionHosts.includes(host)) throw refuse("face-host-region");
  }
  await refuseOn(
    {
      face_accent_form: () => refuse("face-accent-invalid"),
      face_host_form: () => refuse("face-host-invalid"),
      face_host_once: () => refuse("face-host-taken"),
    },
    () =>
      sql`insert into consortium.face as f (member_id, accent, scope, facet_order, languages, intro, host)
        values (${memberId}, ${choice.accent.toLowerCase()}, ${choice.scope}, ${choice.facetOrder}::text[],
          ${choice.languages}::text[], ${JSON.stringify(choice.intro)}::jsonb, ${host})
        on conflict (member_id) do update set accent = excluded.accent, scope = excluded.scope,
          facet_order = excluded.facet_order, languages = excluded.languages, intro = excluded.intro,
          host = excluded.host`.execute(tx),
  );
  const detail = host === before ? {} : { host, hostBefore: before };
  await writeAudit(tx, actor, "face.set", { kind: "member", id: String(memberId) }, memberId, detail);
}

async function hostOf(tx: Tx, memberId: number): Promise<string | null> {
  const { rows } = await sql<{ host: string | null }>`
    select f.host from consortium.face f where f.member_id = ${memberId} for update`.execute(tx);
  return rows[0]?.host ?? null;
}

/** What a member tells on a day, or from then on, the newest first. */
export async function newsOf(db: Db, memberId: number, today: PlainDate, coming = false): Promise<News[]> {
  const { rows } = await sql<{
    id: number;
    member_id: number;
    title: LocalText;
    body: LocalText;
    from_on: PlainDate;
    until_on: PlainDate;
  }>`
    select n.id, n.member_id, n.title, n.body, n.from_on, n.until_on from consortium.news n
    where n.member_id = ${memberId} and n.until_on >= ${today}::date
      and (${coming}::boolean or n.from_on <= ${today}::date)
    order by n.from_on desc, n.id desc limit ${MOST_NEWS}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    memberId: row.member_id,
    title: row.title,
    body: row.body,
    fromOn: row.from_on,
    untilOn: row.until_on,
  }));
}

/** Adds news. Refuses: `forbidden` 403, `news-invalid` 400 (no title, or the days the wrong way round). */
export async function addNews(tx: Tx, actor: Actor, news: Omit<News, "id">): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], news.memberId);
  if (!Object.values(news.title).some((text) => text.trim() !== "")) throw refuse("news-invalid");
  await refuseOn({ news_days_order: () => refuse("news-invalid") }, () =>
    sql`insert into consortium.news (member_id, title, body, from_on, until_on)
      values (${news.memberId}, ${JSON.stringify(news.title)}::jsonb, ${JSON.stringify(news.body)}::jsonb,
        ${news.fromOn}::date, ${news.untilOn}::date)`.execute(tx),
  );
}

/** Takes news away. Refuses: `news-unknown` 404, also for another member's. */
export async function removeNews(tx: Tx, actor: Actor, memberId: number, id: number): Promise<void> {
  demand(actor, ["member-admin", "consortium-admin"], memberId);
  const { rows } = await sql`delete from consortium.news n where n.id = ${id} and n.member_id = ${memberId}
    returning 1`.execute(tx);
  if (rows.length === 0) throw refuse("news-unknown");
}

/** Hours of a member's branches on a weekday (0 is Sunday): `08:00`–`22:00`; branches without hours are left out. */
export async function hoursOn(
  db: Db,
  memberId: number,
  weekday: number,
): Promise<{ branchId: number; opens: string; closes: string }[]> {
  const { rows } = await sql<{ branch_id: number; opens: string; closes: string }>`
    select o.branch_id, to_char(o.opens, 'HH24:MI') as opens, to_char(o.closes, 'HH24:MI') as closes
    from consortium.opening o join consortium.branch b on b.id = o.branch_id
    where b.member_id = ${memberId} and o.weekday = ${weekday} order by b.is_main desc, b.id`.execute(db);
  return rows.map((row) => ({ branchId: row.branch_id, opens: row.opens, closes: row.closes }));
}
