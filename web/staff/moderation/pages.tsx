import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const Moderation = lazy(async () => ({ default: (await import("./moderation.tsx")).Moderation }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "moderation",
    label: "nav.moderation",
    key: "m",
    group: "library",
    place: 30,
    admits: "moderators",
    element: (session) => <Moderation session={session} />,
  },
];
