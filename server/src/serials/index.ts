export { holdingsByYear, type SerialHoldings } from "./reading.ts";
