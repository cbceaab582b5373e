import { type RawBuilder, sql } from "kysely";
import { getInstances, resolveInstance } from "../catalogue/index.ts";
import { countsIn } from "../circles/index.ts";
import type { Actor } from "../kernel/actor.ts";
import { type Db, lockByName, type Tx } from "../kernel/database.ts";
import { isUuid, newId } from "../kernel/ids.ts";
import type { Clock } from "../kernel/time.ts";
import { countAct, dropPosting, reportPosting, submitPosting } from "../moderation/index.ts";
import { lockSharer, nameFor, type ReaderName, tagOf } from "../neighbours/index.ts";
import { readableLink } from "./links.ts";
import { refuse } from "./refusals.ts";
import type { RightsKind } from "./words.ts";

/** E-books one reader recommends in a day. */
export const EBOOKS_PER_DAY = 5;
const EBOOKS_PAGE = 100;
export const EBOOK_POSTING = "ebook";

/** What is recommended, and what allows it. */
export type NewEbook = {
  circleId: string;
  instanceId: number | null;
  title: string;
  author: string;
  link: string;
  rights: RightsKind;
  rightsWords: string;
  words: string;
};

/**
 * Recommends an e-book to a circle. Refuses in this order: `circle-unknown` 404 (also one that nobody guards, under age),
 * `instance-unknown` 404, `ebook-not-online` 409 (licensed, and no library has it on line), `ebook-title-missing` 400,
 * `ebook-link` 400, `ebook-link-shares-files` 422, `ebook-rights-missing` 400, `ebook-known` 409, `acts-exhausted` 429,
 * `text-refused` 422.
 */
export async function recommendEbook(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  input: NewEbook,
): Promise<{ id: string; isPublic: boolean }> {
  const me = await lockSharer(tx, actor.personId);
  if (!(await countsIn(tx, me.personId, input.circleId, me.isMinor))) throw refuse("circle-unknown");
  const book = await bookOf(tx, input);
  const isLicensed = input.rights === "licensed";
  if (isLicensed && !book.isOnline) throw refuse("ebook-not-online");
  if (book.title === "") throw refuse("ebook-title-missing");
  const link = isLicensed ? null : readableLink(input.link);
  if (!isLicensed && input.rightsWords === "") throw refuse("ebook-rights-missing");
  await demandNew(tx, input.circleId, link ?? String(book.instanceId));
  await countAct(tx, clock, { who: me.personId, act: "ebook" }, EBOOKS_PER_DAY);
  const id = newId<"ebook">() as string;
  const isPublic = await submit(tx, actor, clock, id, { ...input, title: book.title, link });
  await sql`insert into ebooks.recommendation (id, circle_id, person_id, instance_id, title, author, link, rights, rights_words,
      words, words_public, created_at)
    values (${id}, ${input.circleId}, ${me.personId}, ${book.instanceId}, ${book.title}, ${book.author}, ${link},
      ${input.rights}, ${isLicensed ? "" : input.rightsWords}, ${input.words}, ${isPublic}, ${clock.now()})`.execute(
    tx,
  );
  return { id, isPublic };
}

/** The book as its recommender calls it, else as the libraries do. */
async function bookOf(
  tx: Tx,
  { instanceId: given, title, author }: Pick<NewEbook, "instanceId" | "title" | "author">,
): Promise<{ instanceId: number | null; title: string; author: string; isOnline: boolean }> {
  if (given === null) return { instanceId: null, title, author, isOnline: false };
  const instanceId = await resolveInstance(tx, given);
  const [found] = instanceId === undefined ? [] : await getInstances(tx, [instanceId]);
  if (!found) throw refuse("instance-unknown");
  return {
    instanceId: found.id,
    title: (title || found.brief.title.main).slice(0, 300),
    author: (author || (found.brief.contributors[0]?.value ?? "")).slice(0, 200),
    isOnline: found.brief.urls.length > 0,
  };
}

/** Two who recommend the same at the same moment wait for each other at the circle. */
async function demandNew(tx: Tx, circleId: string, what: string): Promise<void> {
  await lockByName(tx, `ebooks ${circleId}`);
  const { rows } = await sql`select 1 from ebooks.recommendation e where e.circle_id = ${circleId}
    and e.withdrawn_at is null and coalesce(e.link, e.instance_id::text) = ${what}`.execute(tx);
  if (rows.length > 0) throw refuse("ebook-known");
}

type Said = Pick<NewEbook, "title" | "author" | "rightsWords" | "words">;
const textsOf = ({ title, author, rightsWords, words }: Said): string[] =>
  [title, author, rightsWords, words].filter((text) => text !== "");

async function submit(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  said: Said & { circleId: string; link: string | null },
): Promise<boolean> {
  const page = `/ebooks?circle=${said.circleId}`;
  const { personId } = actor;
  const posting = { kind: EBOOK_POSTING, subject: id, personId, texts: textsOf(said), page } as const;
  return (await submitPosting(tx, clock, posting)) === "published";
}

