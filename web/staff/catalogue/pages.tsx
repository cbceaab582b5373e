import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Groupings = lazy(async () => ({ default: (await import("./groupings.tsx")).Groupings }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "groupings",
    label: "nav.groupings",
    key: "9",
    group: "catalogue",
    place: 50,
    admits: "catalogue",
    element: () => <Groupings />,
  },
];
