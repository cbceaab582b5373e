import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ask } from "../api.ts";
import { t } from "../text.ts";

/** What to know before an item is withdrawn: whether it is the last of its title, and who promised to keep it. */
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
  const left =
    data.others === 0
      ? t("withdraw.lastInRegion")
      : data.ownOthers === 0
        ? t("withdraw.lastHere", { n: data.others, members: data.members.join(" ") })
        : t("withdraw.others", { n: data.others });
  return (
    <>
      <strong className={data.others === 0 ? "refused" : ""}>{left}</strong>
      {lasting.map((text) => (
        <span key={text} className="refused">
          {text}
        </span>
      ))}
    </>
  );
}
