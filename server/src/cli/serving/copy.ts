import type pg from "pg";
import type { Config } from "../../kernel/config.ts";
import { Replica } from "../../replica/index.ts";

/** The copy of the database that pages are read from, when there is one. */
export function openCopy(
  { replicaUrl }: Config,
  first: pg.Pool,
  hear: (error: unknown) => void,
  atEnd: (name: string, atMostMs: number, work: () => unknown) => void,
): Replica | undefined {
  if (replicaUrl === undefined) return undefined;
  const replica = new Replica(replicaUrl, first, (text, error) =>
    hear(error ? new Error(text, { cause: error }) : text),
  );
  atEnd("the copy of the database", 1000, () => replica.stop());
  return replica;
}
