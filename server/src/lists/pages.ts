import { runOf } from "../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../web/reader/frame/site-context.ts";
import type { ListLine } from "../../../web/reader/lists/lists.tsx";
import { getInstances } from "../catalogue/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import type { Db } from "../kernel/database.ts";
import { formatDay } from "../kernel/zones/dates.ts";
import { person } from "../people/index.ts";
import { editorsOf, invitedTo } from "./editors.ts";
import { entriesOf, firstTitles } from "./entries.ts";
import { getList, listsOf, publicLists } from "./lists.ts";
import { refuse } from "./refusals.ts";
import type { ListEntry, ListView } from "./schema.ts";
import { sectionsOf } from "./sections.ts";
import { listKinds } from "./words.ts";

const PUBLIC_PAGE = 50;
const LONGEST_WORD = 200;
/** Titles on one page of a list. */
const LIST_PAGE = 100;
const LAST_PAGE = 10;

/** Address of a list; with its key where only the secret address opens it. */
export function listHref({ base }: SiteContext, { id }: { id: string }, key: string | null = null): string {
  return `${base}/list/${id}${key === null ? "" : `?key=${encodeURIComponent(key)}`}`;
}

/** What a list of a course says of it, as far as it says it. */
export function courseFacts(list: ListView): string[] {
  return [list.courseCode, list.term, list.teacher].filter((fact) => fact !== "");
}

/** A list in a row of lists. */
export function listLine(site: SiteContext, list: ListView): ListLine {
  const { id, title, kind, owner, visibility, titles, isHidden } = list;
  return {
    id,
    href: listHref(site, list),
    title,
    kind,
    facts: courseFacts(list),
    owner,
    visibility,
    titles,
    changed: formatDay(list.changedAt, site),
    isHidden,
    isMine: list.rights !== "reader",
  };
}

/** One page of a list's titles, and the addresses of those beside it. */
export function pageOfEntries(
  entries: readonly ListEntry[],
  asked: string | undefined,
  address: (page: number) => string,
): { shown: ListEntry[]; pages: { previous: string | null; next: string | null } } {
  const page = Math.min(LAST_PAGE, Math.max(1, Number.parseInt(asked ?? "", 10) || 1));
  return {
    shown: entries.slice((page - 1) * LIST_PAGE, page * LIST_PAGE),
    pages: {
      previous: page > 1 ? address(page - 1) : null,
      next: page * LIST_PAGE < entries.length ? address(page + 1) : null,
    },
  };
}

/** The address to pass on: with its key for a list shared by link, which only its owner and who came by it know. */
export function shareAddress(site: SiteContext, list: ListView, key: string | null): string | null {
  if (list.visibility === "public") return site.origin + listHref(site, list);
  const known = list.shareKey ?? (list.rights === "reader" ? key : null);
  return list.visibility === "link" && known !== null ? site.origin + listHref(site, list, known) : null;
}

const myLists = page({
  path: "/account/lists",
  component: "MyListsPage",
  find: async ({ db, site, actor }) => {
    const lists = await listsOf(db, person.admit(actor, {}).personId);
    return { lists: lists.map((list) => listLine(site, list)) };
  },
});

/** So many covers stand for a list. */
const COVERS = 4;

/** Lists with the first books that stand in them. */
async function withCovers(db: Db, site: SiteContext, lists: readonly ListView[]): Promise<ListLine[]> {
  const first = await firstTitles(
    db,
    lists.map(({ id }) => id),
    COVERS,
  );
  const found = await getInstances(db, [...new Set([...first.values()].flat())]);
  const briefs = new Map(found.map(({ id, brief }) => [id, brief]));
  return lists.map((list) => ({
    ...listLine(site, list),
    covers: (first.get(list.id) ?? []).flatMap((id) => {
      const brief = briefs.get(id);
      if (!brief) return [];
      const { title, languages, contributors, isbns } = brief;
      const { lang } = runOf(title.main, languages, site.language);
      return [{ title: title.main, lang, author: contributors[0]?.value ?? "", isbns }];
    }),
  }));
}

const publicPage = page({
  path: "/lists",
  component: "PublicListsPage",
  find: async ({ db, site, actor, query }) => {
    const q = (query.q ?? "").trim().slice(0, LONGEST_WORD);
    const kind = listKinds.find((one) => one === query.kind);
    const asked = { q, kind, cursor: query.cursor, limit: PUBLIC_PAGE };
    const { items, next } = await publicLists(db, asked, actor?.personId ?? null);
    const more = new URLSearchParams({ q, kind: kind ?? "", cursor: next ?? "" });
    return {
      q,
      kind: kind ?? "",
      lists: await withCovers(db, site, items),
      next: next === null ? null : `${site.base}/lists?${more}`,
    };
  },
});

/** Everything a list's owner or editor can change. */
async function findListEdit({ db, site, actor, params, query }: PageVisit) {
  const { personId: myself } = person.admit(actor, {});
  const list = await getList(db, myself, params.id!);
  if (list.rights === "reader") throw refuse("list-not-yours");
  const [sections, entries, editors] = await Promise.all([
    sectionsOf(db, list.id),
    entriesOf(db, list.id),
    editorsOf(db, list.id),
  ]);
  const href = listHref(site, list);
  const isOwner = list.rights === "owner";
  const { shown, pages } = pageOfEntries(entries, query.page, (to) => `${href}/edit?page=${to}`);
  return {
    href,
    title: list.title,
    words: isOwner ? list : null,
    shareAddress: isOwner && list.visibility === "link" ? shareAddress(site, list, null) : null,
    inviteAddress: list.editorKey ? `${site.origin}${href}/join?key=${list.editorKey}` : null,
    editors: editors.map((editor) => ({ ...editor, isMe: editor.personId === myself })),
    myself,
    sections,
    entries: shown,
    pages,
  };
}

const editList = page({ path: "/list/:id/edit", component: "ListEditPage", find: findListEdit });

const joinList = page({
  path: "/list/:id/join",
  component: "JoinListPage",
  find: async ({ db, site, actor, params, query }) => {
    const key = query.key ?? "";
    const { title } = await invitedTo(db, params.id!, key);
    person.admit(actor, {});
    return { title, invitation: key, action: `${site.base}/list/${params.id}/join` };
  },
});

/** This room's pages of its own; a list with where its titles are is composed by the site. */
export const listPages: readonly ReaderPage[] = [myLists, publicPage, editList, joinList];
