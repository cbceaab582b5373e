import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Collections = lazy(async () => ({ default: (await import("./collections.tsx")).Collections }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "collections",
    label: "nav.collections",
    key: "q",
    group: "collections",
    place: 10,
    admits: "catalogue",
    element: (session) => <Collections session={session} />,
  },
];
