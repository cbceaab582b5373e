/** One step of a phrase; `next` is absent on the last unit of most phrases, which keeps 12,000 phrases small. */
type PhraseNode<T> = { next: Map<number, PhraseNode<T>> | null; value: T | null };

/** Phrases by their first UTF-16 unit, so that a text without any costs one array look-up per character. */
export type PhraseTrie<T> = { starts: Array<PhraseNode<T> | undefined> };

/** An empty dictionary of phrases. */
export function createPhraseTrie<T>(): PhraseTrie<T> {
  return { starts: new Array(65536) };
}

/** Adds a phrase; the first value given for a phrase stays. */
export function addPhrase<T>(trie: PhraseTrie<T>, phrase: string, value: T): void {
  const first = phrase.charCodeAt(0);
  let node: PhraseNode<T> = trie.starts[first] ?? { next: null, value: null };
  trie.starts[first] = node;
  for (let i = 1; i < phrase.length; i += 1) {
    const unit = phrase.charCodeAt(i);
    node.next ??= new Map();
    const next: PhraseNode<T> = node.next.get(unit) ?? { next: null, value: null };
    node.next.set(unit, next);
    node = next;
  }
  node.value ??= value;
}

/** The longest phrase that starts at `at`, with its end; null when none does. */
export function longestPhrase<T>(
  trie: PhraseTrie<T>,
  text: string,
  at: number,
): { end: number; value: T } | null {
  let longest: { end: number; value: T } | null = null;
  eachPhrase(trie, text, at, (end, value) => {
    longest = { end, value };
  });
  return longest;
}

/** Calls `visit` for every phrase that starts at `at`, shortest first. */
export function eachPhrase<T>(
  trie: PhraseTrie<T>,
  text: string,
  at: number,
  visit: (end: number, value: T) => void,
): void {
  let node = trie.starts[text.charCodeAt(at)];
  let end = at + 1;
  while (node !== undefined) {
    if (node.value !== null) visit(end, node.value);
    node = node.next?.get(text.charCodeAt(end));
    end += 1;
  }
}
