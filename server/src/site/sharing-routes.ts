import { qrPath } from "@commonshelf/qr";
import { createElement } from "react";
import { circleLinks, circlePeople, findCircles, getCircle } from "../circles/index.ts";
import { todayInRegion } from "../consortium/index.ts";
import { travelledIn } from "../drifting/index.ts";
import { localePaths } from "../frame/index.ts";
import { inTransaction } from "../kernel/database.ts";
import { type App, originOf } from "../kernel/http.ts";
import { Problem } from "../kernel/problem.ts";
import type { Language } from "../kernel/text.ts";
import { pick } from "../kernel/text.ts";
import { formatMoment } from "../kernel/zones/dates.ts";
import { centreOf, distanceBands, knownReaders, lookAround } from "../neighbours/index.ts";
import { findNests, nestName } from "../nests/index.ts";
import {
  appointmentCalendar,
  balanceOf,
  caseFileOf,
  casesFor,
  depositOf,
  finalLoanStates,
  getSharedLoan,
  isCase,
  messagesOf,
  reputationOf,
  resolveReader,
  sharedLoansOf,
  shownCode,
  yearInReview,
} from "../peer-loans/index.ts";
import { mayDo } from "../people/index.ts";
import { aroundLoan } from "../regards/index.ts";
import {
  counterOf,
  countOffers,
  findInCircles,
  findNearby,
  getCopy,
  myBooks,
  offersOf,
} from "../shelves/index.ts";
import { requestModeSchema } from "../shelves/schema.ts";
import { onPage, type SharingScope, type SharingVisit } from "./sharing-site.ts";
import type { SiteDeps } from "./site-deps.ts";

const DEFAULT_RADIUS = 5;

/** Mounts the pages of sharing between readers in one language, and their forms. */
export function registerSharingPages(app: App, deps: SiteDeps, language: Language): void {
  const scope: SharingScope = { app, deps, language };
  const base = localePaths[language];
  app.get(`${base}/sharing`, { schema: { hide: true } }, async (_request, reply) =>
    reply.redirect(`${base}/sharing/loans`, 302),
  );
  registerBookPages(scope);
  registerNearPage(scope);
  registerCirclePages(scope);
  registerLoanPages(scope);
}

function registerBookPages(scope: SharingScope): void {
  const { db, pages, clock } = scope.deps;
  onPage(scope, "/copies/:id", async ({ site, me, actor, params }) => {
    const copyId = params.id!;
    const copy = await getCopy(db, me.personId, copyId);
    if (copy.isOwn) {
      const [books, circles] = await Promise.all([
        myBooks(db, me.personId, { copyId }),
        findCircles(db, me.personId, { mine: true }),
      ]);
      return createElement(pages.CopyPage, {
        site,
        me,
        copy,
        own: books.items[0] ?? null,
        circles: circles.filter((circle) => circle.standing === "active"),
        reputation: null,
        openLoanId: null,
        others: [],
      });
    }
    const [reputation, loans] = await Promise.all([
      copy.owner.library
        ? null
        : resolveReader(db, actor, { copyId }).then((owner) => reputationOf(db, owner)),
      sharedLoansOf(db, clock, me.personId, "borrower"),
    ]);
    const openLoanId = loans.find((loan) => loan.copyId === copyId)?.id ?? null;
    const offers = copy.instanceId === null ? [] : await offersOf(db, me.personId, [copy.instanceId]);
    const others = offers.filter((offer) => offer.id !== copyId);
    const facts = { copy, own: null, circles: [], reputation, openLoanId, others };
    return createElement(pages.CopyPage, { site, me, ...facts });
  });
}

function registerNearPage(scope: SharingScope): void {
  const { db, pages, clock } = scope.deps;
  onPage(scope, "/near", async ({ site, me, query }) => {
    const radiusKm = distanceBands.find((km) => km === Number(query.radius)) ?? DEFAULT_RADIUS;
    const text = (query.q ?? "").slice(0, 100);
    const mode = requestModeSchema.safeParse(query.mode).data ?? null;
    const asked = { radiusKm, text, mode };
    if (me.isMinor || me.cell === null)
      return createElement(pages.NearPage, {
        ...{ site, me, place: null, asked, copies: [], next: null, places: [] },
      });
    const cell = await inTransaction(db, (tx) => lookAround(tx, clock, me.personId, null));
    const [{ items: copies, next }, nests] = await Promise.all([
      findNearby(db, me.personId, cell, {
        ...{ radiusKm, text, cursor: query.after ?? "" },
        ...(mode && { mode }),
      }),
      findNests(db, clock, { cell, radiusKm }),
    ]);
    const places = nests.map(({ position, name, code }) => ({
      ...position,
      kind: "nest" as const,
      label: name,
      href: `${site.base}/nests/${code}`,
    }));
    return createElement(pages.NearPage, {
      ...{ site, me, place: centreOf(cell), asked, copies, next, places },
    });
  });
}

async function memberNames({ deps, language }: SharingScope): Promise<{ id: number; name: string }[]> {
  const directory = await deps.directory();
  return directory.members.map((member) => ({ id: member.id, name: pick(member.name, language) }));
}

