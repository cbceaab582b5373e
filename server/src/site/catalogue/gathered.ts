import { readPlace } from "../../kernel/database.ts";

/** Whether this is read from the copy of the database: who has just changed something does not join those. */
const placeNow = (): boolean => readPlace.getStore() !== undefined;

/** Looks several keys up at once; keys with nothing behind them are missing from the answer. */
export type Lookup<K, V> = (keys: readonly K[]) => Promise<Map<K, V>>;

/** Keys in one statement; more wait for the next. */
const MOST_KEYS = 250;
/** Statements of one lookup at a time: while the answer of one is read, the other runs. */
const AT_ONCE = 2;

type Waiting<K, V> = { place: boolean; keys: Set<K>; answer: Promise<Map<K, V>>; start: () => void };

/**
 * Asks for many readers at once: while statements run, the keys of everybody who comes meanwhile gather for the
 * next. Alone, a reader is answered at once; in a crowd, fifty pages cost few statements. An answer is never older than
 * its question, because a statement that runs already takes no more keys.
 */
export function gathered<K, V>(lookUp: Lookup<K, V>): Lookup<K, V> {
  let running = 0;
  const queue: Waiting<K, V>[] = [];

  const next = (): void => {
    const first = running < AT_ONCE ? queue.shift() : undefined;
    if (!first) return;
    running++;
    first.start();
  };
  const ended = (): void => {
    running--;
    next();
  };
  const enqueue = (): Waiting<K, V> => {
    const keys = new Set<K>();
    const { promise: started, resolve: start } = Promise.withResolvers<void>();
    const answer = started.then(() => lookUp([...keys]));
    answer.then(ended, ended);
    const waiting = { place: placeNow(), keys, answer, start };
    queue.push(waiting);
    return waiting;
  };

  return async (keys) => {
    if (keys.length === 0) return new Map();
    let waiting = queue.at(-1);
    if (!waiting || waiting.keys.size >= MOST_KEYS || waiting.place !== placeNow()) waiting = enqueue();
    for (const key of keys) waiting.keys.add(key);
    next();
    const all = await waiting.answer;
    return new Map(keys.filter((key) => all.has(key)).map((key) => [key, all.get(key)!]));
  };
}
