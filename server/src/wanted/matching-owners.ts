import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct, didBefore } from "../moderation/index.ts";
import { notify } from "../notices/index.ts";
import { holders } from "../shelves/index.ts";
import { bookIn, ringKm } from "./rings.ts";

/** People told of one post at a time, and posts one person is told of in a day. */
const MOST_TOLD = 20;
export const TOLD_PER_DAY = 3;
/** People looked at, the nearest. */
const MOST_NEAR = 500;

type Post = { person_id: string; words: string; circle_id: string | null; created_at: Date; told_km: number };

/**
 * Tells whoever has such a book, and may see the post, that it is looked for: the members of its circle at once, and
 * those near ring by ring. Everybody once for a post. Their book need not be offered to the one who looks.
 */
export async function tellOwners(tx: Tx, clock: Clock, postId: string): Promise<void> {
  const { rows } =
    await sql<Post>`select p.person_id, p.words, p.circle_id, p.created_at, p.told_km from wanted.post p
    where p.id = ${postId} and p.state = 'open' and p.words_public for update`.execute(tx);
  const post = rows[0];
  if (!post) return;
  const km = ringKm(post.created_at, clock.now());
  if (post.told_km >= km) return;
  await sql`update wanted.post set told_km = ${km} where id = ${postId}`.execute(tx);
  const people = post.circle_id === null ? await peopleNear(tx, post, km) : await peopleIn(tx, post);
  const owners = await holders.holdersOf(tx, bookIn(post.words), people);
  let told = 0;
  for (const personId of owners)
    if (told < MOST_TOLD && (await tellOnce(tx, clock, personId, postId, post.words))) told += 1;
}

async function peopleNear(tx: Tx, post: Post, km: number): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`select o.person_id from neighbours.sharer w
    join neighbours.sharer o on o.pt is not null and o.person_id <> w.person_id and not o.is_minor
      and neighbours.kilometres(o.pt, w.pt) <= greatest(${km}::float8, o.spread_km + w.spread_km)
      and not neighbours.blocked(w.person_id, o.person_id)
    where w.person_id = ${post.person_id} order by o.pt <-> w.pt, o.person_id limit ${MOST_NEAR}`.execute(tx);
  return rows.map((row) => row.person_id);
}

async function peopleIn(tx: Tx, post: Post): Promise<string[]> {
  const { rows } = await sql<{ person_id: string }>`select m.person_id from circles.member m
    where m.circle_id = ${post.circle_id} and m.state = 'active' and m.person_id <> ${post.person_id}
      and not neighbours.blocked(${post.person_id}::uuid, m.person_id) order by m.person_id limit ${MOST_NEAR}`.execute(
    tx,
  );
  return rows.map((row) => row.person_id);
}

/** False when they know already, or were told of enough today. */
async function tellOnce(
  tx: Tx,
  clock: Clock,
  personId: string,
  postId: string,
  words: string,
): Promise<boolean> {
  const act = { who: personId, act: "wanted-told", target: postId };
  if (await didBefore(tx, clock, act)) return false;
  try {
    await countAct(tx, clock, act, TOLD_PER_DAY);
  } catch (error) {
    if (error instanceof Problem && error.code === "acts-exhausted") return false;
    throw error;
  }
  await notify(tx, clock, { personId, kind: "wanted-match", params: { words }, link: `/wanted/${postId}` });
  return true;
}
