import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Suggestions = lazy(async () => ({ default: (await import("./suggestions.tsx")).Suggestions }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "suggestions",
    label: "nav.suggestions",
    key: "i",
    group: "collections",
    place: 50,
    admits: "catalogue",
    element: (my) => <Suggestions session={my} />,
  },
];
