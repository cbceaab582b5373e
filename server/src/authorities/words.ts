/** What an authority can be. */
export const authorityKinds = ["person", "body", "subject", "title", "class"] as const;
export type AuthorityKind = (typeof authorityKinds)[number];

/** What records have headings of that can be linked. */
export const headingKinds = ["person", "body", "subject"] as const;
export type HeadingKind = (typeof headingKinds)[number];

/** What a form is to its authority: its heading in some script, a form that leads to it, a heading beside it. */
export const formRoles = ["heading", "see", "also"] as const;

/** How a heading beside it stands to an authority (MARC 21 $w/0, UNIMARC $5). */
export const relations = ["broader", "narrower", "earlier", "later", "related"] as const;
export type Relation = (typeof relations)[number];

/** Whose a heading of the records is: nobody said; an authority's; of nobody we know. */
export const headingStates = ["open", "linked", "apart"] as const;
