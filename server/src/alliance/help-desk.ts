import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { demandPermission, mayDo } from "../people/index.ts";
import { type HelpCaseState, helpCaseStates } from "./organisation-states.ts";

/** A case in a list. */
export type HelpCase = {
  id: string;
  subject: string;
  state: HelpCaseState;
  openedAt: string;
  changedAt: string;
};
/** A word in a case; `byOffice`: of the service centre. */
export type HelpMessage = { byOffice: boolean; body: string; at: string };

type Row = {
  id: string;
  person_id: string;
  subject: string;
  state: HelpCaseState;
  opened_at: Date;
  changed_at: Date;
};
const COLUMNS = sql`c.id, c.person_id, c.subject, c.state, c.opened_at, c.changed_at`;
const MOST_OPEN = 5;
const PAGE = 50;

function toCase(row: Row): HelpCase {
  return {
    id: row.id,
    subject: row.subject,
    state: row.state,
    openedAt: row.opened_at.toISOString(),
    changedAt: row.changed_at.toISOString(),
  };
}

/** A reader's own cases, the last changed first. */
export async function helpCasesOf(db: Db, personId: string): Promise<HelpCase[]> {
  const { rows } = await sql<Row>`select ${COLUMNS} from alliance.help_case c
    where c.person_id = ${personId} order by c.changed_at desc, c.id limit ${PAGE}`.execute(db);
  return rows.map(toCase);
}

/** Cases that wait for the office, the longest waiting first. Refuses `forbidden` 403. */
export async function waitingHelpCases(db: Db, actor: Actor): Promise<HelpCase[]> {
  demandPermission(actor, "consortium.manage", null);
  const { rows } = await sql<Row>`select ${COLUMNS} from alliance.help_case c
    where c.state = 'open' order by c.changed_at, c.id limit ${PAGE}`.execute(db);
  return rows.map(toCase);
}

/** One case with its words, for the reader whose it is and for the office. Refuses `case-unknown` 404. */
export async function getHelpCase(
  db: Db,
  actor: Actor,
  id: string,
): Promise<HelpCase & { messages: HelpMessage[]; isOwn: boolean }> {
  const { rows } = isUuid(id)
    ? await sql<Row>`select ${COLUMNS} from alliance.help_case c where c.id = ${id}`.execute(db)
    : { rows: [] };
  const row = rows[0];
  if (!row || !maySee(actor, row)) throw new Problem("case-unknown", 404);
  const messages = await sql<{ by_office: boolean; body: string; at: Date }>`
    select m.by_office, m.body, m.at from alliance.help_message m where m.case_id = ${id} order by m.id`.execute(
    db,
  );
  return {
    ...toCase(row),
    isOwn: row.person_id === actor.personId,
    messages: messages.rows.map((m) => ({ byOffice: m.by_office, body: m.body, at: m.at.toISOString() })),
  };
}

function maySee(actor: Actor, row: Row): boolean {
  return row.person_id === actor.personId || mayDo(actor, "consortium.manage", null);
}

/** A reader asks the service centre. Refuses `cases-exhausted` 429. */
export async function openHelpCase(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: { subject: string; body: string },
): Promise<string> {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from alliance.help_case c
    where c.person_id = ${actor.personId} and c.state = 'open'`.execute(tx);
  if (rows[0]!.count >= MOST_OPEN) throw new Problem("cases-exhausted", 429, { limit: MOST_OPEN });
  const id = newId<"help-case">() as string;
  const now = clock.now();
  await sql`insert into alliance.help_case (id, person_id, subject, state, opened_at, changed_at)
    values (${id}, ${actor.personId}, ${input.subject}, 'open', ${now}, ${now})`.execute(tx);
  await addMessage(tx, id, actor.personId, false, input.body, now);
  return id;
}

/** A further word: the reader's opens the case again, the office's answers it. Refuses as `getHelpCase`, `case-closed` 409. */
export async function writeToHelpCase(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  body: string,
): Promise<void> {
  const row = await lockCase(tx, actor, id);
  const byOffice = row.person_id !== actor.personId;
  const next = stepOf(row.state, byOffice ? "answer" : "ask");
  await addMessage(tx, id, actor.personId, byOffice, body, clock.now());
  await sql`update alliance.help_case set state = ${next}, changed_at = ${clock.now()} where id = ${id}`.execute(
    tx,
  );
  if (byOffice && row.person_id !== null)
    await notify(tx, clock, {
      personId: row.person_id,
      kind: "help-answered",
      params: { subject: row.subject },
      link: `/alliance/help/${id}`,
    });
}

/** Either side closes the case. Refuses as `getHelpCase`, `case-closed` 409. */
export async function closeHelpCase(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<void> {
  const row = await lockCase(tx, actor, id);
  await sql`update alliance.help_case set state = ${stepOf(row.state, "close")}, changed_at = ${clock.now()}
    where id = ${id}`.execute(tx);
}

function stepOf(state: HelpCaseState, trigger: string): string {
  const next = (helpCaseStates[state] as Record<string, string>)[trigger];
  if (!next) throw new Problem("case-closed", 409);
  return next;
}

async function lockCase(tx: Tx, actor: Actor, id: string): Promise<Row> {
  const { rows } = isUuid(id)
    ? await sql<Row>`select ${COLUMNS} from alliance.help_case c where c.id = ${id} for update`.execute(tx)
    : { rows: [] };
  if (!rows[0] || !maySee(actor, rows[0])) throw new Problem("case-unknown", 404);
  return rows[0];
}

async function addMessage(
  tx: Tx,
  id: string,
  authorId: string,
  byOffice: boolean,
  body: string,
  at: Date,
): Promise<void> {
  await sql`insert into alliance.help_message (case_id, author_id, by_office, body, at)
    values (${id}, ${authorId}, ${byOffice}, ${body}, ${at})`.execute(tx);
}
