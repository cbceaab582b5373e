import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Stocktaking = lazy(async () => ({ default: (await import("./stocktaking.tsx")).Stocktaking }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "stocktaking",
    label: "nav.stocktaking",
    key: "s",
    group: "collections",
    place: 30,
    element: () => <Stocktaking />,
  },
];
