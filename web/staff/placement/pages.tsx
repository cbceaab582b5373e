import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Placement = lazy(async () => ({ default: (await import("./placement.tsx")).Placement }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "places",
    label: "nav.places",
    key: "=",
    group: "transport",
    place: 30,
    element: (session) => <Placement session={session} />,
  },
];
