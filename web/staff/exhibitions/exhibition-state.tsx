import type { ReactNode } from "react";
import type { RowOf } from "../operations.ts";
import { t } from "../text.ts";

/** An exhibition as those who make it see it. */
export type Worked = RowOf<"GET /exhibitions-worked">;

/** Whether readers see it. */
export function ExhibitionState({ one }: { one: Worked }): ReactNode {
  const key = one.withdrawn ? "withdrawn" : one.live === null ? "draft" : "published";
  return <span className={`collection-state collection-${key}`}>{t(`exhibitions.state.${key}`)}</span>;
}
