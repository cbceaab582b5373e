/** What somebody can be beyond a reader, which everybody is: at one member, and for the whole consortium. */
export const memberRoles = ["circulation", "desk-lead", "cataloguer", "member-admin"] as const;
export const officeRoles = ["consortium-admin"] as const;
export const roles = [...memberRoles, ...officeRoles] as const;
export type Role = (typeof roles)[number];

/** Kinds of act for which a desk looks a reader up. */
export const lookUpReasons = ["account", "check-out", "hold", "other"] as const;
export type LookUpReason = (typeof lookUpReasons)[number];

/** Why a library lets somebody borrow nothing for a while. */
export const blockKinds = ["overdue", "debt", "damage", "conduct", "address", "leaving", "other"] as const;
export type BlockKind = (typeof blockKinds)[number];

/** Whether somebody is still a reader of a library. */
export const affiliationStates = ["active", "ended"] as const;
export type AffiliationState = (typeof affiliationStates)[number];
