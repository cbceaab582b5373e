/** The room, for tests of others that need its doors beside theirs. */
export { room as peopleRoom } from "./room.ts";
