import type { Db } from "../kernel/database.ts";
import { noticesOf } from "./notices.ts";
import type { Notice } from "./schema.ts";

/** What somebody was told, newest first; for tests of the rooms that tell. */
export async function toldTo(db: Db, personId: string): Promise<Notice[]> {
  return (await noticesOf(db, personId, { limit: 100 })).items;
}
