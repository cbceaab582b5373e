export { borrowedTogether } from "./borrowed-together.ts";
