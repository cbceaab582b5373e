import { sql } from "kysely";
import { viewerOf } from "../audience/index.ts";
import { getInstances, resolveInstance } from "../catalogue/index.ts";
import { cancelHold, placeHold } from "../circulation/index.ts";
import { getBranch } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { requestCopy, withdrawRequest } from "../peer-loans/index.ts";
import { homeMember } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import { type AttemptState, attemptStates, type RequestState, requestStates } from "./request-states.ts";
import type { AttemptView, BegunRequest, NewRequest, RequestView } from "./schema.ts";
import { type Way, waysTo } from "./ways.ts";

type RequestRow = {
  id: string;
  person_id: string;
  instance_id: number;
  pickup_branch_id: number | null;
  part: string | null;
  any_edition: boolean;
  state: RequestState;
};
type AttemptRow = {
  id: number;
  request_id: string;
  kind: "hold" | "person";
  copy_id: string | null;
  mode: "lend" | "give" | null;
  reference: string | null;
  state: AttemptState;
};

/** What one way did when it was tried. */
type Tried = { attempt: AttemptRow; refusal: Problem | null };

/**
 * A reader wants a title: the ways are put in order and the quickest one that works is begun. `copyId`: begin with this copy
 * of another reader; `prefer`: with this kind. Refuses `instance-unknown` 404, `branch-unknown` 404, `request-exists` 409, and when no way at all could be begun what the best
 * one refused, or `no-way` 409.
 */
export async function startRequest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: NewRequest,
): Promise<BegunRequest> {
  const sight = viewerOf(actor);
  const instanceId = await resolveInstance(tx, input.instanceId, sight);
  if (instanceId === undefined) throw refuse("instance-unknown");
  await lockByName(tx, `fulfilment.request ${actor.personId}`);
  const viewer = {
    personId: actor.personId,
    homeMemberId: await homeMember(tx, actor.personId),
    pickupBranchId: input.pickupBranchId,
    sight,
  };
  const ways = orderOf(await waysTo(tx, clock, viewer, instanceId), input);
  const id = newId<"request">() as string;
  const refusals = {
    request_open_once: () => refuse("request-exists"),
    request_pickup_branch_id_fkey: () => refuse("branch-unknown"),
  };
  await refuseOn(refusals, () =>
    sql`insert into fulfilment.request (id, person_id, instance_id, pickup_branch_id, part, any_edition, state, created_at)
      values (${id}, ${actor.personId}, ${instanceId}, ${input.pickupBranchId}, ${input.part ?? null}, ${input.anyEdition ?? false},
        'open', ${clock.now()})`.execute(tx),
  );
  await sql`insert into fulfilment.attempt (request_id, position, kind, copy_id, mode, state, changed_at)
    select ${id}, w.place, w.kind, w.copy_id, w.mode, 'waiting', ${clock.now()}
    from unnest(${ways.map((_, i) => i + 1)}::int[], ${ways.map((w) => w.kind)}::text[],
      ${ways.map((w) => (w.kind === "person" ? w.copyId : null))}::uuid[],
      ${ways.map((w) => (w.kind === "person" ? w.mode : null))}::text[]) w(place, kind, copy_id, mode)`.execute(
    tx,
  );
  const request = await lockRequest(tx, id);
  const { begun, refused } = await tryNext(tx, clock, actor, request);
  if (!begun) throw refused[0] ?? refuse("no-way");
  const view = (await requestsOf(tx, actor.personId, { id }))[0]!;
  const branch = input.pickupBranchId === null ? null : (await getBranch(tx, input.pickupBranchId)).name;
  return { request: view, way: { kind: begun.kind, state: "trying", reason: null }, branch };
}

/** The ways that need somebody's help, the preferred one first. */
function orderOf(ways: Way[], input: NewRequest): Extract<Way, { kind: "hold" | "person" }>[] {
  const askable = ways.filter((way) => way.kind === "hold" || way.kind === "person");
  const able = askable.filter((way) => way.kind !== "hold" || input.pickupBranchId !== null);
  const { copyId, prefer } = input;
  const isWanted = (way: Way): boolean =>
    copyId === undefined ? way.kind === prefer : way.kind === "person" && way.copyId === copyId;
  return [...able.filter(isWanted), ...able.filter((way) => !isWanted(way))];
}

