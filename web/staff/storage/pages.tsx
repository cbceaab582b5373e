import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Storage = lazy(async () => ({ default: (await import("./storage.tsx")).Storage }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "storage",
    label: "nav.storage",
    key: "-",
    group: "collections",
    place: 40,
    element: (session) => <Storage session={session} />,
  },
];
