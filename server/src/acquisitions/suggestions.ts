import { foldKey } from "@commonshelf/cjk";
import { sql } from "kysely";
import { findInstancesByIsbn, getInstances, normaliseIsbn } from "../catalogue/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { writeAudit } from "../kernel/audit.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { type ConstraintProblems, refuseOn } from "../kernel/problem.ts";
import { type Clock, DAY_MS } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { mayDo } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import { suggestionStateAfter } from "./suggestion-states.ts";
import type { DeclineReason, SuggestionState, Verdict } from "./words.ts";

/** What a reader says of a book. */
export type SuggestionWords = {
  title: string;
  author: string;
  publisher: string;
  isbn: string;
  note: string;
};

/** Suggestions of one reader in thirty days. */
const SUGGESTIONS_PER_MONTH = 20;
const MONTH_MS = 30 * DAY_MS;

const constraintProblems: ConstraintProblems = { suggestion_once: () => refuse("suggestion-twice") };

/** The ISBN of what was typed, 13 digits; null for nothing. Refuses `suggestion-isbn` 400. */
function isbnOf(typed: string): string | null {
  if (typed === "") return null;
  const isbn = normaliseIsbn(typed);
  if (isbn === undefined) throw refuse("suggestion-isbn");
  return isbn;
}

/** What makes two suggestions ones of the same book: 《紅樓夢》 of 曹雪芹 and 红楼梦 of 曹雪芹 are one. */
function keyOf(words: SuggestionWords, isbn: string | null): string {
  return isbn ?? `${foldKey(words.title)}/${foldKey(words.author)}`.slice(0, 400);
}

/**
 * A reader asks their library for a book. Refuses in this order: `suggestion-library` 409 (belongs to none),
 * `suggestion-isbn` 400, `suggestion-held` 409 (their library has it), `suggestions-exhausted` 429, `suggestion-twice` 409.
 */
export async function suggest(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: SuggestionWords & { search: string },
): Promise<string> {
  const member = await homeOf(tx, actor.personId, clock);
  if (member === null) throw refuse("suggestion-library");
  const isbn = isbnOf(input.isbn);
  await demandNotHeld(tx, member, isbn);
  await demandRoom(tx, actor.personId, clock);
  const id = newId<"suggestion">() as string;
  await refuseOn(constraintProblems, () =>
    sql`insert into acquisitions.suggestion (id, person_id, member_id, key, isbn, title, author, publisher, note, search,
        created_at)
      values (${id}, ${actor.personId}, ${member}, ${keyOf(input, isbn)}, ${isbn}, ${input.title}, ${input.author},
        ${input.publisher}, ${input.note}, ${input.search}, ${clock.now()})`.execute(tx),
  );
  return id;
}

/** The library somebody belongs to on its day, the first they joined; null: none. */
async function homeOf(db: Db, personId: string, clock: Clock): Promise<number | null> {
  const { rows } = await sql<{ member_id: number }>`select a.member_id from people.affiliation_fact a
    join consortium.member_fact m on m.id = a.member_id
    where a.person_id = ${personId}
      and coalesce(a.valid_until, 'infinity') >= (${clock.now()}::timestamptz at time zone m.time_zone)::date
    order by a.member_id limit 1`.execute(db);
  return rows[0]?.member_id ?? null;
}

async function demandNotHeld(db: Db, memberId: number, isbn: string | null): Promise<void> {
  if (isbn === null) return;
  const instanceId = (await findInstancesByIsbn(db, [isbn])).get(isbn);
  const [instance] = instanceId === undefined ? [] : await getInstances(db, [instanceId]);
  if (instance?.memberIds.includes(memberId)) throw refuse("suggestion-held", { instanceId: instance.id });
}