async function lockRequest(tx: Tx, id: string): Promise<RequestRow> {
  const { rows } = await sql<RequestRow>`
    select r.id, r.person_id, r.instance_id, r.pickup_branch_id, r.part, r.any_edition, r.state
    from fulfilment.request r where r.id = ${id} for update`.execute(tx);
  if (!rows[0]) throw refuse("request-unknown");
  return rows[0];
}

/** Begins the next way that works; what refuses is noted with its reason. Null when no way is left. */
async function tryNext(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  request: RequestRow,
): Promise<{ begun: AttemptRow | null; refused: Problem[] }> {
  const refused: Problem[] = [];
  for (;;) {
    const { rows } = await sql<AttemptRow>`
      select a.id, a.request_id, a.kind, a.copy_id, a.mode, a.reference, a.state from fulfilment.attempt a
      where a.request_id = ${request.id} and a.state = 'waiting' order by a.position limit 1`.execute(tx);
    const attempt = rows[0];
    if (!attempt) return { begun: null, refused };
    const { refusal } = await tryWay(tx, clock, actor, request, attempt);
    if (!refusal) return { begun: attempt, refused };
    refused.push(refusal);
    await moveAttempt(tx, clock, attempt, "refuse", { reason: refusal.code });
  }
}

/** Begins one way; whatever it wrote before refusing is undone. */
async function tryWay(
  tx: Tx,
  clock: Clock,
  actor: Actor,
  request: RequestRow,
  attempt: AttemptRow,
): Promise<Tried> {
  await sql`savepoint way`.execute(tx);
  try {
    const reference =
      attempt.kind === "hold"
        ? (
            await placeHold(tx, actor, clock, {
              instanceId: request.instance_id,
              pickupBranchId: request.pickup_branch_id!,
              ...(request.part !== null && { part: request.part }),
              ...(request.any_edition && { anyEdition: true }),
            })
          ).id
        : (await requestCopy(tx, actor, clock, { copyId: attempt.copy_id!, mode: attempt.mode! })).id;
    await moveAttempt(tx, clock, attempt, "try", { reference });
    await sql`release savepoint way`.execute(tx);
    return { attempt, refusal: null };
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    await sql`rollback to savepoint way`.execute(tx);
    return { attempt, refusal: error };
  }
}

type AttemptTrigger = "try" | "refuse" | "leave" | "win" | "fail";

async function moveAttempt(
  tx: Tx,
  clock: Clock,
  attempt: Pick<AttemptRow, "id" | "state">,
  trigger: AttemptTrigger,
  change: { reference?: string; reason?: string } = {},
): Promise<void> {
  const next = (attemptStates[attempt.state] as Record<string, AttemptState>)[trigger];
  if (!next) throw new Error(`A way that is ${attempt.state} cannot ${trigger}`);
  await sql`update fulfilment.attempt set state = ${next}, changed_at = ${clock.now()},
      reference = coalesce(${change.reference ?? null}::uuid, reference),
      reason = coalesce(${change.reason ?? null}, reason)
    where id = ${attempt.id} and state = ${attempt.state}`.execute(tx);
}

async function closeRequest(
  tx: Tx,
  clock: Clock,
  request: RequestRow,
  trigger: "serve" | "exhaust" | "withdraw",
): Promise<void> {
  const next = (requestStates[request.state] as Record<string, RequestState>)[trigger];
  if (!next) throw refuse("request-closed");
  await sql`update fulfilment.request set state = ${next}, closed_at = ${clock.now()}
    where id = ${request.id}`.execute(tx);
  await sql`update fulfilment.attempt set state = 'left', changed_at = ${clock.now()}
    where request_id = ${request.id} and state in ('waiting', 'trying')`.execute(tx);
}

