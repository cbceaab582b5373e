import { sql } from "kysely";
import type { Tx } from "../kernel/database.ts";
import type { Room } from "../kernel/room.ts";
import type { Clock } from "../kernel/time.ts";
import { dropPosting } from "../moderation/index.ts";
import { voiceCommands, voiceQueries } from "./commands.ts";
import { voicePages } from "./pages.ts";
import { forgetReadings } from "./readings.ts";
import { voicesSubscriber } from "./subscribers.ts";

/** Forgets a reader: tags, comments and corrections go; texts that were taken stay the pages'. */
async function erasePerson(tx: Tx, _clock: Clock, personId: string): Promise<void> {
  const { rows } = await sql<{ id: string; kind: string }>`delete from object_voices.voice v
    where v.person_id = ${personId} returning v.id, v.kind`.execute(tx);
  for (const { id, kind } of rows)
    if (kind !== "correction") await dropPosting(tx, kind === "tag" ? "object-tag" : "object-comment", id);
  await forgetReadings(tx, personId);
}

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "object-voices",
  enters: [
    "people",
    "notices",
    "moderation",
    "community",
    "assets",
    "collections",
    "object-parts",
    "object-guests",
    "object-embeds",
    "object-requests",
  ],
  commands: voiceCommands,
  queries: voiceQueries,
  pages: voicePages,
  subscribers: () => [voicesSubscriber],
  ofReader: { follows: ["object_voices.voice.person_id", "object_voices.reading.person_id"] },
  erasePerson,
};