async function demandRoom(tx: Tx, personId: string, clock: Clock): Promise<void> {
  await lockByName(tx, `suggestions of ${personId}`);
  const since = new Date(clock.now().getTime() - MONTH_MS);
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from acquisitions.suggestion s
    where s.person_id = ${personId} and s.created_at > ${since}`.execute(tx);
  if (rows[0]!.count >= SUGGESTIONS_PER_MONTH)
    throw refuse("suggestions-exhausted", { limit: SUGGESTIONS_PER_MONTH });
}

type Row = { id: string; member_id: number; key: string; state: SuggestionState; title: string };

async function lockOwn(tx: Tx, personId: string, id: string): Promise<Row> {
  const { rows } = isUuid(id)
    ? await sql<Row>`select s.id, s.member_id, s.key, s.state, s.title from acquisitions.suggestion s
        where s.id = ${id} and s.person_id = ${personId} for update`.execute(tx)
    : { rows: [] };
  if (!rows[0]) throw refuse("suggestion-unknown");
  if (rows[0].state !== "waiting") throw refuse("suggestion-decided");
  return rows[0];
}

/**
 * A reader says more about a book they suggested, while it waits. Refuses `suggestion-unknown` 404,
 * `suggestion-decided` 409, `suggestion-isbn` 400, `suggestion-held`, `suggestion-twice` 409.
 */
export async function amend(tx: Tx, actor: Actor, id: string, words: SuggestionWords): Promise<void> {
  const row = await lockOwn(tx, actor.personId, id);
  const isbn = isbnOf(words.isbn);
  await demandNotHeld(tx, row.member_id, isbn);
  await refuseOn(constraintProblems, () =>
    sql`update acquisitions.suggestion set key = ${keyOf(words, isbn)}, isbn = ${isbn}, title = ${words.title},
        author = ${words.author}, publisher = ${words.publisher}, note = ${words.note} where id = ${row.id}`.execute(
      tx,
    ),
  );
}

/** A reader takes a suggestion back while it waits. Refuses `suggestion-unknown` 404, `suggestion-decided` 409. */
export async function withdraw(tx: Tx, actor: Actor, id: string): Promise<void> {
  const row = await lockOwn(tx, actor.personId, id);
  await sql`delete from acquisitions.suggestion where id = ${row.id}`.execute(tx);
}

/**
 * Staff answer a book: every suggestion of it at their library goes the same way, and each reader is told once.
 * `id`: any of them. Refuses `suggestion-reason` 400 (declined without one), `suggestion-unknown` 404 (also other
 * libraries'), `suggestion-decided` 409.
 */
export async function decide(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  said: { verdict: Verdict; reason: DeclineReason | null; answer: string },
): Promise<{ readers: number }> {
  const reason = said.verdict === "decline" ? said.reason : null;
  if (said.verdict === "decline" && reason === null) throw refuse("suggestion-reason");
  const { rows: found } = isUuid(id)
    ? await sql<Row>`select s.id, s.member_id, s.key, s.state, s.title from acquisitions.suggestion s
        where s.id = ${id} for update`.execute(tx)
    : { rows: [] };
  const one = found[0];
  if (!one || !mayDo(actor, "catalogue.edit", one.member_id)) throw refuse("suggestion-unknown");
  const memberId = one.member_id;
  const next = suggestionStateAfter(one.state, said.verdict);
  if (next === undefined) throw refuse("suggestion-decided");
  const told = await settle(tx, clock, {
    memberId,
    keys: [one.key],
    next,
    ...said,
    reason,
    by: actor.personId,
  });
  await writeAudit(tx, actor, `suggestion.${said.verdict}`, { kind: "suggestion", id: one.id }, memberId, {
    readers: told,
  });
  return { readers: told };
}

/** Moves every open suggestion of these books at a library, and tells their readers; how many there were. */
export async function settle(
  tx: Tx,
  clock: Clock,
  to: {
    memberId: number;
    keys: readonly string[];
    next: SuggestionState;
    reason: DeclineReason | null;
    answer: string;
    by: string | null;
  },
): Promise<number> {
  const from = (["waiting", "accepted"] as const).filter((state) => state !== to.next);
  const { rows } = await sql<{ person_id: string; title: string }>`
    update acquisitions.suggestion s set state = ${to.next}, reason = ${to.reason}, answer = ${to.answer},
      decided_by = ${to.by}, decided_at = ${clock.now()}
    where s.member_id = ${to.memberId} and s.key = any(${[...to.keys]}::text[]) and s.state = any(${from}::text[])
    returning s.person_id, s.title`.execute(tx);
  const kind = `suggestion-${to.next as Exclude<SuggestionState, "waiting">}` as const;
  await notify(
    tx,
    clock,
    ...rows.map((row) => ({
      personId: row.person_id,
      kind,
      params: { title: row.title, answer: to.answer },
      link: "/suggestions",
    })),
  );
  return rows.length;
}
