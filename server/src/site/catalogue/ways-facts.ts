import type { WayLine, WaysFacts } from "../../../../web/reader/catalogue/ways.tsx";
import type { SiteContext } from "../../../../web/reader/frame/site-context.ts";
import type { Viewer as Sight } from "../../audience/index.ts";
import type { PlaceNames, Way } from "../../contracts/delivery-option.ts";
import { isWanted, waysTo } from "../../fulfilment/index.ts";
import { pick } from "../../kernel/text.ts";
import type { SiteDeps } from "../site-deps.ts";
import type { Viewer } from "./record-view.ts";
import { instanceHref } from "./record-view.ts";

const HOURS_A_DAY = 24;

/** Every way to a title in words, for whoever looks at its page. */
export async function findWays(
  { db, clock, deliveryOptions: options = [] }: Pick<SiteDeps, "db" | "clock" | "deliveryOptions">,
  site: SiteContext,
  viewer: Viewer & { personId: string | null; sight?: Sight },
  instanceId: number,
): Promise<WaysFacts> {
  const { homeMemberId, personId, directory, language, sight } = viewer;
  const pickup = directory.branches.find((b) => b.memberId === homeMemberId && b.isPickup && b.isMain);
  const branchId =
    pickup?.id ?? directory.branches.find((b) => b.memberId === homeMemberId && b.isPickup)?.id;
  const [ways, wanted] = await Promise.all([
    waysTo(
      db,
      clock,
      options,
      { personId, homeMemberId, pickupBranchId: branchId ?? null, sight },
      instanceId,
    ),
    personId === null ? null : isWanted(db, personId, instanceId),
  ]);
  const soon = ways.some((way) => way.kind !== "hold" || way.reason === "available");
  const names: PlaceNames = {
    branch: (id) => pick(directory.branchById.get(id)?.name ?? {}, language),
    library: (id) => pick(directory.memberById.get(id)?.name ?? {}, language),
  };
  const line = (way: Way, place: number): WayLine => ({
    key: `${way.kind} ${place}`,
    when: timeOf(way.hours, site),
    next: site.t(`ways.next.${way.kind}`),
    ...options.find(({ kind }) => kind === way.kind)!.words(way, site, names),
  });
  return {
    lines: ways.map(line),
    action: personId === null ? null : `${instanceHref(instanceId, language)}/request`,
    wanted: soon ? null : wanted,
  };
}

/** An estimate in words: now, today or tomorrow, so many days. */
function timeOf([from, to]: Way["hours"], { t }: SiteContext): string {
  if (to <= 1) return t("ways.now");
  if (to <= HOURS_A_DAY) return t("ways.today");
  const days = Math.ceil(to / HOURS_A_DAY);
  const first = Math.max(1, Math.floor(from / HOURS_A_DAY));
  return first === days ? t("ways.in-days", { count: days }) : t("ways.in-range", { first, count: days });
}
