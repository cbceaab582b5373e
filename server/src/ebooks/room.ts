import { sql } from "kysely";
import { INSTANCES_CHANGED, instancesIn, joinedPairs } from "../community/index.ts";
import type { Room } from "../kernel/room.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { ebooksCommands } from "./commands.ts";
import { EBOOK_POSTING, erasePerson } from "./ebooks.ts";
import { ebooksPages } from "./pages.ts";
import { ebooksQueries } from "./queries.ts";
import { ebooksStrip } from "./strip.ts";

/** The room as the list of rooms knows it. */
export const room: Room = {
  name: "ebooks",
  enters: ["people", "moderation", "catalogue", "community", "neighbours", "circles"],
  commands: ebooksCommands,
  queries: ebooksQueries,
  pages: ebooksPages,
  circleStrip: ebooksStrip,
  subscribers: () => [
    {
      topic: POSTING_DECIDED,
      name: "ebooks.texts",
      handle: async (tx, messages) => {
        for (const { subject, isPublic } of await standingDecisions(tx, messages, [EBOOK_POSTING]))
          await sql`update ebooks.recommendation set words_public = ${isPublic} where id::text = ${subject}`.execute(
            tx,
          );
      },
    },
    {
      topic: INSTANCES_CHANGED,
      name: "ebooks.follow",
      // Where a circle knows both titles, the one that is left keeps its old number and leads on from there.
      handle: async (tx, messages) => {
        const pairs = await joinedPairs(tx, instancesIn(messages));
        if (pairs === null) return;
        await sql`update ebooks.recommendation e set instance_id = v.new from ${pairs} v where e.instance_id = v.old
          and not exists (select 1 from ebooks.recommendation o where o.circle_id = e.circle_id and o.instance_id = v.new
            and o.link is null and o.withdrawn_at is null)`.execute(tx);
      },
    },
  ],
  ofReader: { follows: ["ebooks.recommendation.person_id"] },
  erasePerson,
};
