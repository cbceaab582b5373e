import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const CopyRecords = lazy(async () => ({ default: (await import("./copy.tsx")).CopyRecords }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "copy",
    label: "nav.copy",
    key: "y",
    group: "catalogue",
    place: 20,
    admits: "catalogue",
    element: (session) => <CopyRecords session={session} />,
  },
];
