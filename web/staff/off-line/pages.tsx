import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const OffLine = lazy(async () => ({ default: (await import("./off-line.tsx")).OffLine }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "off-line",
    label: "nav.offLine",
    key: "f",
    group: "desk",
    place: 110,
    element: (session) => <OffLine session={session} />,
  },
];
