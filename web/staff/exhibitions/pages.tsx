import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Exhibitions = lazy(async () => ({ default: (await import("./exhibitions.tsx")).Exhibitions }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "exhibitions",
    label: "nav.exhibitions",
    key: ",",
    group: "collections",
    place: 20,
    admits: "catalogue",
    element: (session) => <Exhibitions session={session} />,
  },
];
