/** What forgetting a person is refused for by the rooms that still need them. */
export const refusalTable = {
  "erasure-open-loans": 409,
  "erasure-staff": 409,
} as const;
