import type { Room } from "../kernel/room.ts";
import { registerShareCards } from "./routes.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "share-cards",
  enters: ["consortium", "catalogue", "lists", "salons", "nests", "drifting", "columns"],
  routes: registerShareCards,
};
