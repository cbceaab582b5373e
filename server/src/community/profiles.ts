import { fold } from "@commonshelf/cjk";
import { sql } from "kysely";
import type { Actor } from "../kernel/actor.ts";
import type { Db, Tx } from "../kernel/database.ts";
import { refuseOn } from "../kernel/problem.ts";
import type { Clock } from "../kernel/time.ts";
import { submitPosting } from "../moderation/index.ts";
import { NAME_POSTING, nameKey } from "./own-postings.ts";
import { constraintProblems } from "./problems.ts";
import { refuse } from "./refusals.ts";
import type { Profile } from "./schema.ts";

/** Somebody's own profile. Without a display name they are «a reader» to everybody else. */
export async function profileOf(db: Db, personId: string): Promise<Profile> {
  const { rows } = await sql<{
    display_name: string | null;
    wanted_name: string | null;
    history_since: Date | null;
  }>`select p.display_name, p.wanted_name, p.history_since from community.profile p where p.person_id = ${personId}`.execute(
    db,
  );
  return {
    displayName: rows[0]?.display_name ?? null,
    wantedName: rows[0]?.wanted_name ?? null,
    historySince: rows[0]?.history_since?.toISOString() ?? null,
  };
}

/**
 * Chooses the name other readers see, or takes it back (null). A doubtful one waits for a moderator. Refuses in this order: `display-name-private` 422 (a card
 * or reader number, which is nobody's business), `text-refused` 422, `display-name-taken` 409 (also in other characters).
 */
export async function setDisplayName(tx: Tx, actor: Actor, clock: Clock, name: string | null): Promise<void> {
  const displayName = name?.normalize("NFC").replace(/\s+/g, " ").trim() || null;
  if (displayName !== null) await refuseOwnNumbers(tx, actor.personId, displayName);
  const { personId } = actor;
  const posting = {
    kind: NAME_POSTING,
    subject: personId,
    personId,
    texts: [displayName ?? ""],
    name: displayName ?? "",
  } as const;
  const isPublic = (await submitPosting(tx, clock, posting)) === "published";
  const shown = isPublic ? displayName : null;
  const key = shown === null ? null : nameKey(shown);
  await refuseOn(constraintProblems, () =>
    sql`insert into community.profile (person_id, display_name, name_key, wanted_name)
      values (${personId}, ${shown}, ${key}, ${displayName})
      on conflict (person_id) do update set display_name = excluded.display_name, name_key = excluded.name_key,
        wanted_name = excluded.wanted_name`.execute(tx),
  );
}

async function refuseOwnNumbers(tx: Tx, personId: string, name: string): Promise<void> {
  const { rows } = await sql<{ number: string }>`
    select c.barcode as number from people.card_fact c where c.person_id = ${personId}
    union select a.number from people.affiliation_fact a where a.person_id = ${personId}`.execute(tx);
  const said = fold(name).replaceAll(" ", "");
  if (rows.some((row) => said.includes(fold(row.number).replaceAll(" ", ""))))
    throw refuse("display-name-private");
}

/** Switches the history on from now, or off: then everything kept is erased at once. */
export async function keepHistory(tx: Tx, actor: Actor, clock: Clock, keep: boolean): Promise<void> {
  const since = keep ? clock.now() : null;
  await sql`insert into community.profile (person_id, history_since) values (${actor.personId}, ${since})
    on conflict (person_id) do update set history_since =
      case when ${keep} then coalesce(community.profile.history_since, excluded.history_since) end`.execute(
    tx,
  );
  if (!keep) await sql`delete from community.reading where person_id = ${actor.personId}`.execute(tx);
}
