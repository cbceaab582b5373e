import { sql } from "kysely";
import { onBehalfOf } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { refuse } from "./refusals.ts";
import { type AttemptState, attemptStates, type RequestState } from "./request-states.ts";
import { askingOf, type Options } from "./ways.ts";

/** A request as commands work on it. */
export type RequestRow = {
  /** How its ways are asked for. */
  options: Options;
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
  kind: string;
  /** What was kept of the way until its turn. */
  kept: Record<string, string>;
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
    select a.id, a.request_id, a.kind, a.kept, a.reference, a.at_once, a.state from fulfilment.attempt a
    where a.request_id = ${requestId} and a.state = ${state} order by a.position limit ${limit}`.execute(tx);
  return rows;
}

/** The way under way that a hold or a loan belongs to. */
export async function attemptOf(tx: Tx, reference: string): Promise<AttemptRow | undefined> {
  const { rows } = await sql<AttemptRow>`
    select a.id, a.request_id, a.kind, a.kept, a.reference, a.at_once, a.state from fulfilment.attempt a
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
    const asked = {
      instanceId: request.instance_id,
      pickupBranchId: request.pickup_branch_id,
      part: request.part,
      anyEdition: request.any_edition,
    };
    const actor = onBehalfOf(request.person_id);
    const asking = askingOf(request.options, attempt.kind);
    // A room that gave it once and is there no more.
    if (!asking) throw refuse("no-way");
    const { id, isYes } = await asking.begin(tx, actor, clock, asked, attempt.kept, askedWith);
    await moveAttempt(tx, clock, attempt, "try", { reference: id, isAtOnce });
    await sql`release savepoint way`.execute(tx);
    return { refusal: null, isYes };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await sql`rollback to savepoint way`.execute(tx);
    await moveAttempt(tx, clock, attempt, "refuse", { reason: error.code });
    return { refusal: error, isYes: false };
  }
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
  const asking = askingOf(request.options, attempt.kind);
  if (attempt.reference === null || !asking) return true;
  return await asking.takeBack(tx, onBehalfOf(request.person_id), clock, attempt.reference);
}
