import type { Db } from "../kernel/database.ts";

/** Says who somebody and who hide from each other: the room that knows who readers are to each other sets it. */
export type HiddenReaders = (db: Db, personId: string) => Promise<string[]>;

let source: HiddenReaders = async () => [];

/** Sets who knows whom a reader hides from. */
export function setHiddenReaders(given: HiddenReaders): void {
  source = given;
}

/** Persons whose words and names a reader does not meet, and who do not meet theirs; nobody for visitors. */
export async function hiddenReaders(db: Db, personId: string | null): Promise<string[]> {
  return personId === null ? [] : await source(db, personId);
}
