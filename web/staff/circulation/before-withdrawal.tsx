import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { t } from "../text.ts";

type Left = { others: number; ownOthers: number; members: string[] };

/** How many items of a title remain. */
function leftText({ others, ownOthers, members }: Left): string {
  if (others === 0) return t("withdraw.lastInRegion");
  return ownOthers === 0
    ? t("withdraw.lastHere", { n: others, members: members.join(" ") })
    : t("withdraw.others", { n: others });
}

/** What to know before an item is withdrawn: whether it is the last of its titles, and who promised to keep it. */
export function BeforeWithdrawal({ itemId }: { itemId: number }): ReactNode {
  const { data } = useQuery({
    queryKey: ["withdrawal", itemId],
    queryFn: () => ask("GET /items/:id/withdrawal", { params: { id: itemId } }),
  });
  if (!data) return null;
  const lasting = data.retention.map(({ member, action, until, programme, own }) =>
    t(own ? "withdraw.ownPromise" : "withdraw.promise", {
      member,
      action,
      until: until ?? t("withdraw.forGood"),
      programme: programme ?? "",
    }),
  );
  return (
    <>
      <strong className={data.others === 0 ? "refused" : ""}>{leftText(data)}</strong>
      {data.bound.map((one) => (
        <span key={one.title} className={one.others === 0 ? "refused" : ""}>
          {t("withdraw.bound", { title: one.title, left: leftText(one) })}
        </span>
      ))}
      {lasting.map((text) => (
        <span key={text} className="refused">
          {text}
        </span>
      ))}
    </>
  );
}
