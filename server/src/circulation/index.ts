export { type Availability, availabilityOf } from "./availability.ts";
