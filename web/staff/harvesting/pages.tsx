import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Sources = lazy(async () => ({ default: (await import("./sources.tsx")).Sources }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "harvests",
    label: "nav.harvests",
    key: "z",
    group: "catalogue",
    place: 70,
    admits: "catalogue",
    element: (session) => <Sources session={session} />,
  },
];
