import { sql } from "kysely";
import { z } from "zod";
import { findInstancesByIsbn, getInstances } from "../catalogue/index.ts";
import { listMembers } from "../consortium/index.ts";
import type { Db } from "../kernel/database.ts";
import { cutPage, readCursor } from "../kernel/paging.ts";
import type { suggestedBookSchema, suggestionSchema } from "./schema.ts";
import type { DeclineReason, SuggestionState } from "./words.ts";

type Suggestion = z.output<typeof suggestionSchema>;
type SuggestedBook = z.output<typeof suggestedBookSchema>;

type Row = {
  id: string;
  member: string;
  title: string;
  author: string;
  publisher: string;
  isbn: string | null;
  note: string;
  state: SuggestionState;
  reason: DeclineReason | null;
  answer: string;
  created_at: Date;
  decided_at: Date | null;
};

const columns = sql`s.id, m.code as member, s.title, s.author, s.publisher, s.isbn, s.note, s.state, s.reason, s.answer,
  s.created_at, s.decided_at`;

function toSuggestion<R extends Row>(row: R): Omit<R, "created_at" | "decided_at"> & Suggestion {
  const { created_at: createdAt, decided_at: decidedAt, ...rest } = row;
  return { ...rest, createdAt: createdAt.toISOString(), decidedAt: decidedAt?.toISOString() ?? null };
}

const MOST_OWN = 200;

/** A reader's suggestions, the newest first. */
export async function suggestionsOf(db: Db, personId: string): Promise<Suggestion[]> {
  const { rows } = await sql<Row>`select ${columns} from acquisitions.suggestion s
    join consortium.member_fact m on m.id = s.member_id
    where s.person_id = ${personId} order by s.created_at desc, s.id desc limit ${MOST_OWN}`.execute(db);
  return rows.map(toSuggestion);
}

const place = z.tuple([z.number().int(), z.iso.datetime(), z.uuid()]);

/**
 * Books suggested at a library in one state: those most readers wait for first, then the longest waiting. Each is told
 * by its oldest suggestion. Refuses `cursor-invalid` 400.
 */
export async function suggestedBooks(
  db: Db,
  memberId: number,
  { state, limit, cursor }: { state: SuggestionState; limit: number; cursor?: string | undefined },
): Promise<{ items: SuggestedBook[]; next: string | null }> {
  const [readers, at, id] = readCursor(cursor, place) ?? [null, null, null];
  const { rows } = await sql<Row & { readers: number; notes: string[]; searches: string[] }>`
    with book as (
      select s.key, count(*)::int as readers, (array_agg(s.id order by s.created_at, s.id))[1] as id,
        min(s.created_at) as since,
        (array_agg(s.note order by s.created_at) filter (where s.note <> ''))[1:5] as notes,
        (array_agg(distinct s.search) filter (where s.search <> ''))[1:5] as searches
      from acquisitions.suggestion s where s.member_id = ${memberId} and s.state = ${state} group by s.key)
    select ${columns}, b.readers, coalesce(b.notes, '{}') as notes, coalesce(b.searches, '{}') as searches
    from book b join acquisitions.suggestion s on s.id = b.id join consortium.member_fact m on m.id = s.member_id
    where ${readers}::int is null or b.readers < ${readers}::int
      or (b.readers = ${readers}::int and (b.since, b.id) > (${at}::timestamptz, ${id}::uuid))
    order by b.readers desc, b.since, b.id limit ${limit + 1}`.execute(db);
  const held = await holdersOf(
    db,
    rows.flatMap((row) => row.isbn ?? []),
  );
  const items = rows.map((row) => {
    const { note: _note, ...suggestion } = toSuggestion(row);
    return { ...suggestion, heldAt: held.get(row.isbn ?? "") ?? [] };
  });
  return cutPage(items, limit, (book) => [book.readers, book.createdAt, book.id]);
}

/** Codes of the libraries that hold a book of each ISBN. */
async function holdersOf(db: Db, isbns: readonly string[]): Promise<Map<string, string[]>> {
  const found = await findInstancesByIsbn(db, [...new Set(isbns)]);
  const instances = await getInstances(db, [...found.values()]);
  const codes = new Map((await listMembers(db)).map((member) => [member.id, member.code]));
  const holders = new Map(
    instances.map((one) => [one.id, one.memberIds.flatMap((id) => codes.get(id) ?? [])]),
  );
  return new Map([...found].map(([isbn, id]) => [isbn, holders.get(id) ?? []]));
}
