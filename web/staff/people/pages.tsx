import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Readers = lazy(async () => ({ default: (await import("./readers.tsx")).Readers }));
const Office = lazy(async () => ({ default: (await import("./office.tsx")).Office }));
const Audit = lazy(async () => ({ default: (await import("./audit.tsx")).Audit }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "readers",
    label: "nav.readers",
    key: "r",
    group: "readers",
    place: 20,
    element: (session) => <Readers session={session} />,
  },
  {
    id: "office",
    label: "nav.office",
    key: "p",
    group: "office",
    place: 20,
    admits: "office",
    element: () => <Office />,
  },
  {
    id: "audit",
    label: "nav.audit",
    key: "a",
    group: "library",
    place: 40,
    admits: "moderators",
    element: (session) => <Audit session={session} />,
  },
];
