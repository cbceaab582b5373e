import { sql } from "kysely";
import { z } from "zod";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import { type Clock, DAY_MS, MINUTE_MS } from "../kernel/time.ts";
import { demandPermission } from "../people/index.ts";
import { type Came, type Deed, type DeskActor, perform } from "./performing.ts";
import { refuse } from "./refusals.ts";
import type { ActKind, ActState, Settlement } from "./words.ts";

/** A device's clock may be so much before the server's; later than that it is wrong. */
const CLOCK_SLACK_MS = MINUTE_MS;
/** Older acts are not done by themselves: somebody has to look. */
const LATEST_DAYS = 7;
/** What was done or settled is kept so long. */
const KEPT_DAYS = 30;

/** An act as a device sends it. */
export type Act = {
  id: string;
  kind: ActKind;
  at: string;
  branchId: number;
  itemBarcode: string;
  patronBarcode: string | null;
  patronMemberId: number | null;
};

/** What became of an act. */
export type ActResult = Came & { id: string; state: ActState };

/**
 * Does what a desk did without a network, with its time, once: the same act again is answered with how it stands. One that
 * cannot be done waits for an answer. `personId`: whose card it was, where that is certain. Refuses `off-line-branch-wrong` 409, `off-line-clock-wrong` 400.
 */
export async function replayAct(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  act: Act,
  personId: string | null,
): Promise<ActResult> {
  if (act.branchId !== actor.place) throw refuse("off-line-branch-wrong", { branchId: act.branchId });
  const now = clock.now();
  const done = new Date(act.at);
  if (done.getTime() > now.getTime() + CLOCK_SLACK_MS) throw refuse("off-line-clock-wrong", { at: act.at });
  const at = done > now ? now : done;
  const known = await stateOf(tx, actor, act.id);
  if (known) return known;
  const deed: Deed = {
    ...act,
    at,
    patronMemberId: act.patronMemberId ?? undefined,
  };
  const came = await whatCame(tx, actor, clock, act.id, deed);
  const state: ActState = came.problem ? "open" : "done";
  await sql`insert into off_line.act (id, member_id, branch_id, kind, at, item_barcode, patron_barcode,
      patron_member_id, person_id, by_id, received_at, state, code, params)
    values (${act.id}, ${actor.scope}, ${actor.place}, ${act.kind}, ${at}, ${act.itemBarcode}, ${act.patronBarcode},
      ${act.patronMemberId}, ${personId}, ${actor.personId}, ${now}, ${state}, ${came.problem?.code ?? null},
      ${JSON.stringify(came.problem?.params ?? {})}::jsonb)`.execute(tx);
  return { id: act.id, state, ...came };
}

async function whatCame(tx: Tx, actor: DeskActor, clock: Clock, id: string, deed: Deed): Promise<Came> {
  const none = { problem: null, outcome: null, loan: null };
  const age = clock.now().getTime() - deed.at!.getTime();
  if (age > LATEST_DAYS * DAY_MS)
    return { ...none, problem: { code: "off-line-too-late", params: { limit: LATEST_DAYS } } };
  // It reached the server before the network went, and only the answer was lost.
  const { rows } = await sql<{ answered: boolean }>`
    select c.answer is not null as answered from kernel.command c
    where c.actor_id = ${actor.personId} and c.key = ${id}`.execute(tx);
  if (rows[0]?.answered) return none;
  return await perform(tx, actor, clock, deed, "again");
}

async function stateOf(tx: Tx, actor: DeskActor, id: string): Promise<ActResult | undefined> {
  // Two windows may send the same act: the second waits here and hears of the first.
  await lockByName(tx, `off-line.act ${id}`);
  const row = await readAct(tx, id);
  if (!row) return undefined;
  if (row.member_id !== actor.scope) throw refuse("off-line-act-unknown");
  const problem = row.state === "open" ? { code: row.code!, params: row.params } : null;
  return { id, state: row.state, problem, outcome: null, loan: null };
}

type ActRow = {
  member_id: number;
  branch_id: number;
  kind: ActKind;
  at: Date;
  item_barcode: string;
  patron_barcode: string | null;
  patron_member_id: number | null;
  state: ActState;
  code: string | null;
  params: Record<string, string | number | null>;
};

async function readAct(tx: Tx, id: string): Promise<ActRow | undefined> {
  const { rows } = await sql<ActRow>`
    select a.member_id, a.branch_id, a.kind, a.at, a.item_barcode, a.patron_barcode, a.patron_member_id, a.state, a.code,
      a.params from off_line.act a where a.id = ${id} for update`.execute(tx);
  return rows[0];
}

/** What may be answered to an act that could not be done. Pure. */
export function answersTo(kind: ActKind, code: string, params: Record<string, unknown>): Settlement[] {
  const more: Settlement[] = [];
  if (kind === "check-out" && code === "item-on-loan") more.push(params.isOwn ? "renew" : "return-first");
  if (code === "item-acted-since" || code === "off-line-too-late") more.push("now");
  return [...more, "again", "let-go"];
}

