import { sql } from "kysely";
import { z } from "zod";
import { type DeliveryOption, wayShape } from "../contracts/delivery-option.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { countAct } from "../moderation/index.ts";
import { lockSharer } from "../neighbours/index.ts";
import { tellMany } from "../peer-loans/index.ts";
import { giveToCommons, keepCommons, lockCommons } from "../shelves/index.ts";
import { type LockedNest, lockNest, moveNest } from "./nests.ts";
import { refuse } from "./refusals.ts";
import { demandAtNest } from "./secrets.ts";
import { stewardIds } from "./stewards.ts";
import type { VisitKind } from "./words.ts";

/** Books one person may take: from one nest, and from all together, in a day. */
export const TAKEN_PER_NEST = 3;
export const TAKEN_PER_DAY = 6;
export const LEFT_PER_DAY = 100;
/** So many taken in an hour by whomever: the stewards are told, once a day. */
const BURST_PER_HOUR = 8;
/** Passers-by, other than who registered it, it takes to make a nest known, or to find it gone. */
const WITNESSES = 2;
export const GONE_WITNESSES = 3;
export const GONE_DAYS = 60;

/** Acts of one kind that one network without an account may tell in a day. */
export const ANONYMOUS_PER_DAY = 3;

/** Who is at a nest: somebody signed in, or whoever reads the label, known by their network. */
export type Visitor = { actor: Actor | null; secret: string; network: string };

/**
 * One tap at a nest: took some books, left some, saw it there, counted them, or found the nest gone. Taking, leaving and
 * counting need the secret on the label, and so does everything without an account; what is told from afar closes and
 * empties nothing. Refuses in this order: `nest-unknown` 404, `nest-closed` 409, `nest-secret-missing`,
 * `nest-secret-wrong` 409, `books-invalid` 400, `taken-enough` 429 (also when nobody scanned the books),
 * `visits-exhausted`, `acts-exhausted` 429.
 */
export async function visitNest(
  tx: Tx,
  visitor: Visitor,
  clock: Clock,
  code: string,
  input: { kind: VisitKind; books: number },
): Promise<void> {
  const { actor, secret, network } = visitor;
  if (actor) await lockSharer(tx, actor.personId);
  const nest = await lockNest(tx, code);
  if (nest.state === "closed") throw refuse("nest-closed");
  const { kind } = input;
  if (actor === null || (kind !== "saw" && kind !== "gone")) await demandAtNest(tx, nest.id, secret);
  const books = kind === "took" || kind === "left" || kind === "counted" ? input.books : 0;
  const least = kind === "took" || kind === "left" ? 1 : 0;
  if (!Number.isInteger(books) || books < least || books > 5000) throw refuse("books-invalid");
  if (actor) return await write(tx, actor, clock, nest, kind, books, null);
  if (kind === "took" && books > TAKEN_PER_NEST) throw refuse("taken-enough", { limit: TAKEN_PER_NEST });
  await countAct(tx, clock, { who: network, act: `nest-${kind}` }, ANONYMOUS_PER_DAY);
  await insertVisit(tx, clock, nest, null, kind, books, null);
  if (kind === "took") await tellBurst(tx, clock, nest);
}

/**
 * Leaves one of the actor's own books at a nest, for whoever takes it; needs the secret on the label. Refuses as
 * `visitNest`, `giveToCommons`.
 */
export async function leaveCopy(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  at: { code: string; secret: string },
  copyId: string,
): Promise<void> {
  await lockSharer(tx, actor.personId);
  const nest = await lockNest(tx, at.code);
  if (nest.state === "closed") throw refuse("nest-closed");
  await demandAtNest(tx, nest.id, at.secret);
  await giveToCommons(tx, actor, clock, copyId, { nestId: nest.id });
  await write(tx, actor, clock, nest, "left", 1, copyId);
}

/**
 * Takes a book whose place at the nest is known; it is the actor's from now on. Needs the secret on the label. Refuses as `visitNest`, `copy-unknown`
 * 404 (not at this nest: somebody was first), `copy-travels` 409 (its label says who has it next).
 */
export async function takeCopy(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  at: { code: string; secret: string },
  copyId: string,
): Promise<void> {
  await lockSharer(tx, actor.personId);
  const nest = await lockNest(tx, at.code);
  await demandAtNest(tx, nest.id, at.secret);
  const copy = await lockCommons(tx, copyId);
  if (copy.nestId !== nest.id) throw refuse("copy-unknown");
  if (copy.travels) throw refuse("copy-travels");
  await write(tx, actor, clock, nest, "took", 1, copyId);
  await keepCommons(tx, actor, clock, copyId);
}

