import { sql } from "kysely";
import { type Collection, demandRole, getCollection, lockCollection } from "../collections/index.ts";
import { listMembers } from "../consortium/index.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import type { LocalText } from "../kernel/text.ts";
import type { Clock } from "../kernel/time.ts";
import { showGuests } from "./placings.ts";
import { refuse } from "./refusals.ts";
import type { Guest, Lending } from "./schema.ts";
import type { LendingRule } from "./words.ts";

/** To whom a collection lends, and where its objects stand. */
export async function lendingOf(db: Db, { id }: Collection): Promise<Lending> {
  const [members, rules, { rows }] = await Promise.all([
    listMembers(db),
    sql<{ to: LendingRule }>`select l.lends_to as to from object_guests.lending l
      where l.collection_id = ${id}`.execute(db),
    sql<{ slug: string; name: LocalText; memberId: number; objects: number; takenBack: number }>`
      select c.slug, c.draft->'name' as name, c.member_id as "memberId", count(*) filter (where not w.back)::int as objects,
        count(*) filter (where w.back)::int as "takenBack"
      from (
        select g.collection_id, g.number, false as back from collections.guest_fact g
        union all select t.collection_id, t.number, true from object_guests.taken_back t) w
      join collections.object_fact o on o.number = w.number and o.collection_id = ${id}
      join collections.collection_fact c on c.id = w.collection_id
      group by 1, 2, 3 order by 1`.execute(db),
  ]);
  const codes = new Map(members.map((one) => [one.id, one.code]));
  return {
    to: rules.rows[0]?.to ?? "own-library",
    elsewhere: rows.map(({ memberId, ...one }) => ({ ...one, member: codes.get(memberId) ?? "" })),
  };
}

/**
 * Says to whom a collection lends from now on; what stands elsewhere stays until it is taken back. Refuses
 * `collection-unknown` 404, `forbidden` 403.
 */
export async function setLending(tx: Tx, actor: Actor, slug: string, to: LendingRule): Promise<Lending> {
  const collection = await lockCollection(tx, { slug });
  await demandRole(tx, actor, collection, "curator");
  await sql`insert into object_guests.lending (collection_id, lends_to) values (${collection.id}, ${to})
    on conflict (collection_id) do update set lends_to = excluded.lends_to`.execute(tx);
  return await lendingOf(tx, collection);
}

/**
 * Takes objects of a collection back from another (`number` null: all of them), or lets those that were taken back stand there
 * again, but for those whose placing was undone meanwhile. Refuses `collection-unknown` 404, `forbidden` 403 (who is no editor of the home), `guest-unknown` 404.
 */
export async function takeBack(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  slug: string,
  given: { from: string; number: number | null; isTaken: boolean },
): Promise<Lending> {
  const home = await getCollection(tx, slug);
  await demandRole(tx, actor, home, "editor");
  const guest = await lockCollection(tx, { slug: given.from });
  const own = sql`o.collection_id = ${home.id} and (${given.number}::bigint is null or o.number = ${given.number})`;
  const { rows } = given.isTaken
    ? await sql<{ number: number }>`insert into object_guests.taken_back (collection_id, number, at)
        select g.collection_id, g.number, ${clock.now()} from collections.guest_fact g
        join collections.object_fact o on o.number = g.number
        where g.collection_id = ${guest.id} and ${own} on conflict do nothing returning number`.execute(tx)
    : await sql<{ number: number }>`delete from object_guests.taken_back t using collections.object_fact o
        where t.collection_id = ${guest.id} and o.number = t.number and ${own} returning t.number`.execute(
        tx,
      );
  if (rows.length === 0) throw refuse("guest-unknown");
  const numbers = rows.map((row) => row.number);
  const change = given.isTaken ? { go: numbers } : { come: await stillPlaced(tx, guest, numbers) };
  await showGuests(tx, clock, guest, change);
  return await lendingOf(tx, home);
}

/** Of objects that were taken back those whose placing was not undone meanwhile. */
async function stillPlaced(tx: Tx, { id }: Collection, numbers: readonly number[]): Promise<number[]> {
  const { rows } = await sql<{
    number: number;
  }>`select n.number from unnest(${[...numbers]}::bigint[]) as n (number)
    left join object_guests.placed p on p.number = n.number
      and p.placing_id in (select b.id from object_guests.placement b where b.collection_id = ${id})
    left join object_guests.placement b on b.id = p.placing_id
    group by n.number having count(b.id) = 0 or bool_or(b.undone_at is null)`.execute(tx);
  return rows.map((row) => row.number);
}

/** Objects of others that a collection shows, after a number. */
export async function guestsIn(
  db: Db,
  { id }: Collection,
  page: { after: number; limit: number },
): Promise<Guest[]> {
  const { rows } = await sql<Omit<Guest, "home" | "since"> & { slug: string; name: LocalText; since: Date }>`
    select g.number, coalesce(s.brief->>'title', o.identifier) as title, c.slug, c.draft->'name' as name, g.since
    from collections.guest_fact g join collections.object_fact o on o.number = g.number
    join collections.collection_fact c on c.id = o.collection_id
    left join collections.shown_object s on s.number = g.number
    where g.collection_id = ${id} and g.number > ${page.after} order by g.number limit ${page.limit}`.execute(
    db,
  );
  return rows.map(({ slug, name, since, ...one }) => ({
    ...one,
    home: { slug, name },
    since: since.toISOString(),
  }));
}
