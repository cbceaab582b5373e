import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { notify } from "../notices/index.ts";
import { mayDo } from "../people/index.ts";
import { type HelpCaseState, helpCaseStates } from "./organisation-states.ts";
import { refuse } from "./refusals.ts";
import type { HelpCase, HelpMessage } from "./schema.ts";

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
/** A page of cases: so many, after the one that changed then. */
type CasePage = { limit: number; after: readonly [changedAt: string, id: string] | null };

/** The first page as the readers' pages show it. */
const FIRST: CasePage = { limit: 50, after: null };

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
export async function helpCasesOf(db: Db, personId: string, page: CasePage = FIRST): Promise<HelpCase[]> {
  const { rows } = await sql<Row>`select ${COLUMNS} from alliance.help_case c
    where c.person_id = ${personId} and (${page.after === null}
      or (date_trunc('milliseconds', c.changed_at), c.id)
        < (${page.after?.[0] ?? null}::timestamptz, ${page.after?.[1] ?? null}::uuid))
    order by date_trunc('milliseconds', c.changed_at) desc, c.id desc limit ${page.limit}`.execute(db);
  return rows.map(toCase);
}

/** Cases that wait for the office, the longest waiting first. */
export async function waitingHelpCases(db: Db, page: CasePage = FIRST): Promise<HelpCase[]> {
  const { rows } = await sql<Row>`select ${COLUMNS} from alliance.help_case c
    where c.state = 'open' and (${page.after === null}
      or (date_trunc('milliseconds', c.changed_at), c.id)
        > (${page.after?.[0] ?? null}::timestamptz, ${page.after?.[1] ?? null}::uuid))
    order by date_trunc('milliseconds', c.changed_at), c.id limit ${page.limit}`.execute(db);
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
  if (!row || !maySee(actor, row)) throw refuse("case-unknown");
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
  if (rows[0]!.count >= MOST_OPEN) throw refuse("cases-exhausted", { limit: MOST_OPEN });
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
  if (!next) throw refuse("case-closed");
  return next;
}

async function lockCase(tx: Tx, actor: Actor, id: string): Promise<Row> {
  const { rows } = isUuid(id)
    ? await sql<Row>`select ${COLUMNS} from alliance.help_case c where c.id = ${id} for update`.execute(tx)
    : { rows: [] };
  if (!rows[0] || !maySee(actor, rows[0])) throw refuse("case-unknown");
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
