import { sql } from "kysely";
import type { Db } from "../kernel/database.ts";
import { type LocalText, languages } from "../kernel/text.ts";

/** Manifests that one list names; a larger collection is parted into lists. */
const A_PART = 1_000;

const MEMBERS = (slug: string) => sql`(
  select s.number, s.brief->>'title' as title from collections.shown_object s where s.slug = ${slug}
  union all
  select g.number, g.brief->>'title' from collections.shown_guest g where g.slug = ${slug}) o`;

/** Objects of a collection and its guests by their numbers: those of one list, and one more where another list follows. */
async function objectsOf(db: Db, slug: string, part: number): Promise<{ number: number; title: string }[]> {
  const { rows } = await sql<{ number: number; title: string }>`select o.number, o.title from ${MEMBERS(slug)}
    order by o.number limit ${A_PART + 1} offset ${part * A_PART}`.execute(db);
  return rows;
}

async function countOf(db: Db, slug: string): Promise<number> {
  const { rows } = await sql<{ n: number }>`select count(*)::int as n from ${MEMBERS(slug)}`.execute(db);
  return rows[0]!.n;
}

/**
 * A whole special collection as a IIIF collection (Presentation API 3.0, section 5.1): manifests of its objects and of those it
 * shows as a guest; of more than a thousand, lists of a thousand. Undefined: there is none that readers see, or no such part.
 */
export async function wholeCollection(
  db: Db,
  origin: string,
  slug: string,
  part: number | null,
): Promise<Record<string, unknown> | undefined> {
  const { rows } = await sql<{ name: LocalText }>`select c.live_config->'name' as name
    from collections.collection_fact c
    where c.slug = ${slug} and c.live_config is not null and not c.is_withdrawn`.execute(db);
  const name = rows[0]?.name;
  if (!name) return undefined;
  const items = await objectsOf(db, slug, part ?? 0);
  if (part !== null && items.length === 0) return undefined;
  const id = `${origin}/iiif/special-collections/${slug}`;
  const label = Object.fromEntries(languages.flatMap((one) => (name[one] ? [[one, [name[one]]]] : [])));
  const head = { "@context": "http://iiif.io/api/presentation/3/context.json", type: "Collection", label };
  if (part === null && items.length > A_PART) {
    const total = await countOf(db, slug);
    const parts = Array.from({ length: Math.ceil(total / A_PART) }, (_one, at) => ({
      id: `${id}/parts/${at + 1}`,
      type: "Collection",
      label: { none: [`${at * A_PART + 1}–${Math.min(total, (at + 1) * A_PART)}`] },
    }));
    return { ...head, id, items: parts };
  }
  return {
    ...head,
    id: part === null ? id : `${id}/parts/${part + 1}`,
    ...(part !== null && { partOf: [{ id, type: "Collection", label }] }),
    items: items.slice(0, A_PART).map(({ number, title }) => ({
      id: `${origin}/iiif/manifests/${number}`,
      type: "Manifest",
      label: { none: [title] },
    })),
  };
}
