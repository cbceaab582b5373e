import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Figures = lazy(async () => ({ default: (await import("./figures.tsx")).Figures }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  { id: "figures", label: "nav.figures", key: "g", group: "library", place: 20, element: () => <Figures /> },
];
