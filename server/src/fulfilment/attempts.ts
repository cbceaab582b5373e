import { sql } from "kysely";
import { cancelHold, placeHold } from "../circulation/index.ts";
import { onBehalfOf } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { letGo, requestCopy } from "../peer-loans/index.ts";
import { type AttemptState, attemptStates, type RequestState } from "./request-states.ts";

/** A request as commands work on it. */
export type RequestRow = {
  id: string;
  person_id: string;
  instance_id: number;
  pickup_branch_id: number | null;
  part: string | null;
  any_edition: boolean;
  state: RequestState;
};

/** One way of a request. */
export type AttemptRow = {
  id: number;
  request_id: string;
  kind: "hold" | "person";
  copy_id: string | null;
  mode: "lend" | "give" | null;
  reference: string | null;
  /** Tried beside others, of which the first to say yes is taken. */
  at_once: boolean;
  state: AttemptState;
};

/** What one way did when it was tried; `isYes`: it said yes at once. */
type Tried = { refusal: Problem | null; isYes: boolean };

/** Ways of a request in one state, in their order. */
export async function attemptsIn(
  tx: Tx,
  requestId: string,
  state: AttemptState,
  limit: number | null = null,
): Promise<AttemptRow[]> {
  const { rows } = await sql<AttemptRow>`
    select a.id, a.request_id, a.kind, a.copy_id, a.mode, a.reference, a.at_once, a.state from fulfilment.attempt a
    where a.request_id = ${requestId} and a.state = ${state} order by a.position limit ${limit}`.execute(tx);
  return rows;
}

/** The way under way that a hold or a loan belongs to. */
export async function attemptOf(tx: Tx, reference: string): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    select a.id, a.request_id, a.kind, a.copy_id, a.mode, a.reference, a.at_once, a.state from fulfilment.attempt a
    where a.reference = ${reference} and a.state = 'trying'`.execute(tx);
  return rows[0];
}

/**
 * Begins one way; whatever it wrote before refusing is undone, and why it refused is noted. `askedWith`: the question it is
 * part of, when several are asked at once.
 */
export async function tryWay(
  tx: Tx,
  clock: Clock,
  request: RequestRow,
  attempt: AttemptRow,
  askedWith?: string,
): Promise<Tried> {
  const isAtOnce = askedWith !== undefined;
  await sql`savepoint way`.execute(tx);
  try {
    const { id, state } = await beginWay(tx, clock, request, attempt, askedWith);
    await moveAttempt(tx, clock, attempt, "try", { reference: id, isAtOnce });
    await sql`release savepoint way`.execute(tx);
    return { refusal: null, isYes: state === "accepted" };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await sql`rollback to savepoint way`.execute(tx);
    await moveAttempt(tx, clock, attempt, "refuse", { reason: error.code });
    return { refusal: error, isYes: false };
  }
}

async function beginWay(
  tx: Tx,
  clock: Clock,
  request: RequestRow,
  attempt: AttemptRow,
  askedWith: string | undefined,
): Promise<{ id: string; state: string }> {
  const actor = onBehalfOf(request.person_id);
  if (attempt.kind === "person")
    return await requestCopy(tx, actor, clock, {
      copyId: attempt.copy_id!,
      mode: attempt.mode!,
      ...(askedWith !== undefined && { askedWith }),
    });
  return await placeHold(tx, actor, clock, {
    instanceId: request.instance_id,
    pickupBranchId: request.pickup_branch_id!,
    ...(request.part !== null && { part: request.part }),
    ...(request.any_edition && { anyEdition: true }),
  });
}

type AttemptTrigger = "try" | "refuse" | "leave" | "win" | "fail" | "yield";
type AttemptChange = { reference?: string; reason?: string; isAtOnce?: boolean };

/** Moves a way along its table of states; one that yields may be tried again, so it forgets what it was tried by. */
export async function moveAttempt(
  tx: Tx,
  clock: Clock,
  attempt: Pick<AttemptRow, "id" | "state">,
  trigger: AttemptTrigger,
  change: AttemptChange = {},
): Promise<void> {
  const next = (attemptStates[attempt.state] as Record<string, AttemptState>)[trigger];
  if (!next) throw new Error(`A way that is ${attempt.state} cannot ${trigger}`);
  await sql`update fulfilment.attempt set state = ${next}, changed_at = ${clock.now()},
      reference = case when ${next === "waiting"} then null else coalesce(${change.reference ?? null}::uuid, reference) end,
      at_once = coalesce(${change.isAtOnce ?? null}, at_once), reason = coalesce(${change.reason ?? null}, reason)
    where id = ${attempt.id} and state = ${attempt.state}`.execute(tx);
}

/**
 * Takes back what a way began, because another was first: its owner is told so. False when it has gone too far: the
 * book is in the reader's hands.
 */
export async function takeBack(
  tx: Tx,
  clock: Clock,
  request: RequestRow,
  attempt: AttemptRow,
): Promise<boolean> {
  if (attempt.reference === null) return true;
  if (attempt.kind === "person") return await letGo(tx, clock, attempt.reference);
  await sql`savepoint back`.execute(tx);
  try {
    await cancelHold(tx, onBehalfOf(request.person_id), clock, attempt.reference);
    await sql`release savepoint back`.execute(tx);
    return true;
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== "hold-closed") throw error;
    await sql`rollback to savepoint back`.execute(tx);
    return false;
  }
}
