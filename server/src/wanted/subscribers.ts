import { sql } from "kysely";
import type { RouteDeps } from "../kernel/http.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import { POSTING_DECIDED, standingDecisions } from "../moderation/index.ts";
import { ANSWER_POSTING, tellAsker } from "./answers.ts";
import { tellOwners } from "./matching-owners.ts";
import { POST_POSTING } from "./posts.ts";

type Shown = { person_id: string; post_id: string; words: string };

/** Hears what moderators decided on posts and answers; what is shown for the first time is told of like any other. */
export function wantedSubscribers({ clock }: RouteDeps): Subscriber[] {
  return [
    {
      topic: POSTING_DECIDED,
      name: "wanted.texts",
      handle: async (tx, messages) => {
        const kinds = [POST_POSTING, ANSWER_POSTING] as const;
        for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, kinds)) {
          if (kind === POST_POSTING) {
            await sql`update wanted.post set words_public = ${isPublic} where id::text = ${subject}`.execute(
              tx,
            );
            if (isPublic) await tellOwners(tx, clock, subject);
            continue;
          }
          const { rows } =
            await sql<Shown>`update wanted.answer a set words_public = ${isPublic} from wanted.post p
            where a.id::text = ${subject} and p.id = a.post_id and a.words_public <> ${isPublic}
            returning p.person_id, p.id as post_id, p.words`.execute(tx);
          for (const row of isPublic ? rows : [])
            await tellAsker(tx, clock, row.person_id, row.post_id, row.words);
        }
      },
    },
  ];
}
