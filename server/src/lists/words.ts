export const listKinds = ["list", "course"] as const;
export type ListKind = (typeof listKinds)[number];

/** Who sees a list: its owner and editors; whoever has the secret address; everybody. */
export const visibilities = ["private", "link", "public"] as const;
export type Visibility = (typeof visibilities)[number];

export const requirements = ["required", "optional"] as const;
export type Requirement = (typeof requirements)[number];

/** What a word becomes: null empties it, absent leaves it as it is. */
export function emptied(word: string | null | undefined): string | undefined {
  return word === null ? "" : word;
}
