import { sql } from "kysely";
import type { z } from "zod";
import type { TaskSource } from "../contracts/tasks.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { isUuid } from "../kernel/ids.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { getPerson, mayDo } from "../people/index.ts";
import { refuse } from "./refusals.ts";
import type { colleagueSchema, taskSchema } from "./schema.ts";

type Task = z.output<typeof taskSchema>;
type Colleague = z.output<typeof colleagueSchema>;
/** An actor at a desk: the member worked at, and its branch. */
type DeskActor = Actor & { scope: number; place: number };

/** The audit is read so far back for who works here. */
const MOST_ACTS = 5000;
const MOST_COLLEAGUES = 30;

/** What waits for this desk, by what the actor may do; nothing of what is done. */
export async function tasksAt(
  db: Db,
  sources: readonly TaskSource[],
  actor: DeskActor,
  clock: Clock,
): Promise<Task[]> {
  const { rows } = await sql<{ task: string; id: string; since: Date }>`
    select o.task, o.person_id as id, o.since from tasks.owner o where o.branch_id = ${actor.place}`.execute(
    db,
  );
  const owners = new Map(rows.map((row) => [row.task, row]));
  const tasks: Task[] = [];
  for (const { name, page, waiting } of sources.filter((one) => isOf(one, actor))) {
    const { count, oldestAt } = await waiting(db, { scope: actor.scope, place: actor.place, clock });
    const owner = owners.get(name);
    const person = owner ? await findPerson(db, owner.id) : null;
    if (count === 0 && !person) continue;
    tasks.push({
      task: name,
      page,
      count,
      oldestAt: oldestAt?.toISOString() ?? null,
      owner: person,
      since: owner?.since.toISOString() ?? null,
    });
  }
  return tasks;
}

function isOf(source: TaskSource, actor: DeskActor): boolean {
  return source.admits?.(actor) ?? mayDo(actor, "circulation.desk", actor.scope);
}

/** Somebody who acts here; null: the platform itself, which is nobody. */
async function findPerson(db: Db, id: string): Promise<Colleague | null> {
  try {
    const { name } = await getPerson(db, id);
    return { id, name };
  } catch (error) {
    if (error instanceof Problem && error.code === "person-unknown") return null;
    throw error;
  }
}

/** Who has worked at this branch lately, and the actor: whom a task may be handed to. */
export async function colleagues(db: Db, actor: DeskActor): Promise<Colleague[]> {
  const { rows } = await sql<{ id: string }>`
    select distinct a.actor_id as id from (
      select a.actor_id, a.place from kernel.audit a where a.scope = ${actor.scope} order by a.id desc limit ${MOST_ACTS}) a
    where a.place = ${actor.place} limit ${MOST_COLLEAGUES}`.execute(db);
  const ids = new Set([actor.personId, ...rows.map((row) => row.id)]);
  const people = await Promise.all([...ids].map((id) => findPerson(db, id)));
  return people.filter((one) => one !== null).sort((a, b) => a.name.localeCompare(b.name));
}

/**
 * Somebody takes a task of this branch on, hands it to a colleague, or lays it down (null). Refuses `task-unknown` 404 (also
 * one the actor has nothing to do with), `colleague-unknown` 404.
 */
export async function setOwner(
  tx: Tx,
  sources: readonly TaskSource[],
  actor: DeskActor,
  clock: Clock,
  { task, personId }: { task: string; personId: string | null },
): Promise<void> {
  const source = sources.find((one) => one.name === task);
  if (!source || !isOf(source, actor)) throw refuse("task-unknown", { task });
  await sql`delete from tasks.owner where branch_id = ${actor.place} and task = ${task}`.execute(tx);
  if (personId === null) return;
  const isColleague = isUuid(personId) && (await colleagues(tx, actor)).some((one) => one.id === personId);
  if (!isColleague) throw refuse("colleague-unknown");
  await sql`insert into tasks.owner (branch_id, task, person_id, since)
    values (${actor.place}, ${task}, ${personId}, ${clock.now()})
    on conflict (branch_id, task) do update set person_id = excluded.person_id, since = excluded.since`.execute(
    tx,
  );
}

/** Tasks of somebody who leaves are nobody's. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  await sql`delete from tasks.owner where person_id = ${personId}`.execute(tx);
}
