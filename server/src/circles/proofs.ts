import { createHash, createHmac, randomBytes, randomInt, timingSafeEqual } from "node:crypto";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { newId } from "../kernel/ids.ts";
import { enqueue } from "../kernel/jobs.ts";
import { readSecret } from "../kernel/secrets.ts";
import { type Clock, DAY_MS, MINUTE_MS } from "../kernel/time.ts";
import { getPerson, listAffiliations } from "../people/index.ts";
import { lockStewarded } from "./circles.ts";
import { enterCircle, lockForJoining } from "./memberships.ts";
import { refuse } from "./refusals.ts";
import type { CircleKind } from "./words.ts";

const SECRET = "sharing-proofs";
const CODE_GOOD_MS = 30 * MINUTE_MS;
/** Tries at a mailed code. */
export const MOST_CODE_ATTEMPTS = 5;
/** Between two codes for one reader: nobody fills a stranger's letter box. */
const CODE_PAUSE_MS = 2 * MINUTE_MS;
/** Lines of one list. */
export const MOST_ROSTER_LINES = 5000;
const LONGEST_INVITE_DAYS = 60;
const MOST_INVITE_USES = 500;

/** Keyed hash of an address or number: lists of people are useless to whoever steals the table. */
async function keyHash(db: Db, circleId: string, text: string): Promise<Buffer> {
  const secret = await readSecret(db, SECRET);
  return createHmac("sha256", secret)
    .update(`${circleId}|${text.normalize("NFKC").trim().toLowerCase()}`)
    .digest();
}

/**
 * Sends a code to an address of the circle's domain. Refuses as `lockForJoining`, then `email-domain` 409,
 * `proof-taken` 409, `code-sent` 429 (two minutes have not passed since the last one).
 */
export async function startEmailProof(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  address: string,
): Promise<void> {
  const circle = await lockForJoining(tx, actor, circleId, "email");
  const given = address.trim().toLowerCase();
  if (!/^[^\s@]{1,64}@[^\s@]+$/.test(given) || given.split("@")[1] !== circle.emailDomain)
    throw refuse("email-domain", { domain: circle.emailDomain });
  const hash = await keyHash(tx, circleId, given);
  const taken =
    await sql`select 1 from circles.membership m where m.circle_id = ${circleId} and m.proof_hash = ${hash}
    and m.state = 'active'`.execute(tx);
  if (taken.rows.length > 0) throw refuse("proof-taken");
  const soon = new Date(clock.now().getTime() + CODE_GOOD_MS - CODE_PAUSE_MS);
  const sent = await sql`select 1 from circles.email_proof e
    where e.person_id = ${actor.personId} and e.expires_at > ${soon}`.execute(tx);
  if (sent.rows.length > 0) throw refuse("code-sent");
  const code = String(randomInt(1_000_000)).padStart(6, "0");
  await sql`insert into circles.email_proof (circle_id, person_id, address_hash, code_hash, expires_at)
    values (${circleId}, ${actor.personId}, ${hash}, ${await keyHash(tx, circleId, `${actor.personId}|${code}`)},
      ${new Date(clock.now().getTime() + CODE_GOOD_MS)})
    on conflict (circle_id, person_id) do update set address_hash = excluded.address_hash,
      code_hash = excluded.code_hash, expires_at = excluded.expires_at, attempts = 0`.execute(tx);
  const { language } = await getPerson(tx, actor.personId);
  await enqueue(
    tx,
    "sharing-mail-code",
    { to: given, code, circle: circle.name, language },
    { key: `sharing-mail-code-${circleId}-${actor.personId}` },
  );
}

/** Counts a try at the mailed code before it is looked at, in a transaction of its own. */
export async function countEmailAttempt(tx: Tx, actor: Actor, circleId: string): Promise<void> {
  await sql`update circles.email_proof set attempts = least(attempts + 1, 100)
    where circle_id::text = ${circleId} and person_id = ${actor.personId}`.execute(tx);
}

/**
 * Enters by the mailed code; `countEmailAttempt` comes first. Refuses as `lockForJoining`, then `code-locked` 429,
 * `code-wrong` 409, `proof-taken` 409.
 */
export async function joinByEmail(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  code: string,
): Promise<void> {
  await lockForJoining(tx, actor, circleId, "email");
  const { rows } = await sql<{ address_hash: Buffer; code_hash: Buffer; expires_at: Date; attempts: number }>`
    select e.address_hash, e.code_hash, e.expires_at, e.attempts from circles.email_proof e
    where e.circle_id = ${circleId} and e.person_id = ${actor.personId}`.execute(tx);
  const proof = rows[0];
  if (proof && proof.attempts > MOST_CODE_ATTEMPTS) throw refuse("code-locked");
  const given = await keyHash(tx, circleId, `${actor.personId}|${code.replace(/\D/g, "")}`);
  if (!proof || proof.expires_at <= clock.now() || !timingSafeEqual(given, proof.code_hash))
    throw refuse("code-wrong");
  await enterCircle(tx, clock, circleId, actor.personId, "email", proof.address_hash);
  await sql`delete from circles.email_proof where circle_id = ${circleId} and person_id = ${actor.personId}`.execute(
    tx,
  );
}

/**
 * A steward puts down who belongs: e-mail addresses or reader numbers, one to a line; only keyed hashes are kept.
 * Refuses as `lockStewarded`, then `roster-length` 400.
 */