/** Notes that a travelling book came to a nest or left it, by whoever moved it; the caller moves the book. */
export async function noteCopyAtNest(
  tx: Tx,
  clock: Clock,
  nest: LockedNest,
  kind: "took" | "left",
  copyId: string,
): Promise<void> {
  await insertVisit(tx, clock, nest, null, kind, 1, copyId);
}

async function write(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  nest: LockedNest,
  kind: VisitKind,
  books: number,
  copyId: string | null,
): Promise<void> {
  if (kind === "took") await demandModesty(tx, actor, clock, nest, books);
  if (kind === "left") await demandRoom(tx, actor, clock, books);
  await insertVisit(tx, clock, nest, actor.personId, kind, books, copyId);
  if (kind === "gone") return await tellGone(tx, actor, clock, nest);
  if (nest.state === "unverified") await believeThere(tx, nest);
  if (kind === "took") await tellBurst(tx, clock, nest);
}

async function insertVisit(
  tx: Tx,
  clock: Clock,
  nest: LockedNest,
  personId: string | null,
  kind: VisitKind,
  books: number,
  copyId: string | null,
): Promise<void> {
  const now = clock.now();
  await sql`insert into nests.visit (region_id, nest_id, at, person_id, kind, books, copy_id)
    values (${nest.regionId}, ${nest.id}, ${now}, ${personId}, ${kind}, ${books}, ${copyId})`.execute(tx);
  if (kind === "counted")
    await sql`update nests.nest set counted = ${books}, counted_at = ${now}, put_in = 0, taken_out = 0, seen_at = ${now}
      where id = ${nest.id}`.execute(tx);
  else if (kind !== "gone")
    await sql`update nests.nest set seen_at = ${now}, put_in = put_in + ${kind === "left" ? books : 0},
      taken_out = taken_out + ${kind === "took" ? books : 0} where id = ${nest.id}`.execute(tx);
}

async function demandModesty(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  nest: LockedNest,
  books: number,
): Promise<void> {
  const { rows } = await sql<{ here: number; anywhere: number }>`
    select coalesce(sum(v.books) filter (where v.nest_id = ${nest.id}), 0)::int as here,
      coalesce(sum(v.books), 0)::int as anywhere
    from nests.visit v where v.person_id = ${actor.personId} and v.kind = 'took'
      and v.at > ${clock.now()}::timestamptz - interval '1 day'`.execute(tx);
  const { here, anywhere } = rows[0]!;
  if (here + books > TAKEN_PER_NEST || anywhere + books > TAKEN_PER_DAY)
    throw refuse("taken-enough", { limit: TAKEN_PER_NEST });
}

