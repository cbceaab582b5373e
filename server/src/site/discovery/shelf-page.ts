import type { ShelfFacts } from "../../../../web/reader/discovery/shelf.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { shelfAround, shelfPlaces } from "../../browse-lists/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { coverFacts, instanceHref, mainContributors, type Viewer } from "../catalogue/record-view.ts";

/** What `library` says in an address for the shelf of the whole region. */
const REGION_CODE = "all";

/** Address of a title's place on a library's shelves. */
export function shelfHref(base: string, instanceId: number, library: string | null): string {
  return `${base}/shelf/${instanceId}${library === null ? "" : `?${new URLSearchParams({ library })}`}`;
}

/**
 * A title among its neighbours by call number: at the library asked for, else the reader's own, else in the region.
 * Undefined when it stands on no shelf.
 */
export async function findShelf(
  db: Db,
  site: SiteContext,
  viewer: Viewer,
  instanceId: number,
  library: string | null,
): Promise<ShelfFacts | undefined> {
  const places = await shelfPlaces(db, instanceId);
  const asked = viewer.directory.memberByCode.get(library ?? "")?.id ?? null;
  const own = viewer.homeMemberId;
  const wanted = asked ?? (library === REGION_CODE ? null : own);
  const memberId = wanted !== null && places.memberIds.includes(wanted) ? wanted : null;
  const shelf = await shelfAround(db, instanceId, memberId);
  if (!shelf) return undefined;
  const { language, directory } = viewer;
  const members = places.memberIds.flatMap((id) => directory.memberById.get(id) ?? []);
  members.sort((a, b) => Number(b.id === own) - Number(a.id === own));
  const ownCount = members[0]?.id === own ? 1 : 0;
  const ownFirst = members.map((member) => ({
    name: pick(member.name, language),
    href: shelfHref(site.base, instanceId, member.code),
    current: member.id === memberId,
  }));
  const region = {
    name: null,
    href: shelfHref(site.base, instanceId, REGION_CODE),
    current: memberId === null,
  };
  const code = memberId === null ? REGION_CODE : (directory.memberById.get(memberId)?.code ?? REGION_CODE);
  const books = shelf.books.map(({ instance, callNumber }, i) => {
    const author = mainContributors(instance.brief)[0];
    return {
      href: instanceHref(instance.id, language),
      title: runOf(instance.brief.title.main, instance.brief.languages, language),
      author: author ? runOf(author.value, instance.brief.languages, language) : null,
      callNumber,
      year: instance.brief.year,
      cover: coverFacts(instance.brief, language),
      here: i === shelf.at,
    };
  });
  const idAt = (i: number): number => shelf.books.at(i)!.instance.id;
  return {
    library: memberId === null ? null : pick(directory.memberById.get(memberId)!.name, language),
    choices: [...ownFirst.slice(0, ownCount), region, ...ownFirst.slice(ownCount)],
    books,
    callNumber: shelf.books[shelf.at]!.callNumber,
    href: shelfHref(site.base, instanceId, code),
    before: shelf.more.before ? shelfHref(site.base, idAt(0), code) : null,
    after: shelf.more.after ? shelfHref(site.base, idAt(-1), code) : null,
  };
}
