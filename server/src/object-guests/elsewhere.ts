import { sql } from "kysely";
import type { ElsewhereProps, PlaceTarget } from "../../../web/reader/collections/placing.tsx";
import type { OpenObject } from "../collections/index.ts";
import { listMembers } from "../consortium/index.ts";
import type { PageVisit } from "../contracts/reader-page.ts";
import type { Actor } from "../kernel/actor.ts";
import type { Db } from "../kernel/database.ts";
import { type LocalText, pick } from "../kernel/text.ts";
import { mayDo, mayDoSomewhere } from "../people/index.ts";

type Place = { slug: string; name: LocalText; memberId: number; isHome: boolean };

/** Collections in which readers find an object; its own, the first, when it is asked for. */
export async function placesOf(db: Db, number: number, withHome = false): Promise<Place[]> {
  const { rows } = await sql<Place>`
    select p.slug, c.live_config->'name' as name, p.member_id as "memberId", p.home as "isHome" from (
      select g.collection_id, g.slug, g.member_id, false as home from collections.shown_guest g
      where g.number = ${number}
      union all
      select s.collection_id, s.slug, s.member_id, true from collections.shown_object s
      where s.number = ${number} and ${withHome}) p
    join collections.collection_fact c on c.id = p.collection_id order by p.home desc, p.slug`.execute(db);
  return rows;
}

/** Collections that somebody may place objects in, without the one they stand before. */
export async function targetsOf(
  db: Db,
  actor: Actor | null,
  slug: string,
  language: PageVisit["site"]["language"],
): Promise<PlaceTarget[]> {
  if (actor === null) return [];
  const members = mayDoSomewhere(actor, "catalogue.edit") ? await listMembers(db) : [];
  const own = members.filter((one) => mayDo(actor, "catalogue.edit", one.id)).map((one) => one.id);
  const { rows } = await sql<{ slug: string; name: LocalText }>`
    select c.slug, c.draft->'name' as name from collections.collection_fact c
    where not c.is_withdrawn and c.slug <> ${slug} and (c.member_id = any(${own}::smallint[]) or exists (
      select 1 from collections.worker_fact w where w.collection_id = c.id and w.person_id = ${actor.personId}::uuid
        and w.role in ('editor', 'curator')))
    order by c.slug limit 200`.execute(db);
  return rows.map((row) => ({ slug: row.slug, name: pick(row.name, language) || row.slug }));
}

/** Where else an object stands, and where whoever looks at it may place it or take it out. */
export async function elsewhereOf(
  { db, site, actor }: PageVisit,
  found: OpenObject,
): Promise<ElsewhereProps> {
  const { number } = found.object;
  if (found.isPreview) return { number, places: [], targets: [] };
  const [places, targets, members] = await Promise.all([
    placesOf(db, number),
    targetsOf(db, actor, found.collection.slug, site.language),
    listMembers(db),
  ]);
  const own = new Set(targets.map((one) => one.slug));
  const there = new Set(places.map((one) => one.slug));
  return {
    number,
    places: places.map(({ slug, name, memberId }) => ({
      slug,
      name: pick(name, site.language) || slug,
      href: `${site.base}/collections/${slug}`,
      member: pick(members.find((one) => one.id === memberId)?.name ?? {}, site.language),
      mayTakeOut: own.has(slug),
    })),
    targets: targets.filter((one) => !there.has(one.slug)),
  };
}