function registerCirclePages(scope: SharingScope): void {
  const { db, pages, clock } = scope.deps;
  onPage(scope, "/circles", async ({ site, me, query }) => {
    const text = (query.q ?? "").slice(0, 100);
    const [circles, members, copies] = await Promise.all([
      findCircles(db, me.personId, text ? { text } : {}),
      memberNames(scope),
      findInCircles(db, me.personId, text ? { text } : {}),
    ]);
    const offers = await countOffers(
      db,
      circles.map((circle) => circle.id),
    );
    return createElement(pages.CirclesPage, {
      ...{ site, me, text, members, copies },
      circles: circles.map((circle) => ({ ...circle, offers: offers.get(circle.id) ?? 0 })),
    });
  });
  onPage(scope, "/circles/:id", async ({ site, me, actor, params }) => {
    const circle = await getCircle(db, me.personId, params.id!);
    const isMember = circle.standing === "active";
    const strips = isMember ? (scope.deps.circleStrips ?? []) : [];
    const visit = { db, clock, site, personId: me.personId, circleId: circle.id };
    const [people, copies, members, links, mine, together] = await Promise.all([
      isMember ? circlePeople(db, actor, circle.id) : [],
      isMember ? findInCircles(db, me.personId, { circleId: circle.id }) : [],
      memberNames(scope),
      isMember ? circleLinks(db, circle.id) : [],
      circle.isSteward ? findCircles(db, me.personId, { mine: true }) : [],
      Promise.all(strips.map((find) => find(visit))),
    ]);
    const guards = members.filter((member) => mayDo(actor, "people.register", member.id));
    const parents = mine.filter((one) => one.id !== circle.id && !links.some((link) => link.id === one.id));
    const props = { site, circle, people, copies, members, links, guards, parents, together };
    return createElement(pages.CirclePage, props);
  });
}

function registerLoanPages(scope: SharingScope): void {
  const { db, pages, clock } = scope.deps;
  onPage(scope, "/loans", async ({ site, me, actor, query }) => {
    const side = query.side === "lender" ? "lender" : "borrower";
    const [loans, ended, cases, points, readers] = await Promise.all([
      sharedLoansOf(db, clock, me.personId, side),
      sharedLoansOf(db, clock, me.personId, side, { ended: true }),
      casesFor(db, clock, actor),
      balanceOf(db, me.personId),
      knownReaders(db, me.personId),
    ]);
    return createElement(pages.SharingLoansPage, {
      site,
      me,
      side,
      loans,
      ended,
      cases,
      readers,
      points: (points / 100).toFixed(2).replace(/\.?0+$/, ""),
    });
  });
  onPage(scope, "/year", async ({ site, me, query }) => {
    const thisYear = Number((await todayInRegion(db, clock)).slice(0, 4));
    const asked = Number(query.y);
    const year = Number.isInteger(asked) && asked >= 2000 && asked <= thisYear ? asked : thisYear;
    const [facts, travels] = await Promise.all([
      yearInReview(db, me.personId, year),
      travelledIn(db, me.personId, year),
    ]);
    return createElement(pages.YearPage, { site, facts, travels, keepsDiary: me.keepsDiary, thisYear });
  });
  onPage(scope, "/loans/:id", (visit) => findLoan(scope, visit));
  const base = localePaths[scope.language];
  scope.app.get(
    `${base}/sharing/loans/:id/appointment.ics`,
    { schema: { hide: true } },
    async (request, reply) => {
      if (!request.session) throw new Problem("sign-in-needed", 401);
      const { id } = request.params as { id: string };
      const loan = await getSharedLoan(db, clock, request.session.actor, id);
      const origin = originOf(request, scope.deps.config);
      const file = await appointmentCalendar(db, clock, request.session.person.id, id, {
        summary: loan.title ?? "",
        url: `${origin}${base}/sharing/loans/${id}`,
      });
      return reply
        .type("text/calendar; charset=utf-8")
        .header("content-disposition", 'attachment; filename="commonshelf.ics"')
        .send(file);
    },
  );
}

/** Name of the desk or nest where a loan's copy lies; null: with one of its parties. */
async function counterName(deps: SiteDeps, language: Language, copyId: string): Promise<string | null> {
  const counter = await counterOf(deps.db, copyId);
  if (!counter) return null;
  if (counter.kind === "nest") return await nestName(deps.db, counter.id);
  const branch = (await deps.directory()).branchById.get(Number(counter.id));
  return branch ? pick(branch.name, language) : null;
}

async function findLoan({ deps, language }: SharingScope, visit: SharingVisit) {
  const { db, pages, clock } = deps;
  const { site, me, actor, params, query } = visit;
  const loan = await getSharedLoan(db, clock, actor, params.id!);
  const isParty = loan.side !== "mediator";
  const [shown, messages, counter, deposit, caseFile] = await Promise.all([
    isParty ? shownCode(db, clock, me.personId, loan.id) : null,
    isParty ? messagesOf(db, me.personId, loan.id) : [],
    isParty ? counterName(deps, language, loan.copyId) : null,
    isParty ? depositOf(db, loan.id) : null,
    isCase(loan.state) ? caseFileOf(db, clock, actor, loan.id) : null,
  ]);
  const code = shown && {
    ...qrPath(`${site.origin}${site.base}/sharing/loans/${shown.loanId}?code=${shown.code}`),
    digits: shown.code,
    offLine: shown.offLineCode,
    until: formatMoment(shown.goodUntil, language, me.timeZone),
    purpose: shown.purpose,
  };
  const typed = /^\d{6}$/.test(query.code ?? "") ? query.code! : "";
  const canWrite = isParty && !loan.other.library && !loan.isParted && !finalLoanStates.includes(loan.state);
  const around = await aroundLoan(db, clock, actor, loan, language);
  const props = { site, loan, code, typed, messages, canWrite, counter, deposit, caseFile, ...around };
  return createElement(pages.SharingLoanPage, props);
}
