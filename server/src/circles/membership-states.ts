/** States of a membership and the ways out of them: from -> {trigger -> to}. Whoever was expelled comes back by a steward only. */
const membershipStates = {
  applied: { admit: "active", refuse: "refused", leave: "left" },
  active: { leave: "left", expel: "expelled" },
  refused: { apply: "applied", admit: "active" },
  left: { apply: "applied", admit: "active" },
  expelled: { pardon: "left" },
} as const satisfies Record<string, Record<string, string>>;

export type MembershipState = keyof typeof membershipStates;
export type MembershipTrigger = {
  [S in MembershipState]: keyof (typeof membershipStates)[S];
}[MembershipState];

/** The state a trigger leads to; undefined where the table has no such way. */
export function membershipAfter(
  state: MembershipState,
  trigger: MembershipTrigger,
): MembershipState | undefined {
  return (membershipStates[state] as Partial<Record<MembershipTrigger, MembershipState>>)[trigger];
}
