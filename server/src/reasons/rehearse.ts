import { type Db, inTransaction, type Tx } from "../kernel/database.ts";
import { Problem } from "../kernel/problem.ts";

/** What would come of something: what it gives, or why it is refused. */
export type Rehearsed<T> =
  | { done: T; refused: null }
  | { done: null; refused: Pick<Problem, "code" | "params"> };

class Undone<T> extends Error {
  readonly value: T;
  constructor(value: T) {
    super("undone");
    this.value = value;
  }
}

/**
 * Does something and takes it back, so that what is answered is what the thing itself would answer: a rule is written once.
 */
export async function rehearse<T>(db: Db, work: (tx: Tx) => Promise<T>): Promise<Rehearsed<T>> {
  try {
    return await inTransaction(db, async (tx) => {
      throw new Undone(await work(tx));
    });
  } catch (error) {
    if (error instanceof Undone) return { done: error.value as T, refused: null };
    if (error instanceof Problem && error.status < 500)
      return { done: null, refused: { code: error.code, params: error.params } };
    throw error;
  }
}