/** A desk's answer to an act of its library that waits. */
export type Answer = {
  answer: Settlement;
  itemId?: number | undefined;
  patronMemberId?: number | undefined;
  overrideHold?: boolean | undefined;
  override?: { reason: string } | undefined;
};

/**
 * Somebody says what is to become of an act; one that cannot be done so either goes on waiting. Refuses
 * `off-line-act-unknown` 404 (also those of other libraries), `off-line-act-settled` 409, `off-line-branch-wrong` 409,
 * `off-line-answer-wrong` 409; `forbidden` 403 for an override by whoever may not.
 */
export async function settleAct(
  tx: Tx,
  actor: DeskActor,
  clock: Clock,
  id: string,
  { answer, itemId, patronMemberId, overrideHold, override }: Answer,
): Promise<ActResult> {
  const row = isUuid(id) ? await readAct(tx, id) : undefined;
  if (!row || row.member_id !== actor.scope) throw refuse("off-line-act-unknown");
  if (row.state !== "open") throw refuse("off-line-act-settled");
  if (row.branch_id !== actor.place) throw refuse("off-line-branch-wrong", { branchId: row.branch_id });
  if (!answersTo(row.kind, row.code!, row.params).includes(answer)) throw refuse("off-line-answer-wrong");
  if (override) demandPermission(actor, "circulation.override", actor.scope);
  if (answer === "let-go") {
    await writeEnd(tx, actor, clock, id, "let-go");
    return { id, state: "let-go", problem: null, outcome: null, loan: null };
  }
  const deed: Deed = {
    kind: row.kind,
    at: row.at,
    itemBarcode: row.item_barcode,
    itemId,
    patronBarcode: row.patron_barcode,
    patronMemberId: patronMemberId ?? row.patron_member_id ?? undefined,
    overrideHold,
    override,
    loanId: row.params.loanId === undefined ? undefined : String(row.params.loanId),
  };
  const came = await perform(tx, actor, clock, deed, answer);
  if (!came.problem) {
    await writeEnd(tx, actor, clock, id, "done");
    return { id, state: "done", ...came };
  }
  await sql`update off_line.act set code = ${came.problem.code}, params = ${JSON.stringify(came.problem.params)}::jsonb
    where id = ${id}`.execute(tx);
  return { id, state: "open", ...came };
}

async function writeEnd(tx: Tx, actor: DeskActor, clock: Clock, id: string, state: ActState): Promise<void> {
  await sql`update off_line.act set state = ${state}, settled_at = ${clock.now()}, settled_by = ${actor.personId}
    where id = ${id}`.execute(tx);
}

/** An act that waits for an answer. */
export type OpenAct = {
  id: string;
  kind: ActKind;
  at: string;
  itemBarcode: string;
  title: string | null;
  patronBarcode: string | null;
  problem: { code: string; params: Record<string, string | number | null> };
  answers: Settlement[];
};

const placeShape = z.tuple([z.string(), z.string()]);

/** Acts of a branch that wait for an answer, the oldest first. */
export async function openActs(
  db: Db,
  branchId: number,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): Promise<{ items: OpenAct[]; next: string | null }> {
  const after = readCursor(cursor, placeShape);
  const from = after === null ? sql`true` : sql`(a.at, a.id) > (${after[0]}::timestamptz, ${after[1]}::uuid)`;
  const { rows } = await sql<ActRow & { id: string; title: string | null }>`
    select a.id, a.kind, a.at, a.item_barcode, a.patron_barcode, a.code, a.params,
      (select case when count(*) = 1 then max(t.title) end from catalogue.copy_fact c
        join catalogue.title_line t on t.id = c.instance_id
        where c.barcode_key = kernel.folded_code(a.item_barcode)) as title
    from off_line.act a where a.branch_id = ${branchId} and a.state = 'open' and ${from}
    order by a.at, a.id limit ${limit + 1}`.execute(db);
  const { items, next } = cutPage(rows, limit, (row) => [row.at.toISOString(), row.id]);
  return {
    next,
    items: items.map((row) => ({
      id: row.id,
      kind: row.kind,
      at: row.at.toISOString(),
      itemBarcode: row.item_barcode,
      title: row.title,
      patronBarcode: row.patron_barcode,
      problem: { code: row.code!, params: row.params },
      answers: answersTo(row.kind, row.code!, row.params),
    })),
  };
}

/** Forgets what was done or settled `KEPT_DAYS` ago; what waits is kept. */
export async function sweepActs(tx: Tx, clock: Clock): Promise<void> {
  await sql`delete from off_line.act where state <> 'open'
    and received_at < ${clock.now()}::timestamptz - make_interval(days => ${KEPT_DAYS})`.execute(tx);
}
