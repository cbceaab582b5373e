import { sql } from "kysely";
import { todayOfMember } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { lockSharer } from "../neighbours/index.ts";
import { listAffiliations } from "../people/index.ts";
import { type LockedCircle, lockCircle, lockStewarded } from "./circles.ts";
import { type MembershipState, type MembershipTrigger, membershipAfter } from "./membership-states.ts";
import { tellOfCircle } from "./notices.ts";
import { constraintProblems } from "./problems.ts";
import { refuse } from "./refusals.ts";
import { wake } from "./stewardship.ts";
import type { CircleProof } from "./words.ts";

type Membership = { state: MembershipState; role: "member" | "steward"; appliedAt: Date };

async function readMembership(tx: Tx, circleId: string, personId: string): Promise<Membership | undefined> {
  const { rows } = await sql<{ state: MembershipState; role: Membership["role"]; applied_at: Date }>`
    select m.state, m.role, m.applied_at from circles.membership m
    where m.circle_id = ${circleId} and m.person_id::text = ${personId} for update`.execute(tx);
  return rows[0] && { state: rows[0].state, role: rows[0].role, appliedAt: rows[0].applied_at };
}

/**
 * A circle the actor may enter by `proof`, locked. Refuses in this order: `circle-unknown` 404,
 * `minor-guarded-only` 403, `circle-expelled` 403, `circle-proof` 409 (not a way into this circle), `circle-member` 409,
 * `circle-rests` 409 (nobody looks after it).
 */
export async function lockForJoining(
  tx: Tx,
  actor: Actor,
  circleId: string,
  proof: CircleProof,
): Promise<LockedCircle> {
  const sharer = await lockSharer(tx, actor.personId);
  const circle = await lockCircle(tx, circleId);
  if (sharer.isMinor && !circle.isGuarded) throw refuse("minor-guarded-only");
  const known = await readMembership(tx, circleId, actor.personId);
  if (known?.state === "expelled") throw refuse("circle-expelled");
  if (!circle.proofs.includes(proof)) throw refuse("circle-proof");
  if (known?.state === "active") throw refuse("circle-member");
  if (circle.isResting) throw refuse("circle-rests");
  return circle;
}

/** Makes somebody a member by a proof that holds; `hash` keeps one proof from serving two people. */
export async function enterCircle(
  tx: Tx,
  clock: Clock,
  circleId: string,
  personId: string,
  proof: CircleProof,
  hash: Buffer | null = null,
): Promise<void> {
  const now = clock.now();
  await refuseOn({ ...constraintProblems, membership_proof_once: () => refuse("proof-taken") }, () =>
    sql`insert into circles.membership (circle_id, person_id, state, proof, applied_at, joined_at, proof_hash)
      values (${circleId}, ${personId}, 'active', ${proof}, ${now}, ${now}, ${hash})
      on conflict (circle_id, person_id) do update set state = 'active', proof = excluded.proof, joined_at = excluded.joined_at,
        ended_at = null, proof_hash = excluded.proof_hash`.execute(tx),
  );
}

/** A reader of the circle's library enters by their account. Refuses as `lockForJoining`, then `proof-missing` 403. */
export async function joinByAccount(tx: Tx, actor: Actor, clock: Clock, circleId: string): Promise<void> {
  const circle = await lockForJoining(tx, actor, circleId, "account");
  const today = circle.memberId === null ? "" : await todayOfMember(tx, clock, circle.memberId);
  const belongs = (await listAffiliations(tx, actor.personId)).some(
    (a) => a.memberId === circle.memberId && (a.validUntil === null || a.validUntil >= today),
  );
  if (!belongs) throw refuse("proof-missing");
  await enterCircle(tx, clock, circleId, actor.personId, "account");
}

