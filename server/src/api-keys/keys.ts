import { createHash, randomBytes } from "node:crypto";
import { sql } from "kysely";
import type { z } from "zod";
import { findMemberByCode } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { addDays, type Clock, type PlainDate } from "../kernel/time.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import type { apiKeySchema, newKeySchema } from "./schema.ts";

const KEY_BYTES = 24;
const SHOWN = 9;
const MONTH_DAYS = 30;
/** Keys that one library, or the office, has given out and not revoked. */
const MOST_KEYS = 100;
/** Days for which uses are told; a key that was revoked so long ago is forgotten with its contact. */
const KEPT_DAYS = 400;

/** What is kept of a key: nobody can make the key of it. */
const hashOf = (key: string): Buffer => createHash("sha256").update(key).digest();

/** Whoever acts for a library gives out its keys; the consortium office everybody's. Refuses `forbidden` 403. */
function demandRight(actor: Actor, memberId: number | null): void {
  demandPermission(actor, memberId === null ? "consortium.manage" : "member.manage", memberId);
}

/** Makes a key. Refuses `member-unknown` 404, `forbidden` 403, `api-keys-exhausted` 409. */
export async function issueKey(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  given: z.output<typeof newKeySchema>,
): Promise<{ id: string; key: string; memberId: number | null }> {
  const memberId = given.member === null ? null : (await findMemberByCode(tx, given.member)).id;
  demandRight(actor, memberId);
  await lockByName(tx, `api-keys ${memberId ?? "office"}`);
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from api_keys.key k
    where k.member_id is not distinct from ${memberId}::smallint and k.revoked_at is null`.execute(tx);
  if (rows[0]!.n >= MOST_KEYS) throw refuse("api-keys-exhausted", { most: MOST_KEYS });
  const id = newId<"api-key">();
  const key = `csk_${randomBytes(KEY_BYTES).toString("base64url")}`;
  await sql`insert into api_keys.key (id, hash, beginning, name, contact, member_id, origins, daily, issued_at)
    values (${id}, ${hashOf(key)}, ${key.slice(0, SHOWN)}, ${given.name}, ${given.contact}, ${memberId},
      ${[...new Set(given.origins)]}::text[], ${given.daily}, ${clock.now()})`.execute(tx);
  return { id, key, memberId };
}

/** Ends a key at once; one that has ended stays so. Whose it is. Refuses `api-key-unknown` 404, `forbidden` 403. */
export async function revokeKey(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<number | null> {
  const { rows } = await sql<{ memberId: number | null }>`select k.member_id as "memberId" from api_keys.key k
    where k.id = ${isUuid(id) ? id : null}::uuid for update`.execute(tx);
  if (!rows[0]) throw refuse("api-key-unknown");
  demandRight(actor, rows[0].memberId);
  await sql`update api_keys.key set revoked_at = coalesce(revoked_at, ${clock.now()}) where id = ${id}`.execute(
    tx,
  );
  return rows[0].memberId;
}

type KeyRow = Omit<z.output<typeof apiKeySchema>, "issuedAt" | "revokedAt"> & {
  issuedAt: Date;
  revokedAt: Date | null;
};

/** Keys that the actor may revoke, the newest first; `before`: the id of the last one seen. */
export async function listKeys(
  db: Db,
  actor: Actor,
  { today, before, limit }: { today: PlainDate; before: string | null; limit: number },
): Promise<z.output<typeof apiKeySchema>[]> {
  const isOffice = mayDo(actor, "consortium.manage", null);
  const own = actor.grants.flatMap(({ scope }) =>
    scope !== null && mayDo(actor, "member.manage", scope) ? [scope] : [],
  );
  const { rows } = await sql<KeyRow>`
    select k.id, k.name, k.contact, m.code as member, k.beginning, k.origins, k.daily, k.issued_at as "issuedAt",
      k.revoked_at as "revokedAt", u.today, u.refused as "refusedToday", u.month
    from api_keys.key k left join consortium.member_fact m on m.id = k.member_id
    cross join lateral (
      select coalesce(sum(u.requests) filter (where u.day = ${today}::date), 0)::int as today,
        coalesce(sum(u.refused) filter (where u.day = ${today}::date), 0)::int as refused,
        coalesce(sum(u.requests), 0)::int as month
      from api_keys.day_use u where u.key_id = k.id and u.day > ${addDays(today, -MONTH_DAYS)}::date) u
    where (${isOffice} or k.member_id = any(${own}::smallint[]))
      and (${before}::uuid is null or k.id < ${before}::uuid)
    order by k.id desc limit ${limit}`.execute(db);
  return rows.map((row) => ({
    ...row,
    issuedAt: row.issuedAt.toISOString(),
    revokedAt: row.revokedAt?.toISOString() ?? null,
  }));
}

/** What a call with a key is measured by; `used`: requests of the day that are written. */
export type KnownKey = { id: string; origins: string[]; daily: number; isRevoked: boolean; used: number };

/** The key of these letters; undefined: there is none. */
export async function findKey(db: Db, key: string, today: PlainDate): Promise<KnownKey | undefined> {
  const { rows } = await sql<KnownKey>`
    select k.id, k.origins, k.daily, k.revoked_at is not null as "isRevoked", coalesce(u.requests, 0) as used
    from api_keys.key k left join api_keys.day_use u on u.key_id = k.id and u.day = ${today}::date
    where k.hash = ${hashOf(key)}`.execute(db);
  return rows[0];
}

/** Forgets uses and revoked keys of long ago. */
export async function forgetOld(db: Db, today: PlainDate): Promise<void> {
  const before = addDays(today, -KEPT_DAYS);
  await sql`delete from api_keys.day_use u where u.day < ${before}::date`.execute(db);
  await sql`delete from api_keys.key k where k.revoked_at < ${before}::date`.execute(db);
}
