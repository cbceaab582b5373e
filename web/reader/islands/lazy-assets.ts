/** Addresses of what is fetched only when it is wanted; filled in when the site is put together (assets.ts). */
export const MAP_SCRIPT = "@lazy/map.js";
export const MAP_WORKER = "@lazy/map-worker.js";
export const MAP_STYLE = "@lazy/map.css";
export const SCAN_SCRIPT = "@lazy/scan.js";
export const SCAN_WASM = "@lazy/scan.wasm";
export const LEAF_SCRIPT = "@lazy/leaf.js";
export const ROOMS_SCRIPT = "@lazy/rooms.js";
