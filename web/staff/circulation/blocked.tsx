import type { ReactNode } from "react";
import type { Answer } from "../operations.ts";
import { useMemberName } from "../own-members.tsx";
import { t } from "../text.ts";

/** That a reader may not borrow, why, and which library has said so and may lift it. */
export function Blocked({
  patron,
}: {
  patron: Pick<Answer<"GET /desk/patron">, "isBlocked" | "blocks">;
}): ReactNode {
  const memberName = useMemberName();
  if (!patron.isBlocked) return null;
  const why = patron.blocks.map((one) => `${t(`reader.kind.${one.kind}`)} (${memberName(one.member)})`);
  return (
    <strong className="refused">
      {why.length === 0
        ? t("patron.blocked")
        : t("patron.blockedFor", { why: why.join(t("list.semicolon")) })}
    </strong>
  );
}
