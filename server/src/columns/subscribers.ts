import { sql } from "kysely";
import { INSTANCES_CHANGED, instancesIn, joinedPairs } from "../community/index.ts";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { ARTICLE_POSTING, tellFollowers } from "./articles.ts";
import { COLUMN_POSTING } from "./columns.ts";

/** Hears what moderators decided, and which titles became one. */
export function columnsSubscribers({ clock }: RouteDeps): Subscriber[] {
  return [
    {
      topic: POSTING_DECIDED,
      name: "columns.texts",
      handle: async (tx, messages) => {
        const kinds = [COLUMN_POSTING, ARTICLE_POSTING] as const;
        for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, kinds)) {
          if (kind === COLUMN_POSTING) {
            await sql`update columns.series set words_public = ${isPublic} where id::text = ${subject}`.execute(
              tx,
            );
            continue;
          }
          await sql`update columns.article set words_public = ${isPublic}
            where id::text = ${subject} and state = 'published'`.execute(tx);
          if (isPublic) await tellFollowers(tx, clock, subject);
        }
      },
    },
    {
      topic: INSTANCES_CHANGED,
      name: "columns.follow",
      handle: async (tx, messages) => {
        const pairs = await joinedPairs(tx, instancesIn(messages));
        if (pairs === null) return;
        await sql`delete from columns.article_title o using ${pairs} v, columns.article_title n
          where o.instance_id = v.old and n.instance_id = v.new and n.article_id = o.article_id`.execute(tx);
        await sql`update columns.article_title o set instance_id = v.new from ${pairs} v
          where o.instance_id = v.old`.execute(tx);
      },
    },
  ];
}
