import { createElement } from "react";
import { findCircles } from "../../circles/index.ts";
import { inTransaction } from "../../kernel/database.ts";
import { centreOf, distanceBands, lookAround } from "../../neighbours/index.ts";
import { findNests } from "../../nests/index.ts";
import { reputationOf, resolveReader, sharedLoansOf } from "../../peer-loans/index.ts";
import { findNearby, getCopy, myBooks, offersOf } from "../../shelves/index.ts";
import { requestModeSchema } from "../../shelves/schema.ts";
import { onPage, type SharingScope } from "../reader-visit.ts";

const DEFAULT_RADIUS = 5;

/** Mounts the pages of copies and of what is near, in one language. */
export function registerShelfPages(scope: SharingScope): void {
  registerBookPages(scope);
  registerNearPage(scope);
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
