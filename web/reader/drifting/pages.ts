export { DriftPage, JourneyPage } from "./drift.tsx";
export { FinderPage } from "./finder.tsx";
