import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Operation = lazy(async () => ({ default: (await import("./operation.tsx")).Operation }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "operation",
    label: "nav.operation",
    key: "o",
    group: "office",
    place: 30,
    admits: "office",
    element: () => <Operation />,
  },
];
