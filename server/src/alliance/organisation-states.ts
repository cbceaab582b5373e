/** States of an organisation and the ways between them: from -> {trigger -> to}. */
export const organisationStates = {
  proposed: { admit: "member", refuse: "refused" },
  member: { leave: "left" },
  refused: {},
  left: {},
} as const satisfies Record<string, Record<string, string>>;
export type OrganisationState = keyof typeof organisationStates;
export const organisationStateNames = [
  "proposed",
  "member",
  "refused",
  "left",
] as const satisfies readonly OrganisationState[];

/** States of a reader's case at the service centre. A word of the reader opens it again, one of the office answers it. */
export const helpCaseStates = {
  open: { answer: "answered", ask: "open", close: "closed" },
  answered: { answer: "answered", ask: "open", close: "closed" },
  closed: { ask: "open" },
} as const satisfies Record<string, Record<string, string>>;
export type HelpCaseState = keyof typeof helpCaseStates;
export const helpCaseStateNames = ["open", "answered", "closed"] as const satisfies readonly HelpCaseState[];