/** The reader wants it no more: the way under way is taken back. Refuses `request-unknown` 404, `request-closed` 409. */
export async function withdrawTitleRequest(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<void> {
  if (!isUuid(id)) throw refuse("request-unknown");
  const request = await lockRequest(tx, id);
  if (request.person_id !== actor.personId) throw refuse("request-unknown");
  const { rows } = await sql<AttemptRow>`
    select a.id, a.request_id, a.kind, a.copy_id, a.mode, a.reference, a.state from fulfilment.attempt a
    where a.request_id = ${id} and a.state = 'trying'`.execute(tx);
  await closeRequest(tx, clock, request, "withdraw");
  const trying = rows[0];
  if (!trying?.reference) return;
  if (trying.kind === "hold") await cancelHold(tx, actor, clock, trying.reference);
  else await withdrawRequest(tx, actor, clock, trying.reference);
}

/** The room that tries a way says how it ended; the request is served, ends, or goes on to the next way and says so. */
export async function followWay(
  tx: Tx,
  clock: Clock,
  reference: string,
  outcome: "win" | "fail" | "leave",
  reason: string,
): Promise<void> {
  const { rows } = await sql<AttemptRow>`
    select a.id, a.request_id, a.kind, a.copy_id, a.mode, a.reference, a.state from fulfilment.attempt a
    where a.reference = ${reference} and a.state = 'trying'`.execute(tx);
  if (!rows[0]) return;
  const request = await lockRequest(tx, rows[0].request_id);
  const again = await sql<AttemptRow>`
    select a.id, a.request_id, a.kind, a.copy_id, a.mode, a.reference, a.state from fulfilment.attempt a
    where a.id = ${rows[0].id} and a.state = 'trying'`.execute(tx);
  const attempt = again.rows[0];
  if (!attempt || request.state !== "open") return;
  await moveAttempt(tx, clock, attempt, outcome, { reason });
  if (outcome === "win") return await closeRequest(tx, clock, request, "serve");
  if (outcome === "leave") return await closeRequest(tx, clock, request, "withdraw");
  await goOn(tx, clock, request, attempt);
}

async function goOn(tx: Tx, clock: Clock, request: RequestRow, failed: AttemptRow): Promise<void> {
  const [instance] = await getInstances(tx, [request.instance_id]);
  const title = instance?.brief.title.main ?? "";
  const actor = readerOf(request.person_id);
  const { begun } = await tryNext(tx, clock, actor, request);
  if (begun) {
    await notify(tx, clock, {
      personId: request.person_id,
      kind: "get-it-next",
      params: { title, from: failed.kind, to: begun.kind },
      link: "/account",
    });
    return;
  }
  await closeRequest(tx, clock, request, "exhaust");
  await sql`insert into fulfilment.wanted (person_id, instance_id, since)
    values (${request.person_id}, ${request.instance_id}, ${clock.now()})
    on conflict (person_id, instance_id) do update set since = excluded.since, told_at = null`.execute(tx);
  await notify(tx, clock, {
    personId: request.person_id,
    kind: "get-it-none",
    params: { title },
    link: "/account",
  });
}

/** A reader acting through the request they made. */
function readerOf(personId: string): Actor {
  return { personId, name: "", grants: [], scope: null, place: null };
}

const PAGE = 50;

/** A reader's requests, the newest first. */
export async function requestsOf(
  db: Db,
  personId: string,
  which: { id?: string; open?: boolean } = {},
): Promise<RequestView[]> {
  const { rows } = await sql<{
    id: string;
    instance_id: number;
    title: string | null;
    pickup_branch_id: number | null;
    state: RequestState;
    created_at: Date;
    attempts: AttemptView[] | null;
  }>`select r.id, r.instance_id, i.title, r.pickup_branch_id, r.state, r.created_at,
      (select json_agg(json_build_object('kind', a.kind, 'state', a.state, 'reason', a.reason) order by a.position)
        from fulfilment.attempt a where a.request_id = r.id) as attempts
    from fulfilment.request r join catalogue.title_line i on i.id = r.instance_id
    where r.person_id = ${personId} and (${which.id ?? null}::uuid is null or r.id = ${which.id ?? null}::uuid)
      and (${which.open ?? null}::boolean is null or (r.state = 'open') = ${which.open ?? null}::boolean)
    order by r.created_at desc, r.id desc limit ${PAGE}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    instanceId: row.instance_id,
    title: row.title ?? "",
    pickupBranchId: row.pickup_branch_id,
    state: row.state,
    createdAt: row.created_at.toISOString(),
    attempts: row.attempts ?? [],
  }));
}
