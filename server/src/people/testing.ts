/** What only tests of other rooms need of this one. */
export { addCard, blockCard } from "./cards.ts";
export { room as peopleRoom } from "./room.ts";
export { registerPeople } from "./routes.ts";
export { buildWorld, type World } from "./testing-world.ts";
