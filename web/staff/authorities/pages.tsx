import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Authorities = lazy(async () => ({ default: (await import("./authorities.tsx")).Authorities }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "authorities",
    label: "nav.authorities",
    key: "j",
    group: "catalogue",
    place: 40,
    admits: "catalogue",
    element: () => <Authorities />,
  },
];
