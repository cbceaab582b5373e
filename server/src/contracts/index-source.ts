import type { Db } from "../kernel/database.ts";

/** Fields of the index that a room may add texts to. */
export const addedFields = ["note", "subject"] as const;
/** What a room says of one title, by the field it is found in. */
export type AddedTexts = { readonly [Field in (typeof addedFields)[number]]?: readonly string[] };

/** What a room says of titles beside their records, so that they are found by it. Copies on the shelf are no such thing. */
export type IndexSource = {
  /** By which name changes are heard. */
  readonly name: string;
  /** Told when what it says of titles changed: `{ instanceIds: number[] }`. */
  readonly topic: string;
  /** What it says of these titles, in as many statements however many they are; those without are absent. */
  textsOf(db: Db, instanceIds: readonly number[]): Promise<ReadonlyMap<number, AddedTexts>>;
};