export async function uploadRoster(
  tx: Tx,
  actor: Actor,
  circleId: string,
  text: string,
): Promise<{ added: number; total: number }> {
  await lockStewarded(tx, actor, circleId);
  const lines = [
    ...new Set(
      text
        .split(/[\r\n,;，；]+/)
        .map((line) => line.trim())
        .filter(Boolean),
    ),
  ];
  if (lines.length === 0 || lines.length > MOST_ROSTER_LINES)
    throw refuse("roster-length", { limit: MOST_ROSTER_LINES });
  const secret = await readSecret(tx, SECRET);
  const hashes = lines.map((line) =>
    createHmac("sha256", secret)
      .update(`${circleId}|${line.normalize("NFKC").toLowerCase()}`)
      .digest("hex"),
  );
  const { rows } = await sql`insert into circles.roster_entry (circle_id, key_hash)
    select ${circleId}::uuid, decode(h, 'hex') from unnest(${hashes}::text[]) h
    on conflict do nothing returning 1`.execute(tx);
  const total = await sql<{ total: number }>`select count(*) as total from circles.roster_entry r
    where r.circle_id = ${circleId}`.execute(tx);
  return { added: rows.length, total: total.rows[0]!.total };
}

/** Enters when one's library's reader number or address stands on the list. Refuses as `lockForJoining`, then `proof-missing` 403. */
export async function joinByRoster(tx: Tx, actor: Actor, clock: Clock, circleId: string): Promise<void> {
  await lockForJoining(tx, actor, circleId, "roster");
  const { email } = await getPerson(tx, actor.personId);
  const numbers = (await listAffiliations(tx, actor.personId)).map((a) => a.number);
  const hashes: string[] = [];
  for (const key of email ? [email, ...numbers] : numbers)
    hashes.push((await keyHash(tx, circleId, key)).toString("hex"));
  const { rows } = await sql<{ key_hash: Buffer }>`
    update circles.roster_entry set taken_by = ${actor.personId}
    where circle_id = ${circleId} and key_hash = any(array(select decode(h, 'hex') from unnest(${hashes}::text[]) h))
      and (taken_by is null or taken_by = ${actor.personId}) returning key_hash`.execute(tx);
  if (!rows[0]) throw refuse("proof-missing");
  await enterCircle(tx, clock, circleId, actor.personId, "roster", rows[0].key_hash);
}

/** A steward makes a link that lets so many people in until then; the token is told once. Refuses as `lockStewarded`. */
export async function makeInvite(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  input: { days: number; uses: number },
): Promise<{ id: string; token: string; expiresAt: string }> {
  const circle = await lockStewarded(tx, actor, circleId);
  if (!circle.proofs.includes("invite")) throw refuse("circle-proof");
  const id = newId<"invite">() as string;
  const token = randomBytes(16).toString("base64url");
  const now = clock.now();
  const expires = new Date(now.getTime() + Math.min(Math.max(1, input.days), LONGEST_INVITE_DAYS) * DAY_MS);
  await sql`insert into circles.circle_invite (id, circle_id, token_hash, made_by, made_at, expires_at, uses_left)
    values (${id}, ${circleId}, ${tokenHash(token)}, ${actor.personId}, ${now}, ${expires},
      ${Math.min(Math.max(1, input.uses), MOST_INVITE_USES)})`.execute(tx);
  return { id, token, expiresAt: expires.toISOString() };
}

function tokenHash(token: string): Buffer {
  return createHash("sha256").update(token).digest();
}

/** The circle a link leads to. Refuses `invite-unknown` 404: wrong, over, or used up. */
export async function circleOfInvite(
  db: Db,
  clock: Clock,
  token: string,
): Promise<{ circleId: string; name: string; about: string; kind: CircleKind; expiresAt: string }> {
  const { rows } = await sql<{ id: string; name: string; about: string; kind: CircleKind; expires_at: Date }>`
    select c.id, c.name, case when c.words_public then c.about else '' end as about, c.kind, i.expires_at from circles.circle_invite i join circles.circle c on c.id = i.circle_id
    where i.token_hash = ${tokenHash(token)} and i.expires_at > ${clock.now()} and i.uses_left > 0
      and c.closed_at is null`.execute(db);
  if (!rows[0]) throw refuse("invite-unknown");
  const { id: circleId, name, about, kind, expires_at: expiresAt } = rows[0];
  return { circleId, name, about, kind, expiresAt: expiresAt.toISOString() };
}

/** Enters by a link. Refuses `invite-unknown` 404, then as `lockForJoining`. */
export async function joinByInvite(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  token: string,
): Promise<{ circleId: string }> {
  const { circleId } = await circleOfInvite(tx, clock, token);
  await lockForJoining(tx, actor, circleId, "invite");
  const { rows } = await sql`update circles.circle_invite set uses_left = uses_left - 1
    where token_hash = ${tokenHash(token)} and uses_left > 0 and expires_at > ${clock.now()} returning id`.execute(
    tx,
  );
  if (rows.length === 0) throw refuse("invite-unknown");
  await enterCircle(tx, clock, circleId, actor.personId, "invite");
  return { circleId };
}

/** Drops codes that are over. */
export async function forgetEmailProofs(tx: Tx, clock: Clock): Promise<void> {
  await sql`delete from circles.email_proof where expires_at < ${clock.now()}`.execute(tx);
}
