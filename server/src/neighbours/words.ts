export { distanceBands } from "./cell.ts";

/**
 * Systems in which phones and maps in China tell positions: WGS-84 (GPS, OpenStreetMap), GCJ-02 (WeChat, AMap),
 * BD-09 (Baidu). Inside we know WGS-84 only; mixing them moves a place by half a kilometre.
 */
export const coordinateSystems = ["wgs84", "gcj02", "bd09"] as const;
export type CoordinateSystem = (typeof coordinateSystems)[number];
