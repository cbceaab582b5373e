import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Transport = lazy(async () => ({ default: (await import("./transport.tsx")).Transport }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "transport",
    label: "nav.transport",
    key: "k",
    group: "transport",
    place: 20,
    element: (session) => <Transport session={session} />,
  },
];
