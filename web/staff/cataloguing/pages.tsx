import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Records = lazy(async () => ({ default: (await import("./records.tsx")).Records }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "records",
    label: "nav.records",
    key: "e",
    group: "catalogue",
    place: 10,
    admits: "catalogue",
    element: (session) => <Records session={session} />,
  },
];
