/** How old somebody says they are who comes in for the first time. */
export const joiningAges = ["adult", "teen", "child"] as const;
