import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Doubts = lazy(async () => ({ default: (await import("./doubts.tsx")).Doubts }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "doubts",
    label: "nav.doubts",
    key: "v",
    group: "catalogue",
    place: 30,
    admits: "catalogue",
    element: () => <Doubts />,
  },
];
