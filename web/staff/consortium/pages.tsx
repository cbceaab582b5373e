import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Members = lazy(async () => ({ default: (await import("./members.tsx")).Members }));
const Library = lazy(async () => ({ default: (await import("./library.tsx")).Library }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "members",
    label: "nav.members",
    key: "n",
    group: "office",
    place: 10,
    admits: "office",
    first: 2,
    element: () => <Members />,
  },
  {
    id: "library",
    label: "nav.library",
    key: "l",
    group: "library",
    place: 10,
    admits: "moderators",
    first: 3,
    element: (session) => <Library session={session} />,
  },
];
