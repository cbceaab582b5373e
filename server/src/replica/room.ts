import type { RouteDeps } from "../kernel/http.ts";
import type { Room } from "../kernel/room.ts";
import { type Copied, registerReplica } from "./own-writes.ts";

/** The room as the list of rooms knows it. */
export const room: Room<RouteDeps & Copied> = { name: "replica", enters: [], routes: registerReplica };
