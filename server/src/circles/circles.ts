import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { type Posting, submitPosting } from "../moderation/index.ts";
import { lockSharer } from "../neighbours/index.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { demandLibraryName } from "./library-names.ts";
import { constraintProblems } from "./problems.ts";
import { refuse } from "./refusals.ts";
import type { CaseOutcome, CircleKind, CircleProof } from "./words.ts";

/** A circle as commands need it, locked until the transaction ends. */
export type LockedCircle = {
  id: string;
  name: string;
  proofs: CircleProof[];
  memberId: number | null;
  emailDomain: string | null;
  vouchesNeeded: number;
  isGuarded: boolean;
  isResting: boolean;
};

/** What founders and stewards say of a circle. */
export type CircleInput = {
  kind: CircleKind;
  name: string;
  about?: string;
  proofs: CircleProof[];
  memberId?: number | null;
  emailDomain?: string | null;
  vouchesNeeded?: number;
  maxLoanDays?: number | null;
  maxActiveLoans?: number | null;
  /** How a quarrel that nobody decided ends; null: by the region's rule. */
  caseOutcome?: CaseOutcome | null;
  isListed?: boolean;
};

/** Circles one person may found. */
export const MOST_FOUNDED = 10;

/**
 * Founds a circle; the founder is its first steward. Refuses in this order: `minor-guarded-only` 403 (people under age
 * found none), `circles-exhausted` 409, `circle-proof-foreign` 403 (a library's accounts are the proof, and the founder is
 * none of its readers), `circle-library-only` 403 (a circle of a library's own is founded by its staff), `circle-name-invalid` 400, `circle-member-needed` 400, `circle-domain-needed` 400.
 */
export async function createCircle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: CircleInput,
): Promise<{ id: string }> {
  const sharer = await lockSharer(tx, actor.personId);
  if (sharer.isMinor) throw refuse("minor-guarded-only");
  const { rows } = await sql<{ founded: number }>`select count(*) as founded from circles.circle c
    where c.created_by = ${actor.personId} and c.closed_at is null`.execute(tx);
  if (rows[0]!.founded >= MOST_FOUNDED) throw refuse("circles-exhausted", { limit: MOST_FOUNDED });
  const id = newId<"circle">() as string;
  const now = clock.now();
  await refuseOn(constraintProblems, () =>
    sql`insert into circles.circle (id, kind, name, about, proofs, member_id, email_domain, vouches_needed, max_loan_days,
        max_active_loans, case_outcome, is_listed, created_by, created_at)
      values (${id}, ${input.kind}, ${input.name.trim()}, ${input.about?.trim() ?? ""}, ${input.proofs}::text[],
        ${input.memberId ?? null}, ${domainOf(input.emailDomain)}, ${input.vouchesNeeded ?? 3},
        ${input.maxLoanDays ?? null}, ${input.maxActiveLoans ?? null}, ${input.caseOutcome ?? null}, ${input.isListed ?? true}, ${actor.personId}, ${now})`.execute(
      tx,
    ),
  );
  await sql`insert into circles.membership (circle_id, person_id, state, role, proof, applied_at, joined_at)
    values (${id}, ${actor.personId}, 'active', 'steward', 'founder', ${now}, ${now})`.execute(tx);
  await screenCircle(tx, actor, clock, id, true);
  return { id };
}

/**
 * A circle whose words are doubted is in no list until a moderator lets it; its members meet there meanwhile. `isNewLibrary`:
 * it may speak for another library than before.
 */
async function screenCircle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  isNewLibrary: boolean,
): Promise<void> {
  const { rows } = await sql<{
    name: string;
    about: string;
    kind: CircleKind;
    proofs: CircleProof[];
    member_id: number | null;
  }>`
    select c.name, c.about, c.kind, c.proofs, c.member_id from circles.circle c where c.id = ${id}`.execute(
    tx,
  );
  const { name, about, kind, proofs, member_id: memberId } = rows[0]!;
  const library = { memberId, byAccounts: proofs.includes("account"), isItsOwn: kind === "library" };
  if (isNewLibrary) await demandLibraryName(tx, actor, library);
  const posting: Posting = {
    kind: "circle",
    subject: id,
    personId: actor.personId,
    texts: [name, about],
    name,
  };
  const seen = (await submitPosting(tx, clock, posting)) === "published";
  await sql`update circles.circle set words_public = ${seen} where id = ${id}`.execute(tx);
}