/** Asks the stewards, or the members to vouch. Refuses as `lockForJoining`, then `circle-applied` 409. */
export async function applyToCircle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  proof: "steward" | "vouch",
  words: string,
): Promise<void> {
  const circle = await lockForJoining(tx, actor, circleId, proof);
  const known = await readMembership(tx, circleId, actor.personId);
  if (known && membershipAfter(known.state, "apply") === undefined) throw refuse("circle-applied");
  const now = clock.now();
  await sql`insert into circles.membership (circle_id, person_id, state, applied_at, words)
    values (${circleId}, ${actor.personId}, 'applied', ${now}, ${words.trim().slice(0, 300)})
    on conflict (circle_id, person_id) do update set state = 'applied', applied_at = excluded.applied_at,
      words = excluded.words, ended_at = null, proof = null`.execute(tx);
  await sql`delete from circles.vouch where circle_id = ${circleId} and candidate_id = ${actor.personId}`.execute(
    tx,
  );
  const { rows } = await sql<{ person_id: string }>`select m.person_id from circles.membership m
    where m.circle_id = ${circleId} and m.role = 'steward' and m.state = 'active'`.execute(tx);
  await tellOfCircle(
    tx,
    clock,
    "circle-application",
    { id: circleId, name: circle.name },
    ...rows.map((steward) => steward.person_id),
  );
}

/** What a steward does about a person. Refuses as `lockStewarded`, then `member-of-circle-unknown` 404. */
async function moveMember(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: {
    circleId: string;
    personId: string;
    trigger: Extract<MembershipTrigger, "admit" | "refuse" | "expel" | "pardon">;
  },
): Promise<void> {
  const circle = await lockStewarded(tx, actor, input.circleId);
  const { circleId, personId, trigger } = input;
  const known = isUuid(personId) ? await readMembership(tx, circleId, personId) : undefined;
  const to = known && membershipAfter(known.state, trigger);
  if (!to) throw refuse("reader-unknown");
  if (trigger === "expel" && known.role === "steward") throw refuse("steward-expel");
  const now = clock.now();
  if (trigger === "admit") await enterCircle(tx, clock, circleId, personId, "steward");
  else
    await sql`update circles.membership set state = ${to}, role = 'member', ended_at = ${now}
      where circle_id = ${circleId} and person_id = ${personId}`.execute(tx);
  if (trigger !== "pardon")
    await tellOfCircle(tx, clock, `circle-${trigger}`, { id: circleId, name: circle.name }, personId);
}

/** A steward lets an applicant in. Refuses `circle-unknown` 404, `steward-needed` 403, `reader-unknown` 404. */
export async function admitMember(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  personId: string,
): Promise<void> {
  if (!isUuid(personId)) throw refuse("reader-unknown");
  const known = await readMembership(tx, circleId, personId);
  if (known?.state !== "applied") {
    await lockStewarded(tx, actor, circleId);
    throw refuse("reader-unknown");
  }
  await moveMember(tx, actor, clock, { circleId, personId, trigger: "admit" });
}

/** A steward says no. Refuses as `admitMember`. */
export async function refuseMember(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  personId: string,
): Promise<void> {
  await moveMember(tx, actor, clock, { circleId, personId, trigger: "refuse" });
}

/**
 * A steward puts a member out: their offers leave the circle with them, loans under way go on.
 * Refuses as `admitMember`, then `steward-expel` 409 (a steward steps down first).
 */
export async function expelMember(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  personId: string,
): Promise<void> {
  await moveMember(tx, actor, clock, { circleId, personId, trigger: "expel" });
}

/** A steward lets somebody who was expelled ask again. Refuses as `admitMember`. */
export async function pardonMember(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  personId: string,
): Promise<void> {
  await moveMember(tx, actor, clock, { circleId, personId, trigger: "pardon" });
}

