import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Loads = lazy(async () => ({ default: (await import("./loads.tsx")).Loads }));
const BulkChanges = lazy(async () => ({ default: (await import("./bulk.tsx")).BulkChanges }));
const Exports = lazy(async () => ({ default: (await import("./exports.tsx")).Exports }));
const Contributions = lazy(async () => ({ default: (await import("./contributions.tsx")).Contributions }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "imports",
    label: "nav.imports",
    key: "8",
    group: "catalogue",
    place: 60,
    admits: "catalogue",
    element: (session) => <Loads session={session} />,
  },
  {
    id: "bulk",
    label: "nav.bulk",
    key: "b",
    group: "catalogue",
    place: 80,
    admits: "catalogue",
    element: (session) => <BulkChanges session={session} />,
  },
  {
    id: "exports",
    label: "nav.exports",
    key: "x",
    group: "catalogue",
    place: 90,
    admits: "catalogue",
    element: (session) => <Exports session={session} />,
  },
  {
    id: "contributions",
    label: "nav.contributions",
    key: "u",
    group: "catalogue",
    place: 100,
    admits: "catalogue",
    element: () => <Contributions />,
  },
];
