import type { WayLine, WaysFacts } from "../../../../web/reader/catalogue/ways.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Viewer as Sight } from "../../audience/index.ts";
import { isWanted, type Way, waysTo } from "../../fulfilment/index.ts";
import type { Db } from "../../kernel/database.ts";
import { pick } from "../../kernel/text.ts";
import type { Clock } from "../../kernel/time.ts";
import type { Viewer } from "./record-view.ts";
import { instanceHref } from "./record-view.ts";

const HOURS_A_DAY = 24;

/** Every way to a title in words, for whoever looks at its page. */
export async function findWays(
  db: Db,
  clock: Clock,
  site: SiteContext,
  viewer: Viewer & { personId: string | null; sight?: Sight },
  instanceId: number,
): Promise<WaysFacts> {
  const { homeMemberId, personId, directory, language, sight } = viewer;
  const pickup = directory.branches.find((b) => b.memberId === homeMemberId && b.isPickup && b.isMain);
  const branchId =
    pickup?.id ?? directory.branches.find((b) => b.memberId === homeMemberId && b.isPickup)?.id;
  const [ways, wanted] = await Promise.all([
    waysTo(db, clock, { personId, homeMemberId, pickupBranchId: branchId ?? null, sight }, instanceId),
    personId === null ? null : isWanted(db, personId, instanceId),
  ]);
  const soon = ways.some((way) => way.kind !== "hold" || way.reason === "available");
  return {
    lines: ways.map((way, i) => wayLine(way, i, site, viewer)),
    action: personId === null ? null : `${instanceHref(instanceId, language)}/request`,
    wanted: soon ? null : wanted,
  };
}

function wayLine(way: Way, place: number, site: SiteContext, viewer: Viewer): WayLine {
  const { t } = site;
  const { directory, language } = viewer;
  const base = {
    key: `${way.kind} ${place}`,
    value: null,
    when: timeOf(way.hours, site),
    next: t(`ways.next.${way.kind}`),
    href: null,
  };
  switch (way.kind) {
    case "online":
      return { ...base, what: t("ways.online"), why: t("ways.why.online"), href: way.url };
    case "shelf": {
      const branch = directory.branchById.get(way.branchId);
      return {
        ...base,
        value: `shelf:${way.branchId}`,
        what: t("ways.shelf", { branch: branch ? pick(branch.name, language) : "" }),
        why: t("ways.why.on-shelf", { callNumber: way.callNumber, count: way.copies }),
      };
    }
    case "hold": {
      const member = way.memberId === null ? undefined : directory.memberById.get(way.memberId);
      return {
        ...base,
        value: "hold",
        what: t("ways.hold"),
        why: member
          ? t("ways.why.available", { library: pick(member.name, language) })
          : t(`ways.why.${way.reason}`, { count: way.waiting }),
      };
    }
    case "nest":
      return {
        ...base,
        href: `${site.base}/nests/${encodeURIComponent(way.code)}`,
        what: t("ways.nest", { nest: way.name }),
        why: t("ways.why.in-nest", { count: way.daysAgo }),
      };
    case "person":
      return {
        ...base,
        value: `person:${way.copyId}`,
        what: t(way.mode === "give" ? "ways.person-give" : "ways.person", { owner: way.owner }),
        why:
          way.circles.length > 0
            ? t("ways.why.in-circle", { circle: way.circles[0]! })
            : way.band === null
              ? t("ways.why.friend")
              : t("ways.why.near", { km: way.band }),
      };
  }
}

/** An estimate in words: now, today or tomorrow, so many days. */
function timeOf([from, to]: Way["hours"], { t }: SiteContext): string {
  if (to <= 1) return t("ways.now");
  if (to <= HOURS_A_DAY) return t("ways.today");
  const days = Math.ceil(to / HOURS_A_DAY);
  const first = Math.max(1, Math.floor(from / HOURS_A_DAY));
  return first === days ? t("ways.in-days", { count: days }) : t("ways.in-range", { first, count: days });
}