function domainOf(text: string | null | undefined): string | null {
  return text?.trim().toLowerCase().replace(/^@/, "") || null;
}

/** A circle, locked. Refuses `circle-unknown` 404. */
export async function lockCircle(tx: Tx, circleId: string): Promise<LockedCircle> {
  if (!isUuid(circleId)) throw refuse("circle-unknown");
  const { rows } = await sql<{
    id: string;
    name: string;
    proofs: CircleProof[];
    member_id: number | null;
    email_domain: string | null;
    vouches_needed: number;
    is_guarded: boolean;
    is_resting: boolean;
  }>`select c.id, c.name, c.proofs, c.member_id, c.email_domain, c.vouches_needed, c.guarded_by is not null as is_guarded,
      c.resting_since is not null as is_resting
    from circles.circle c where c.id = ${circleId} and c.closed_at is null for update`.execute(tx);
  const row = rows[0];
  if (!row) throw refuse("circle-unknown");
  return {
    id: row.id,
    name: row.name,
    proofs: row.proofs,
    memberId: row.member_id,
    emailDomain: row.email_domain,
    vouchesNeeded: row.vouches_needed,
    isGuarded: row.is_guarded,
    isResting: row.is_resting,
  };
}

/** True for an active steward of the circle. */
export async function isSteward(db: Db, personId: string, circleId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from circles.membership m where m.circle_id = ${circleId}
    and m.person_id = ${personId} and m.role = 'steward' and m.state = 'active'`.execute(db);
  return rows.length > 0;
}

/**
 * A circle, locked, for one of its stewards or the platform's office. Refuses `circle-unknown` 404,
 * `steward-needed` 403.
 */
export async function lockStewarded(tx: Tx, actor: Actor, circleId: string): Promise<LockedCircle> {
  const circle = await lockCircle(tx, circleId);
  if (!(await isSteward(tx, actor.personId, circleId)) && !mayDo(actor, "consortium.manage", null))
    throw refuse("steward-needed");
  return circle;
}

/** A steward changes name, words, ways in and rules. Refuses as `lockStewarded`, then as `createCircle`. */
export async function changeCircle(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  changes: Partial<CircleInput>,
): Promise<void> {
  await lockStewarded(tx, actor, circleId);
  const has = (name: keyof CircleInput): boolean => changes[name] !== undefined;
  await refuseOn(constraintProblems, () =>
    sql`update circles.circle set kind = coalesce(${changes.kind ?? null}, kind),
        name = coalesce(${changes.name?.trim() ?? null}, name), about = coalesce(${changes.about?.trim() ?? null}, about),
        proofs = coalesce(${changes.proofs ?? null}::text[], proofs),
        member_id = case when ${has("memberId")} then ${changes.memberId ?? null}::smallint else member_id end,
        email_domain = case when ${has("emailDomain")} then ${domainOf(changes.emailDomain)} else email_domain end,
        vouches_needed = coalesce(${changes.vouchesNeeded ?? null}, vouches_needed),
        max_loan_days = case when ${has("maxLoanDays")} then ${changes.maxLoanDays ?? null}::smallint else max_loan_days end,
        max_active_loans = case when ${has("maxActiveLoans")} then ${changes.maxActiveLoans ?? null}::smallint
          else max_active_loans end,
        case_outcome = case when ${has("caseOutcome")} then ${changes.caseOutcome ?? null} else case_outcome end,
        is_listed = coalesce(${changes.isListed ?? null}, is_listed), version = version + 1
      where id = ${circleId}`.execute(tx),
  );
  if (Object.keys(changes).length > 0)
    await screenCircle(tx, actor, clock, circleId, has("kind") || has("proofs") || has("memberId"));
}

/**
 * A library answers for a circle, so that people under age may use it; or no longer. Only its staff
 * (`people.register`). Refuses `circle-unknown` 404, `forbidden` 403, `circle-guarded-proofs` 409 (the circle lets
 * people in for whom nobody answers).
 */
export async function guardCircle(
  tx: Tx,
  actor: Actor,
  circleId: string,
  memberId: number | null,
): Promise<void> {
  await lockCircle(tx, circleId);
  const { rows } = await sql<{ guarded_by: number | null }>`
    select c.guarded_by from circles.circle c where c.id = ${circleId}`.execute(tx);
  const current = rows[0]!.guarded_by;
  demandPermission(actor, "people.register", memberId ?? current);
  if (current !== null && current !== memberId) demandPermission(actor, "people.register", current);
  await refuseOn(constraintProblems, () =>
    sql`update circles.circle set guarded_by = ${memberId}, version = version + 1 where id = ${circleId}`.execute(
      tx,
    ),
  );
  if (memberId === null) await sendMinorsOut(tx, circleId);
  await writeAudit(tx, actor, "sharing.guard", { kind: "sharing-circle", id: circleId }, memberId, {});
}

/** Nobody answers for the circle any more: people under age, and so what they offered, leave it. */
async function sendMinorsOut(tx: Tx, circleId: string): Promise<void> {
  await sql`update circles.membership m set state = 'left', role = 'member', ended_at = now() from neighbours.sharer p
    where m.circle_id = ${circleId} and m.state in ('applied', 'active') and p.person_id = m.person_id and p.is_minor`.execute(
    tx,
  );
}

/** Circles one circle may belong to. */
export const MOST_PARENTS = 5;

/**
 * A steward asks that their circle's members count in another circle too. Refuses as `lockStewarded`, then
 * `circle-unknown` 404, `circle-in-itself` 409, `circle-parents-exhausted` 409.
 */
export async function askParent(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  parentId: string,
): Promise<void> {
  await lockStewarded(tx, actor, circleId);
  await lockCircle(tx, parentId);
  const { rows } = await sql<{ parents: number; around: boolean }>`
    with recursive up(id, depth) as (
      select ${parentId}::uuid, 0 union
      select p.parent_id, up.depth + 1 from up join circles.circle_parent p on p.circle_id = up.id where up.depth < 10)
    select (select count(*) from circles.circle_parent p where p.circle_id = ${circleId}) as parents,
      exists (select 1 from up where up.id = ${circleId}::uuid) as around`.execute(tx);
  if (rows[0]!.around) throw refuse("circle-in-itself");
  if (rows[0]!.parents >= MOST_PARENTS) throw refuse("circle-parents-exhausted", { limit: MOST_PARENTS });
  const agreed = (await isSteward(tx, actor.personId, parentId)) ? clock.now() : null;
  await sql`insert into circles.circle_parent (circle_id, parent_id, asked_by, asked_at, agreed_at)
    values (${circleId}, ${parentId}, ${actor.personId}, ${clock.now()}, ${agreed}) on conflict do nothing`.execute(
    tx,
  );
}

/** A steward of the parent agrees. Refuses as `lockStewarded` (of the parent), then `circle-unknown` 404. */
export async function agreeParent(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  circleId: string,
  parentId: string,
): Promise<void> {
  await lockStewarded(tx, actor, parentId);
  const { rows } = await sql`update circles.circle_parent set agreed_at = coalesce(agreed_at, ${clock.now()})
    where circle_id::text = ${circleId} and parent_id = ${parentId} returning circle_id`.execute(tx);
  if (rows.length === 0) throw refuse("circle-unknown");
}

/** A steward of either parts two circles; offers fall out of the parent with it. Refuses as `lockStewarded`. */
export async function partCircles(tx: Tx, actor: Actor, circleId: string, parentId: string): Promise<void> {
  await lockCircle(tx, circleId);
  const mine = await isSteward(tx, actor.personId, circleId);
  if (!mine) await lockStewarded(tx, actor, parentId);
  await sql`delete from circles.circle_parent where circle_id = ${circleId} and parent_id::text = ${parentId}`.execute(
    tx,
  );
}

/** How a quarrel about a loan through this circle ends when nobody decided it; null: by the region's rule. */
export async function caseOutcomeOf(db: Db, circleId: string): Promise<CaseOutcome | null> {
  const { rows } = await sql<{ case_outcome: CaseOutcome | null }>`
    select c.case_outcome from circles.circle c where c.id = ${circleId}`.execute(db);
  return rows[0]?.case_outcome ?? null;
}

/** Who founded a circle; undefined: it is not there. */
export async function founderOf(db: Db, circleId: string): Promise<string | undefined> {
  const { rows } = await sql<{ created_by: string }>`
    select c.created_by from circles.circle c where c.id = ${circleId}`.execute(db);
  return rows[0]?.created_by;
}
