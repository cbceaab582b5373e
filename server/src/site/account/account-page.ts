import type {
  AccountProps,
  AccountTitle,
  HoldView,
  LoanView,
  NoticeView,
  WishView,
} from "../../../../web/reader/account/account.tsx";
import { runOf } from "../../../../web/reader/frame/record-language.ts";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import { getInstances, type Instance } from "../../catalogue/index.ts";
import { holdsOf, loansOf } from "../../circulation/index.ts";
import type { MemberDirectory } from "../../frame/index.ts";
import { requestsOf } from "../../fulfilment/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import { addDays, type Clock, dateIn, type PlainDate } from "../../kernel/time.ts";
import { formatDate, formatMoment } from "../../kernel/zones/dates.ts";
import {
  mailWishOf,
  type Notice,
  type NoticeReader,
  noticeReader,
  noticeSentence,
  noticesOf,
} from "../../notices/index.ts";
import type { Session } from "../../people/index.ts";
import { coverFacts, instanceHref } from "../catalogue/record-view.ts";

type Loan = Awaited<ReturnType<typeof loansOf>>[number];
type Hold = Awaited<ReturnType<typeof holdsOf>>[number];
type Wish = Awaited<ReturnType<typeof requestsOf>>[number];

const MOST_NOTICES = 30;
/** A loan this near its end is said to be due soon. */
const SOON_DAYS = 3;
const LIVE = ["waiting", "targeted", "in-transit", "on-shelf"];

type Page = {
  site: SiteContext;
  directory: MemberDirectory;
  now: Date;
  /** Zone of the reader's own library. */
  zone: string;
  instances: ReadonlyMap<number, Instance>;
};

/** What somebody has on loan, has asked for and has been told. */
export async function findAccount(
  deps: { db: Db; clock: Clock },
  site: SiteContext,
  directory: MemberDirectory,
  session: Session,
): Promise<AccountProps> {
  const personId = session.person.id;
  const now = deps.clock.now();
  const zone = zoneOf(site, directory, session);
  const [loans, allHolds, requests, notices, reader, mailWish] = await Promise.all([
    loansOf(deps.db, personId, now),
    holdsOf(deps.db, personId),
    requestsOf(deps.db, personId, { open: true }),
    noticesOf(deps.db, personId, { limit: MOST_NOTICES }),
    noticeReader(deps.db, site.language, zone),
    mailWishOf(deps.db, personId),
  ]);
  const holds = allHolds.filter((hold) => LIVE.includes(hold.state));
  const wishes = requests.filter(isOnItsWay);
  const ids = [...loans, ...holds, ...wishes].map((row) => row.instanceId);
  const found = await getInstances(deps.db, [...new Set(ids)]);
  const page: Page = {
    site,
    directory,
    now,
    zone,
    instances: new Map(found.map((instance) => [instance.id, instance])),
  };
  const rowsOf = (kind: string, shown: readonly { id: string }[]): string[] =>
    shown.map(({ id }) => `/account#${kind}-${id}`);
  const rows = new Set([...rowsOf("loan", loans), ...rowsOf("hold", holds), ...rowsOf("wish", wishes)]);
  return {
    site,
    name: session.person.name,
    loans: loans.map((loan) => loanView(loan, page)),
    holds: holds.map((hold) => holdView(hold, page)),
    wishes: wishes.map((wish) => wishView(wish, page)),
    notices: notices.items.map((notice) => noticeView(notice, reader, rows, page)),
    mailWish,
  };
}

function zoneOf(site: SiteContext, directory: MemberDirectory, session: Session): string {
  const home = session.homeMemberId === null ? undefined : directory.memberById.get(session.homeMemberId);
  return home?.timeZone ?? site.zone;
}

function titleOf(
  row: { instanceId: number; title: { main: string } },
  { site, instances }: Page,
): AccountTitle {
  const brief = instances.get(row.instanceId)?.brief;
  const title = runOf(row.title.main, brief?.languages ?? [], site.language);
  return {
    href: instanceHref(row.instanceId, site.language),
    title,
    cover: brief ? coverFacts(brief, site.language) : { title: title.value, lang: title.lang, author: "" },
  };
}

function loanView(loan: Loan, page: Page): LoanView {
  const { site, directory, now } = page;
  const owner = directory.memberById.get(loan.ownerMemberId);
  const soon = addDays(dateIn(owner?.timeZone ?? site.zone, now), SOON_DAYS);
  return {
    ...titleOf(loan, page),
    id: loan.id,
    due: formatDate(loan.dueOn, site.language),
    urgency: urgencyOf(loan, soon),
    owner: owner ? pick(owner.name, site.language) : "",
    renewals: loan.renewals,
  };
}

/** How near the due date is, which matters no longer once the reader has said that they do not have the book. */
function urgencyOf(loan: Loan, soon: PlainDate): LoanView["urgency"] {
  if (loan.claimedAt !== null) return "sought";
  if (loan.isOverdue) return "overdue";
  return loan.dueOn <= soon ? "soon" : "calm";
}

function holdView(hold: Hold, page: Page): HoldView {
  const { site, directory, zone } = page;
  const branch = directory.branchById.get(hold.pickupBranchId);
  return {
    ...titleOf(hold, page),
    id: hold.id,
    state: hold.state,
    pickup: branch ? pick(branch.name, site.language) : "",
    placed: formatDate(dateIn(zone, new Date(hold.placedAt)), site.language),
    // Whose copy is being fetched waits for nobody, whatever the place in the queue.
    before: hold.state === "waiting" && hold.position !== null ? hold.position - 1 : null,
    shelfUntil: hold.shelfUntil === null ? null : formatDate(hold.shelfUntil, site.language),
  };
}

/** A request that is nothing but its hold is shown as the hold. */
function isOnItsWay(wish: Wish): boolean {
  return wish.attempts.some((a) => a.state === "failed" || (a.state === "trying" && a.kind !== "hold"));
}

function wishView(wish: Wish, page: Page): WishView {
  const { t } = page.site;
  return {
    ...titleOf({ instanceId: wish.instanceId, title: { main: wish.title } }, page),
    id: wish.id,
    steps: wish.attempts.map(({ kind, state }) => ({
      state,
      text: t(`wish.${state}`, { way: t(`wish.way.${kind}`) }),
    })),
  };
}

/** Where a message leads: a row that has gone since has no anchor, but its title a page. */
function leadsTo({ link, params }: Notice, rows: ReadonlySet<string>): string | null {
  if (link === null || !/^\/account(?:#|$)/.test(link) || rows.has(link)) return link;
  return params.instanceId === undefined ? null : `/instance/${params.instanceId}`;
}

function noticeView(
  notice: Notice,
  reader: NoticeReader,
  rows: ReadonlySet<string>,
  { site }: Page,
): NoticeView {
  const link = leadsTo(notice, rows);
  return {
    id: notice.id,
    at: formatMoment(notice.createdAt, site.language, reader.timeZone),
    text: noticeSentence(notice, reader),
    href: link && site.base + link,
    unread: notice.readAt === null,
  };
}
