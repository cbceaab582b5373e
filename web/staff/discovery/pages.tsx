import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Relevance = lazy(async () => ({ default: (await import("./relevance.tsx")).Relevance }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "relevance",
    label: "nav.relevance",
    key: "0",
    group: "catalogue",
    place: 120,
    admits: "catalogue",
    element: () => <Relevance />,
  },
];
