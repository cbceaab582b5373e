import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Today = lazy(async () => ({ default: (await import("./today.tsx")).Today }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "today",
    label: "nav.today",
    key: "h",
    group: "desk",
    place: 10,
    first: 1,
    element: (session, go) => <Today session={session} onGo={go} />,
  },
];
