export { findNear } from "./near.ts";
export { findWaiting } from "./waiting.ts";
