/**
 * Squares of about one kilometre: the only thing ever kept, sent or sorted by of where somebody lives. Rows are a
 * hundredth of a degree of latitude high (1.11 km); each row is cut into as many columns as make them as wide.
 */
export type Cell = number & { readonly __noun: "cell" };

/** Degrees, WGS-84. */
export type Position = { lat: number; lon: number };

const ROWS_PER_DEGREE = 100;
const COLUMNS_AT_EQUATOR = 36_000;
const COLUMN_PLACES = 100_000;
const REGION_DEGREES = 0.5;
const REGION_PLACES = 1000;
const EARTH_KM = 6371;

function columnsOf(row: number): number {
  const lat = (row + 0.5) / ROWS_PER_DEGREE - 90;
  return Math.max(1, Math.round(COLUMNS_AT_EQUATOR * Math.cos(radians(lat))));
}

function radians(degrees: number): number {
  return (degrees * Math.PI) / 180;
}

/** The square a position lies in. Latitude -90…90, longitude -180…180. */
export function cellOf(position: Position): Cell {
  const row = Math.min(180 * ROWS_PER_DEGREE - 1, Math.floor((position.lat + 90) * ROWS_PER_DEGREE));
  const columns = columnsOf(row);
  const column = Math.floor(((position.lon + 180) / 360) * columns) % columns;
  return (row * COLUMN_PLACES + column) as Cell;
}

/** Centre of a square: what maps show and distances are measured from. */
export function centreOf(cell: Cell): Position {
  const row = Math.floor(cell / COLUMN_PLACES);
  const column = cell % COLUMN_PLACES;
  return {
    lat: round((row + 0.5) / ROWS_PER_DEGREE - 90),
    lon: round(((column + 0.5) / columnsOf(row)) * 360 - 180),
  };
}

function round(degrees: number): number {
  return Math.round(degrees * 1e5) / 1e5;
}

/** A square's region, half a degree each way (about 50 km): the key by which rows can be spread over machines. */
export function regionOf(cell: Cell): number {
  const { lat, lon } = centreOf(cell);
  return Math.floor((lat + 90) / REGION_DEGREES) * REGION_PLACES + Math.floor((lon + 180) / REGION_DEGREES);
}

/** True when `value` names a square of the grid. */
export function isCell(value: number): value is Cell {
  const row = Math.floor(value / COLUMN_PLACES);
  return (
    Number.isInteger(value) &&
    row >= 0 &&
    row < 180 * ROWS_PER_DEGREE &&
    value % COLUMN_PLACES < columnsOf(row)
  );
}

/** Great-circle kilometres between two positions on a sphere of 6371 km (haversine). */
export function kilometresBetween(a: Position, b: Position): number {
  const half =
    Math.sin(radians(b.lat - a.lat) / 2) ** 2 +
    Math.cos(radians(a.lat)) * Math.cos(radians(b.lat)) * Math.sin(radians(b.lon - a.lon) / 2) ** 2;
  return 2 * EARTH_KM * Math.asin(Math.min(1, Math.sqrt(half)));
}

/** Upper ends of the bands in which distances are told, in kilometres. */
export const distanceBands = [1, 3, 5, 10, 20, 50] as const;

/** The band a distance falls into by its upper end; undefined beyond the last one. */
export function bandOf(kilometres: number): number | undefined {
  return distanceBands.find((end) => kilometres < end);
}
