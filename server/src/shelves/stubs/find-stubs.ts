import { sql } from "kysely";
import type { Strip } from "../../contracts/result-strip.ts";
import type { Db } from "../../kernel/database.ts";
import { toVisibleCopy, type VisibleCopy, type VisibleRow, visibleColumns } from "../copies/copy-views.ts";
import { isHidden, isVisible, loadViewer } from "../copies/visibility.ts";
import { refuse } from "../refusals.ts";
import { askedTerms } from "./stub-terms.ts";

/** Titles beside the results of a search, and the longest search that is looked at. */
const SHOWN = 3;
const LONGEST = 100;
/** Copies of one title on its page. */
const MOST_COPIES = 50;

/** A title that readers have and no library does. */
export type Stub = { id: number; main: string; author: string; copies: number };

/** Titles no library has that a search means, of what is offered to everybody near: where it stands is not told. */
export async function findStubs(
  db: Db,
  query: string,
  limit: number = SHOWN,
): Promise<{ items: Stub[]; total: number }> {
  const asked = query.length > LONGEST ? [] : askedTerms(query);
  if (asked.length === 0) return { items: [], total: 0 };
  const fits = sql.join(
    asked.map((terms) => sql`t.terms @> ${terms}::text[]`),
    sql` or `,
  );
  const { rows } = await sql<Stub & { total: number }>`
    select t.id, t.main, t.author, count(*)::int as copies, (count(*) over ())::int as total
    from shelves.title t join shelves.offer o on o.title_id = t.id and o.is_public and o.state = 'open'
    where t.instance_id is null and t.merged_into is null and t.main is distinct from t.isbn
      and (${fits})
    group by t.id order by length(t.main), copies desc, t.id limit ${limit}`.execute(db);
  return {
    items: rows.map(({ id, main, author, copies }) => ({ id, main, author, copies })),
    total: rows[0]?.total ?? 0,
  };
}

/** What a search finds beside the catalogue's titles: books of readers that no library has. */
export async function stubStrip(db: Db, query: string, site: StripSite): Promise<Strip | null> {
  const { items, total } = await findStubs(db, query);
  if (total === 0) return null;
  return {
    heading: site.t("stubs.heading"),
    counted: site.t("stubs.titles", { count: total }),
    href: `${site.base}/sharing/near?${new URLSearchParams({ q: query })}`,
    total,
    items: items.map(({ id, main, author, copies }) => ({
      href: `${site.base}/sharing/titles/${id}`,
      title: main,
      line: [author, site.t("stubs.copies", { count: copies })].filter(Boolean).join(" · "),
      picture: null,
    })),
  };
}

type StripSite = { base: string; t: (key: string, params?: Record<string, string | number>) => string };

/** A title of readers as its page shows it. `instanceId`: the record it has become part of. */
export type TitlePage = {
  id: number;
  isbn: string | null;
  instanceId: number | null;
  main: string;
  author: string;
  /** Copies offered to everybody near, wherever that is. */
  offered: number;
  /** Those that whoever looks may ask for. */
  copies: VisibleCopy[];
  /** They have said it is called otherwise, and nobody has decided. */
  isMended: boolean;
};

/**
 * A title of readers, for somebody or (null) for whoever is not signed in. Refuses `title-unknown` 404 where they see no
 * copy of it.
 */
export async function titlePageOf(db: Db, personId: string | null, titleId: number): Promise<TitlePage> {
  const { rows } = await sql<{
    id: number;
    isbn: string | null;
    instance_id: number | null;
    main: string;
    author: string;
    offered: number;
    is_mended: boolean;
  }>`
    select t.id, t.isbn, t.instance_id, t.main, t.author,
      (select count(*)::int from shelves.offer o where o.title_id = t.id and o.is_public and o.state = 'open') as offered,
      exists (select 1 from shelves.title_mending m where m.title_id = t.id and m.person_id = ${personId}
        and m.state = 'waits') as is_mended
    from shelves.title f join shelves.title t on t.id = coalesce(f.merged_into, f.id) where f.id = ${titleId}`.execute(
    db,
  );
  const row = rows[0];
  if (!row) throw refuse("title-unknown");
  const copies = personId === null ? [] : await copiesSeen(db, personId, row.id);
  if (row.offered === 0 && copies.length === 0) throw refuse("title-unknown");
  const { is_mended: isMended, instance_id: instanceId, ...title } = row;
  return { ...title, instanceId, copies, isMended };
}

/** Copies of a title that somebody may ask for, and their own. */
async function copiesSeen(db: Db, personId: string, titleId: number): Promise<VisibleCopy[]> {
  const viewer = await loadViewer(db, personId);
  const { rows } = await sql<VisibleRow>`select ${visibleColumns(viewer)} from shelves.offer o
    join shelves.copy c on c.id = o.copy_id join shelves.title t on t.id = o.title_id
    where o.title_id = ${titleId} and o.state = 'open' and not ${isHidden(viewer)} and ${isVisible(viewer)}
    order by o.is_free desc, o.published_at desc limit ${MOST_COPIES}`.execute(db);
  return rows.map((row) => toVisibleCopy(row, viewer));
}
