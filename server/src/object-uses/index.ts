export { hotObjects } from "./figures.ts";