async function demandRoom(tx: Tx, actor: Actor, clock: Clock, books: number): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select coalesce(sum(v.books), 0)::int as count from nests.visit v where v.person_id = ${actor.personId}
      and v.kind = 'left' and v.at > ${clock.now()}::timestamptz - interval '1 day'`.execute(tx);
  if (rows[0]!.count + books > LEFT_PER_DAY) throw refuse("visits-exhausted", { limit: LEFT_PER_DAY });
}

/** Two passers-by who are no stewards saw it: it is there. */
async function believeThere(tx: Tx, nest: LockedNest): Promise<void> {
  const { rows } = await sql<{ count: number }>`
    select count(distinct v.person_id) as count from nests.visit v
    where v.nest_id = ${nest.id} and v.kind <> 'gone' and not exists (
      select 1 from nests.steward s where s.nest_id = v.nest_id and s.person_id = v.person_id)`.execute(tx);
  if (rows[0]!.count >= WITNESSES) await moveNest(tx, nest, "verify");
}

/**
 * Somebody found nothing. Words from afar close no nest: its stewards are told, of each person once, and of the third in
 * sixty days with their number; they close it, or do not.
 */
async function tellGone(tx: Tx, actor: Actor, clock: Clock, nest: LockedNest): Promise<void> {
  const { rows } = await sql<{ count: number; mine: number }>`
    select count(distinct v.person_id) as count, count(*) filter (where v.person_id = ${actor.personId}) as mine
    from nests.visit v
    where v.nest_id = ${nest.id} and v.kind = 'gone' and v.at > ${clock.now()}::timestamptz - make_interval(days => ${GONE_DAYS})
      and v.at > coalesce((select n.seen_at from nests.nest n where n.id = v.nest_id), '-infinity')`.execute(
    tx,
  );
  const { count, mine } = rows[0]!;
  if (mine > 1) return;
  const params = { nest: nest.name, code: nest.code, count };
  await tellMany(
    tx,
    clock,
    count >= GONE_WITNESSES ? "nest-gone" : "nest-missed",
    (await stewardIds(tx, nest.id)).map((personId) => ({ personId, params, loanId: null })),
  );
}

async function tellBurst(tx: Tx, clock: Clock, nest: LockedNest): Promise<void> {
  const now = clock.now();
  const { rows } = await sql<{ taken: number }>`
    update nests.nest n set burst_told_at = ${now}
    from (select coalesce(sum(v.books), 0)::int as taken from nests.visit v
      where v.nest_id = ${nest.id} and v.kind = 'took' and v.at > ${now}::timestamptz - interval '1 hour') t
    where n.id = ${nest.id} and t.taken >= ${BURST_PER_HOUR}
      and (n.burst_told_at is null or n.burst_told_at < ${now}::timestamptz - interval '1 day')
    returning t.taken`.execute(tx);
  if (!rows[0]) return;
  const params = { nest: nest.name, code: nest.code, count: rows[0].taken };
  await tellMany(
    tx,
    clock,
    "nest-burst",
    (await stewardIds(tx, nest.id)).map((personId) => ({ personId, params, loanId: null })),
  );
}

/** A book known to stand at a nest. */
export type NestCopy = {
  id: string;
  nestCode: string;
  nestName: string;
  titleId: number;
  instanceId: number | null;
  title: string;
  author: string;
  since: string;
  /** On a journey: whoever takes it scans the label inside. */
  travels: boolean;
};

const MOST_COPIES = 200;

/** Books known to stand at a nest, the newest first. Books nobody scanned are there too, uncounted. */
export async function copiesAt(db: Db, nestId: string): Promise<NestCopy[]> {
  return await selectCopies(db, { nestId, instanceIds: null });
}

/** Copies of these titles that stand at nests which are not closed. */
export async function copiesInNests(db: Db, instanceIds: readonly number[]): Promise<NestCopy[]> {
  return instanceIds.length === 0 ? [] : await selectCopies(db, { nestId: null, instanceIds });
}

async function selectCopies(
  db: Db,
  where: { nestId: string | null; instanceIds: readonly number[] | null },
): Promise<NestCopy[]> {
  const by =
    where.nestId === null
      ? sql`t.instance_id = any(${where.instanceIds}::bigint[]) and c.place_kind = 'nest'`
      : sql`c.place_kind = 'nest' and c.place_id = ${where.nestId}`;
  const { rows } = await sql<{
    id: string;
    code: string;
    name: string;
    title_id: number;
    instance_id: number | null;
    main: string;
    author: string;
    since: Date;
    travels: boolean;
  }>`select c.id, c.travels, n.code, case when n.words_public then n.name else n.code end as name, t.id as title_id, t.instance_id, t.main, t.author,
      coalesce((select max(v.at) from nests.visit v where v.copy_id = c.id), c.created_at) as since
    from shelves.copy_fact c join shelves.title_line t on t.id = c.title_id
    join nests.nest n on n.id::text = c.place_id and n.state <> 'closed'
    where ${by} and c.owner_id is null and c.owner_member is null and c.state = 'kept' order by since desc, c.id limit ${MOST_COPIES}`.execute(
    db,
  );
  return rows.map((row) => ({
    id: row.id,
    nestCode: row.code,
    nestName: row.name,
    titleId: row.title_id,
    instanceId: row.instance_id,
    title: row.main,
    author: row.author,
    since: row.since.toISOString(),
    travels: row.travels,
  }));
}

/** Who was at a nest is forgotten after thirty days; what was done stays. */
export async function forgetVisitors(tx: Tx, clock: Clock): Promise<void> {
  await sql`update nests.visit set person_id = null
    where person_id is not null and at < ${clock.now()}::timestamptz - interval '30 days'`.execute(tx);
}

const DAY_HOURS = 24;
const NESTS_SHOWN = 2;

const shape = wayShape("nest", { code: z.string(), name: z.string(), daysAgo: z.number().int() });

/** A copy known to stand at a nest, for whoever comes first. `daysAgo`: when it was put there. */
export const nestOption: DeliveryOption<z.output<typeof shape>> = {
  kind: "nest",
  order: 30,
  schema: shape,
  find: async (db, clock, { instanceId }) =>
    (await copiesInNests(db, [instanceId]))
      .slice(0, NESTS_SHOWN)
      .map(({ nestCode: code, nestName: name, since }) => ({
        kind: "nest",
        code,
        name,
        daysAgo: Math.max(0, Math.floor((clock.now().getTime() - Date.parse(since)) / DAY_MS)),
        hours: [1, DAY_HOURS],
        reason: "in-nest",
      })),
  words: ({ code, name, daysAgo }, { t, base }) => ({
    value: null,
    what: t("ways.nest", { nest: name }),
    why: t("ways.why.in-nest", { count: daysAgo }),
    href: `${base}/nests/${encodeURIComponent(code)}`,
  }),
};
