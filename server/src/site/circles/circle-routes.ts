import { createElement } from "react";
import { circleLinks, circlePeople, findCircles, getCircle } from "../../circles/index.ts";
import { pick } from "../../kernel/text.ts";
import { mayDo } from "../../people/index.ts";
import { countOffers, findInCircles } from "../../shelves/index.ts";
import { onPage, type SharingScope } from "../reader-visit.ts";

/** Mounts the pages of circles in one language. */
export function registerCirclePages(scope: SharingScope): void {
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

async function memberNames({ deps, language }: SharingScope): Promise<{ id: number; name: string }[]> {
  const directory = await deps.directory();
  return directory.members.map((member) => ({ id: member.id, name: pick(member.name, language) }));
}
