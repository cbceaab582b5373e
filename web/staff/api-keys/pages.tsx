import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const ApiKeys = lazy(async () => ({ default: (await import("./api-keys.tsx")).ApiKeys }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "api-keys",
    label: "nav.api-keys",
    group: "library",
    place: 90,
    admits: "moderators",
    element: (session) => <ApiKeys session={session} />,
  },
];