/** A recommended e-book as a member of its circle sees it. */
export type Ebook = {
  id: string;
  circleId: string;
  circle: string;
  instanceId: number | null;
  title: string;
  author: string;
  link: string | null;
  rights: RightsKind;
  rightsWords: string;
  words: string;
  isOwn: boolean;
  isPublic: boolean;
  mayWithdraw: boolean;
  by: ReaderName;
  at: string;
};

type Row = {
  id: string;
  circle_id: string;
  circle: string;
  person_id: string;
  instance_id: number | null;
  title: string;
  author: string;
  link: string | null;
  rights: RightsKind;
  rights_words: string;
  words: string;
  words_public: boolean;
  is_steward: boolean;
  nickname: string | null;
  created_at: Date;
};

/** SQL: `e` is shown to somebody: in a circle they count in, theirs or public; never across a block. */
function isSeen(personId: string): RawBuilder<boolean> {
  const isMinor = sql`coalesce((select p.is_minor from neighbours.sharer p where p.person_id = ${personId}::uuid), false)`;
  return sql<boolean>`(e.withdrawn_at is null and e.circle_id in (select c from circles.circles_of(${personId}::uuid, ${isMinor}) c)
    and (e.person_id = ${personId} or (e.words_public and not neighbours.blocked(${personId}::uuid, e.person_id))))`;
}

/** E-books recommended in circles somebody counts in, the latest first; of one circle, or one of them. */
export async function findEbooks(
  db: Db,
  personId: string,
  { circleId = null, id = null }: { circleId?: string | null; id?: string | null } = {},
): Promise<Ebook[]> {
  const { rows } =
    await sql<Row>`select e.id, e.circle_id, c.name as circle, e.person_id, e.instance_id, e.title, e.author,
      e.link, e.rights, e.rights_words, e.words, e.words_public, e.created_at,
      exists (select 1 from circles.member m where m.circle_id = e.circle_id and m.person_id = ${personId}::uuid
        and m.role = 'steward' and m.state = 'active') as is_steward,
      ${nameFor(personId, sql`e.person_id`)} as nickname
    from ebooks.recommendation e join circles.circle_line c on c.id = e.circle_id
    where ${isSeen(personId)} and (${circleId}::uuid is null or e.circle_id = ${circleId}::uuid)
      and (${id}::uuid is null or e.id = ${id}::uuid)
    order by e.created_at desc, e.id desc limit ${EBOOKS_PAGE}`.execute(db);
  return rows.map((row) => ({
    id: row.id,
    circleId: row.circle_id,
    circle: row.circle,
    instanceId: row.instance_id,
    title: row.title,
    author: row.author,
    link: row.link,
    rights: row.rights,
    rightsWords: row.rights_words,
    words: row.words,
    isOwn: row.person_id === personId,
    isPublic: row.words_public,
    mayWithdraw: row.person_id === personId || row.is_steward,
    by: { nickname: row.nickname, tag: tagOf(row.person_id) },
    at: row.created_at.toISOString(),
  }));
}

async function getEbook(db: Db, personId: string, id: string): Promise<Ebook> {
  const [found] = isUuid(id) ? await findEbooks(db, personId, { id }) : [];
  if (!found) throw refuse("ebook-unknown");
  return found;
}

/** Takes a recommendation back: its writer, or a steward of the circle. Refuses `ebook-unknown` 404, `ebook-not-yours` 403. */
export async function withdrawEbook(tx: Tx, actor: Actor, clock: Clock, id: string): Promise<Ebook> {
  const ebook = await getEbook(tx, actor.personId, id);
  if (!ebook.mayWithdraw) throw refuse("ebook-not-yours");
  await sql`update ebooks.recommendation set withdrawn_at = ${clock.now()} where id = ${id}`.execute(tx);
  await dropPosting(tx, EBOOK_POSTING, id);
  return ebook;
}

/** Tells the moderators that this may not be passed on. Refuses `ebook-unknown` 404, `already-reported` 409, `acts-exhausted` 429. */
export async function reportEbook(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  id: string,
  words: string,
): Promise<Ebook> {
  const ebook = await getEbook(tx, actor.personId, id);
  const { rows } = await sql<{
    person_id: string;
  }>`select e.person_id from ebooks.recommendation e where e.id = ${id}`.execute(tx);
  const page = `/ebooks?circle=${ebook.circleId}`;
  const texts = [...textsOf(ebook), ...(ebook.link ? [ebook.link] : [])];
  const posting = { kind: EBOOK_POSTING, subject: id, personId: rows[0]!.person_id, texts, page } as const;
  await reportPosting(tx, actor, clock, posting, words);
  return ebook;
}

/** Forgets what somebody recommended. */
export async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string }>`delete from ebooks.recommendation where person_id = ${personId}
    returning id`.execute(tx);
  for (const { id } of rows) await dropPosting(tx, EBOOK_POSTING, id);
}
