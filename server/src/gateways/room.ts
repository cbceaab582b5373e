import type { Room } from "../kernel/room.ts";
import { registerGateways } from "./index.ts";

/** The room as the list of rooms knows it. */
export const room: Room<Parameters<typeof registerGateways>[1]> = {
  name: "gateways",
  enters: ["feeds", "consortium", "catalogue", "circulation", "browse-lists", "discovery"],
  routes: registerGateways,
};
