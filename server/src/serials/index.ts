export { holdingsByYear, type SerialHoldings, statedHoldings } from "./reading.ts";
