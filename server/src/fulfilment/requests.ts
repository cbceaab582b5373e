import { sql } from "kysely";
import { viewerOf } from "../audience/index.ts";
import { getInstances, resolveInstance } from "../catalogue/index.ts";
import { getBranch } from "../consortium/index.ts";
import type { Way, WayOutcome } from "../contracts/delivery-option.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { type Problem, refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { homeMember } from "../people/index.ts";
import { leaveOthers, tryAtOnce } from "./at-once.ts";
import { type AttemptRow, attemptOf, attemptsIn, moveAttempt, type RequestRow, tryWay } from "./attempts.ts";
import { refuse } from "./refusals.ts";
import { type RequestState, requestStates } from "./request-states.ts";
import type { AttemptView, BegunRequest, NewRequest, RequestView } from "./schema.ts";
import { askingOf, type Options, waysTo } from "./ways.ts";

/**
 * A reader wants a title: the ways are put in order and the quickest one that works is begun. `copyId`: begin with this copy
 * of another reader; `prefer`: with this kind; `atOnce`: with the first owners and the libraries beside each other, and
 * the first to say yes is taken. Refuses `instance-unknown` 404, `branch-unknown` 404, `request-exists` 409, and when no way at all could be begun what the best
 * one refused, or `no-way` 409.
 */
export async function startRequest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  options: Options,
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
  const ways = orderOf(options, await waysTo(tx, clock, options, viewer, instanceId), input);
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
  await sql`insert into fulfilment.attempt (request_id, position, kind, kept, state, changed_at)
    select ${id}, w.place, w.kind, w.kept::jsonb, 'waiting', ${clock.now()}
    from unnest(${ways.map((_, i) => i + 1)}::int[], ${ways.map((w) => w.kind)}::text[],
      ${ways.map((w) => JSON.stringify(askingOf(options, w.kind)!.keep(w)))}::text[]) w(place, kind, kept)`.execute(
    tx,
  );
  const request = await lockRequest(tx, options, id);
  const { begun, refused } = await (input.atOnce ? tryAtOnce : tryNext)(tx, clock, request);
  if (!begun) throw refused[0] ?? refuse("no-way");
  const view = (await requestsOf(tx, actor.personId, { id }))[0]!;
  const branch = input.pickupBranchId === null ? null : (await getBranch(tx, input.pickupBranchId)).name;
  return { request: view, way: { kind: begun.kind, state: "trying", reason: null }, branch };
}

/** The ways that need somebody's help, the preferred one first. */
function orderOf(options: Options, ways: Way[], { copyId, prefer, pickupBranchId }: NewRequest): Way[] {
  const able = ways.filter(({ kind }) => {
    const asking = askingOf(options, kind);
    return asking && (pickupBranchId !== null || !asking.toBranch);
  });
  const isWanted = (way: Way): boolean =>
    copyId === undefined ? way.kind === prefer : "copyId" in way && way.copyId === copyId;
  return [...able.filter(isWanted), ...able.filter((way) => !isWanted(way))];
}

async function lockRequest(tx: Tx, options: Options, id: string): Promise<RequestRow> {
  const { rows } = await sql<Omit<RequestRow, "options">>`
    select r.id, r.person_id, r.instance_id, r.pickup_branch_id, r.part, r.any_edition, r.state
    from fulfilment.request r where r.id = ${id} for update`.execute(tx);
  if (!rows[0]) throw refuse("request-unknown");
  return { ...rows[0], options };
}

/** Begins the next way that works; what refuses is noted with its reason. Null when no way is left. */
async function tryNext(
  tx: Tx,
  clock: Clock,
  request: RequestRow,
): Promise<{ begun: AttemptRow | null; refused: Problem[] }> {
  const refused: Problem[] = [];
  for (;;) {
    const [attempt] = await attemptsIn(tx, request.id, "waiting", 1);
    if (!attempt) return { begun: null, refused };
    const { refusal } = await tryWay(tx, clock, request, attempt);
    if (!refusal) return { begun: attempt, refused };
    refused.push(refusal);
  }
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

/** The reader wants it no more: the ways under way are taken back. Refuses `request-unknown` 404, `request-closed` 409. */
export async function withdrawTitleRequest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  options: Options,
  id: string,
): Promise<void> {
  if (!isUuid(id)) throw refuse("request-unknown");
  const request = await lockRequest(tx, options, id);
  if (request.person_id !== actor.personId) throw refuse("request-unknown");
  const trying = await attemptsIn(tx, id, "trying");
  await closeRequest(tx, clock, request, "withdraw");
  for (const { kind, reference } of trying)
    if (reference !== null) await askingOf(options, kind)?.withdraw(tx, actor, clock, reference);
}

/** The room that tries a way says how it went; the request is served, ends, or goes on to the next way and says so. */
export async function followWay(
  tx: Tx,
  clock: Clock,
  options: Options,
  reference: string,
  outcome: WayOutcome,
  reason: string,
): Promise<void> {
  const found = await attemptOf(tx, reference);
  if (!found) return;
  const request = await lockRequest(tx, options, found.request_id);
  const attempt = await attemptOf(tx, reference);
  if (!attempt || request.state !== "open") return;
  if (outcome === "yes") return await sayFirst(tx, clock, request, attempt);
  if (outcome === "win") await leaveOthers(tx, clock, request, attempt.id);
  await moveAttempt(tx, clock, attempt, outcome, { reason });
  if (outcome === "win") return await closeRequest(tx, clock, request, "serve");
  if ((await attemptsIn(tx, request.id, "trying", 1)).length > 0) return;
  if (outcome === "leave") return await closeRequest(tx, clock, request, "withdraw");
  await goOn(tx, clock, request, attempt);
}

/** Of several asked at once one says yes: the others are let go, and the reader is told who it is. */
async function sayFirst(tx: Tx, clock: Clock, request: RequestRow, attempt: AttemptRow): Promise<void> {
  if (!attempt.at_once || !(await leaveOthers(tx, clock, request, attempt.id))) return;
  const [instance] = await getInstances(tx, [request.instance_id]);
  await notify(tx, clock, {
    personId: request.person_id,
    kind: `get-it-${askingOf(request.options, attempt.kind)?.saysYes ?? "library"}-first`,
    params: { instanceId: request.instance_id, title: instance?.brief.title.main ?? "" },
    link: `/account#wish-${request.id}`,
  });
}

async function goOn(tx: Tx, clock: Clock, request: RequestRow, failed: AttemptRow): Promise<void> {
  const [instance] = await getInstances(tx, [request.instance_id]);
  const title = instance?.brief.title.main ?? "";
  const { begun } = await tryNext(tx, clock, request);
  if (begun) {
    await notify(tx, clock, {
      personId: request.person_id,
      kind: "get-it-next",
      params: { instanceId: request.instance_id, title, from: failed.kind, to: begun.kind },
      link: `/account#wish-${request.id}`,
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
    link: `/instance/${request.instance_id}`,
  });
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
