import { lazy } from "react";
import type { WorkbenchPage } from "../frame/workbench-page.ts";

const CheckOut = lazy(async () => ({ default: (await import("./check-out.tsx")).CheckOut }));
const CheckIn = lazy(async () => ({ default: (await import("./check-in.tsx")).CheckIn }));
const PullList = lazy(async () => ({ default: (await import("./pull-list.tsx")).PullList }));
const HoldShelf = lazy(async () => ({ default: (await import("./hold-shelf.tsx")).HoldShelf }));
const TakeDown = lazy(async () => ({ default: (await import("./take-down.tsx")).TakeDown }));
const Troubles = lazy(async () => ({ default: (await import("./troubles.tsx")).Troubles }));
const Transits = lazy(async () => ({ default: (await import("./transits.tsx")).Transits }));
const Patron = lazy(async () => ({ default: (await import("./patron.tsx")).Patron }));
const ItemPanel = lazy(async () => ({ default: (await import("./item.tsx")).ItemPanel }));
const Counter = lazy(async () => ({ default: (await import("./counter.tsx")).Counter }));

/** The pages of this folder in the workbench. */
export const pages: readonly WorkbenchPage[] = [
  {
    id: "check-out",
    label: "nav.checkOut",
    key: "1",
    group: "desk",
    place: 20,
    element: (session) => <CheckOut session={session} />,
  },
  {
    id: "check-in",
    label: "nav.scan",
    key: "2",
    group: "desk",
    place: 30,
    element: (session) => <CheckIn session={session} />,
  },
  {
    id: "pull-list",
    label: "nav.pullList",
    key: "3",
    group: "desk",
    place: 40,
    element: (session) => <PullList session={session} />,
  },
  {
    id: "hold-shelf",
    label: "nav.holdShelf",
    key: "4",
    group: "desk",
    place: 50,
    element: (session) => <HoldShelf session={session} />,
  },
  { id: "take-down", label: "nav.takeDown", key: "d", group: "desk", place: 60, element: () => <TakeDown /> },
  { id: "troubles", label: "nav.troubles", key: "t", group: "desk", place: 70, element: () => <Troubles /> },
  {
    id: "transits",
    label: "nav.transits",
    key: "5",
    group: "transport",
    place: 10,
    element: (session) => <Transits session={session} />,
  },
  { id: "patron", label: "nav.patron", key: "6", group: "readers", place: 10, element: () => <Patron /> },
  { id: "item", label: "nav.item", key: "7", group: "desk", place: 80, element: () => <ItemPanel /> },
  { id: "counter", label: "nav.counter", key: "c", group: "desk", place: 100, element: () => <Counter /> },
];
