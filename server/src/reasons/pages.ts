import { listBranches, listMembers, regionZone, todayInRegion } from "../consortium/index.ts";
import { type PageVisit, page, type ReaderPage } from "../contracts/reader-page.ts";
import type { Actor } from "../kernel/actor.ts";
import { Problem } from "../kernel/problem.ts";
import { pick } from "../kernel/text.ts";
import { formatDate, formatMoment } from "../kernel/zones/dates.ts";
import { explainBorrowing } from "./borrowing.ts";
import { explainHold, type HoldExplanation } from "./holds.ts";
import { inWords, namesFor } from "./in-words.ts";
import { explainLoan } from "./loans.ts";
import { refuse } from "./refusals.ts";

function signedIn({ actor }: PageVisit): Actor {
  if (!actor) throw new Problem("sign-in-needed", 401);
  return actor;
}

const loan = page({
  path: "/account/loans/:id/why",
  component: "LoanWhyPage",
  find: async (visit) => {
    const { db, clock, site } = visit;
    const one = await explainLoan(db, signedIn(visit), clock, visit.params.id!);
    const names = await namesFor(db, site.t, site.language, one.ownerMemberId);
    const { renewal, fine } = one;
    const zone = await regionZone(db);
    return {
      title: one.title,
      due:
        one.dueAt === null
          ? formatDate(one.dueOn, site.language)
          : formatMoment(one.dueAt, site.language, zone),
      loaned: formatMoment(one.loanedAt, site.language, zone),
      period: inWords("period", one.values.period, one.ownerMemberId, names) ?? null,
      renewalsMax: inWords("renewalsMax", one.values.renewalsMax, one.ownerMemberId, names) ?? null,
      renewals: one.renewals,
      renewal: {
        due: renewal.dueOn === null ? null : formatDate(renewal.dueOn, site.language),
        refused: renewal.refused && site.t(`problem.${renewal.refused.code}`, renewal.refused.params),
      },
      fine: fine.cents === 0 ? null : { days: fine.daysOverdue, amount: (fine.cents / 100).toFixed(2) },
    };
  },
});

const hold = page({
  path: "/account/holds/:id/why",
  component: "HoldWhyPage",
  find: async (visit) => {
    const { db, clock, site } = visit;
    const one = await explainHold(db, signedIn(visit), clock, visit.params.id!);
    const { promise } = one;
    return {
      title: one.title,
      state: one.state,
      position: one.position,
      basis: promise.basis,
      on: promise.on === null ? null : formatDate(promise.on, site.language),
      reasons: one.reasons,
      change: one.state === "on-shelf" ? null : await changeOf(visit, one),
    };
  },
});

/** What a reader may change of a request: the places to pick up, and a rest. */
async function changeOf({ db, clock, site }: PageVisit, one: HoldExplanation) {
  const [members, branches] = await Promise.all([listMembers(db), listBranches(db)]);
  const nameOf = new Map(members.map((member) => [member.id, pick(member.name, site.language)]));
  const pickups = branches
    .filter((branch) => branch.isPickup)
    .map((branch) => ({
      id: branch.id,
      name: `${nameOf.get(branch.memberId) ?? ""} · ${pick(branch.name, site.language)}`,
    }));
  const { holdId: id, pickupBranchId, suspendedUntil } = one;
  return {
    id,
    pickupBranchId,
    pickups,
    today: await todayInRegion(db, clock),
    restsUntil: suspendedUntil ?? "",
  };
}

const INSTANCE_ID = /^[1-9]\d{0,14}$/;

const borrowing = page({
  path: "/instance/:id/why",
  component: "BorrowWhyPage",
  find: async (visit) => {
    const { db, clock, site } = visit;
    const id = visit.params.id!;
    if (!INSTANCE_ID.test(id)) throw refuse("instance-unknown");
    const one = await explainBorrowing(db, signedIn(visit), clock, Number(id));
    const names = await namesFor(db, site.t, site.language, visit.homeMemberId);
    return {
      href: `${site.base}/instance/${one.instanceId}`,
      title: one.title,
      refused: one.refused && site.t(`problem.${one.refused.code}`, one.refused.params),
      libraries: one.libraries.map((line) => ({
        key: `${line.memberId} ${line.copies} ${line.period[0]?.ruleId ?? ""}`,
        name: names.library(line.memberId),
        copies: line.copies,
        refused: line.refused === null ? null : site.t(`why.${line.refused}`),
        period: inWords("period", line.period, line.memberId, names) ?? null,
        renewalsMax: inWords("renewalsMax", line.renewalsMax, line.memberId, names) ?? null,
      })),
    };
  },
});

/** Why: of a loan, of a request, of borrowing a title. */
export const reasonPages: readonly ReaderPage[] = [loan, hold, borrowing];
