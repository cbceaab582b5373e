import { qrPath } from "@commonshelf/qr";
import { createElement } from "react";
import { todayInRegion } from "../../consortium/index.ts";
import { travelledIn } from "../../drifting/index.ts";
import { localePaths } from "../../frame/index.ts";
import { originOf } from "../../kernel/http.ts";
import { Problem } from "../../kernel/problem.ts";
import type { Language } from "../../kernel/text.ts";
import { pick } from "../../kernel/text.ts";
import { formatMoment } from "../../kernel/zones/dates.ts";
import { knownReaders } from "../../neighbours/index.ts";
import { nestName } from "../../nests/index.ts";
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
  sharedLoansOf,
  shownCode,
  yearInReview,
} from "../../peer-loans/index.ts";
import { aroundLoan } from "../../regards/index.ts";
import { counterOf } from "../../shelves/index.ts";
import { onPage, type SharingScope, type SharingVisit } from "../reader-visit.ts";
import type { SiteDeps } from "../site-deps.ts";

/** Mounts the pages of loans between readers in one language. */
export function registerLoanPages(scope: SharingScope): void {
  const { db, pages, clock } = scope.deps;
  const base = localePaths[scope.language];
  // What the pages between readers have in common begins with the loans.
  scope.app.get(`${base}/sharing`, { schema: { hide: true } }, async (_request, reply) =>
    reply.redirect(`${base}/sharing/loans`, 302),
  );
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
