import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Serials = lazy(async () => ({ default: (await import("./serials.tsx")).Serials }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  { id: "serials", label: "nav.serials", key: ".", group: "desk", place: 90, element: () => <Serials /> },
];
