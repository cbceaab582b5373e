import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Tx } from "../kernel/database.ts";
import type { Subscriber } from "../kernel/outbox.ts";
import type { Clock } from "../kernel/time.ts";
import { POSTING_DECIDED, type Posting, standingDecisions, submitPosting } from "../moderation/index.ts";

/** Kinds of this room's texts before the moderators; the subject is the row's id. */
const KINDS = ["organisation", "campaign", "announcement"] as const;
type Kind = (typeof KINDS)[number];

const tables: Record<Kind, string> = {
  organisation: "alliance.organisation",
  campaign: "alliance.campaign",
  announcement: "alliance.announcement",
};

/**
 * Holds what an organisation says against the rules, as every text that all may read; doubted words wait for a
 * moderator and are its stewards' only until then. Refuses `text-refused` 422.
 */
export async function screenWords(
  tx: Tx,
  actor: Actor,
  clock: Clock,
  said: { kind: Kind; id: string; organisationId: string; texts: string[] } & Pick<Posting, "name" | "about">,
): Promise<void> {
  const { kind, id, organisationId, ...rest } = said;
  const page = `/alliance/organisations/${organisationId}`;
  const posting = { ...rest, kind, subject: id, personId: actor.personId, page };
  await show(tx, kind, id, (await submitPosting(tx, clock, posting)) === "published");
}

async function show(tx: Tx, kind: Kind, id: string, isPublic: boolean): Promise<void> {
  await sql`update ${sql.table(tables[kind])} set words_public = ${isPublic} where id::text = ${id}`.execute(
    tx,
  );
}

/** Hears what moderators decided on the words of organisations. */
export const allianceWordsSubscriber: Subscriber = {
  topic: POSTING_DECIDED,
  name: "alliance.words",
  handle: async (tx, messages) => {
    for (const { kind, subject, isPublic } of await standingDecisions(tx, messages, KINDS))
      await show(tx, kind, subject, isPublic);
  },
};
