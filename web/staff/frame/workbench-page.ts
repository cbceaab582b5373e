import type { ReactNode } from "react";
import type { Session } from "../session.ts";

/** The parts of the workbench, as a library is divided, in their order. Their words: `nav.group.<word>`. */
export const groups = [
  "desk",
  "transport",
  "readers",
  "catalogue",
  "collections",
  "library",
  "office",
] as const;

/** A page of the workbench, as the `pages.tsx` of its room's folder declares it. */
export type WorkbenchPage = {
  /** Its address: `/staff/<id>`. */
  readonly id: string;
  readonly label: string;
  /** With Alt it leads there. */
  readonly key?: string;
  readonly group: (typeof groups)[number];
  /** Where in its group it stands: by the day's work, the lowest first. */
  readonly place: number;
  /** Who may open it; absent: who stands at a desk. Such pages alone need a branch. */
  readonly admits?: "catalogue" | "moderators" | "office";
  /** Who names no page begins at the lowest they may open; absent: after all that say so. */
  readonly first?: number;
  /** `go`: to another page, as `transport/late`. */
  readonly element: (session: Session, go: (page: string) => void) => ReactNode;
};
