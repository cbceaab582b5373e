export const listKinds = ["list", "course"] as const;
export type ListKind = (typeof listKinds)[number];

/** Who sees a list: its owner and editors; whoever has the secret address; everybody. */
export const visibilities = ["private", "link", "public"] as const;
export type Visibility = (typeof visibilities)[number];

export const requirements = ["required", "optional"] as const;
export type Requirement = (typeof requirements)[number];

export const frequencies = ["off", "daily", "weekly"] as const;
/** How often somebody is told of new titles; `off`: never, the search is only kept. */
export type Frequency = (typeof frequencies)[number];