/** Leaves a circle, or takes an application back. Refuses `circle-unknown` 404, `steward-last` 409. */
export async function leaveCircle(tx: Tx, actor: Actor, clock: Clock, circleId: string): Promise<void> {
  await lockCircle(tx, circleId);
  const known = await readMembership(tx, circleId, actor.personId);
  if (!known || membershipAfter(known.state, "leave") === undefined) throw refuse("circle-unknown");
  if (known.role === "steward") await demandOtherSteward(tx, circleId, actor.personId);
  await sql`update circles.membership set state = 'left', role = 'member', ended_at = ${clock.now()}
    where circle_id = ${circleId} and person_id = ${actor.personId}`.execute(tx);
}

async function demandOtherSteward(tx: Tx, circleId: string, personId: string): Promise<void> {
  const { rows } =
    await sql`select 1 from circles.membership m where m.circle_id = ${circleId} and m.role = 'steward'
    and m.state = 'active' and m.person_id <> ${personId} limit 1`.execute(tx);
  if (rows.length === 0) throw refuse("steward-last");
}

/**
 * A steward makes a member a steward too, or lets one step down. Refuses as `lockStewarded`, then
 * `reader-unknown` 404, `steward-last` 409.
 */
export async function setSteward(
  tx: Tx,
  actor: Actor,
  input: { circleId: string; personId: string; isSteward: boolean },
): Promise<void> {
  const { circleId, personId } = input;
  await lockStewarded(tx, actor, circleId);
  const known = isUuid(personId) ? await readMembership(tx, circleId, personId) : undefined;
  if (known?.state !== "active") throw refuse("reader-unknown");
  if (!input.isSteward) await demandOtherSteward(tx, circleId, personId);
  await sql`update circles.membership set role = ${input.isSteward ? "steward" : "member"}
    where circle_id = ${circleId} and person_id = ${personId}`.execute(tx);
  if (input.isSteward) await wake(tx, circleId);
}

/**
 * A member vouches for an applicant they know; enough of them let the applicant in. Only members who were there before
 * the application count, and a small circle needs half of its members. Refuses in this order: `circle-unknown` 404 (the
 * circle is not there, or the actor is no member), `circle-proof` 409, `not-oneself` 409, `reader-unknown` 404,
 * `vouch-too-new` 403.
 */
export async function vouchFor(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  candidateId: string,
): Promise<{ vouches: number; needed: number }> {
  const circle = await lockCircle(tx, circleId);
  const own = await readMembership(tx, circleId, actor.personId);
  if (own?.state !== "active") throw refuse("circle-unknown");
  if (!circle.proofs.includes("vouch")) throw refuse("circle-proof");
  if (candidateId === actor.personId) throw refuse("not-oneself");
  const candidate = isUuid(candidateId) ? await readMembership(tx, circleId, candidateId) : undefined;
  if (candidate?.state !== "applied") throw refuse("reader-unknown");
  const joined = await sql<{ joined_at: Date }>`select m.joined_at from circles.membership m
    where m.circle_id = ${circleId} and m.person_id = ${actor.personId}`.execute(tx);
  if (joined.rows[0]!.joined_at >= candidate.appliedAt) throw refuse("vouch-too-new");
  await sql`insert into circles.vouch (circle_id, candidate_id, voucher_id, at)
    values (${circleId}, ${candidateId}, ${actor.personId}, ${clock.now()}) on conflict do nothing`.execute(
    tx,
  );
  const { rows } = await sql<{ vouches: number; members: number }>`
    select (select count(*) from circles.vouch v where v.circle_id = ${circleId} and v.candidate_id = ${candidateId}) as vouches,
      (select count(*) from circles.membership m where m.circle_id = ${circleId} and m.state = 'active') as members`.execute(
    tx,
  );
  const { vouches, members } = rows[0]!;
  const needed = Math.min(circle.vouchesNeeded, Math.ceil(members / 2));
  if (vouches >= needed) {
    await enterCircle(tx, clock, circleId, candidateId, "vouch");
    await tellOfCircle(tx, clock, "circle-admit", { id: circleId, name: circle.name }, candidateId);
  }
  return { vouches, needed };
}
