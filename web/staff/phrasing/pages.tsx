import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Phrasing = lazy(async () => ({ default: (await import("./phrasing.tsx")).Phrasing }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "phrasing",
    label: "nav.phrasing",
    key: "w",
    group: "catalogue",
    place: 110,
    admits: "catalogue",
    element: () => <Phrasing />,
  },
];
