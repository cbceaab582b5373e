/** States and the ways out of them: from -> {trigger -> to}. A state without ways out is final. */
export type Transitions = Readonly<Record<string, Readonly<Record<string, string>>>>;

/** The state `trigger` leads to from `state`; undefined where the table has no such way. */
export function stateAfter<T extends Transitions>(
  table: T,
  state: keyof T & string,
  trigger: string,
): (keyof T & string) | undefined {
  return table[state]?.[trigger];
}

/** The states from which `trigger` leads on, in the order of the table. */
export function statesBefore<T extends Transitions>(table: T, trigger: string): (keyof T & string)[] {
  return (Object.keys(table) as (keyof T & string)[]).filter((state) => trigger in (table[state] ?? {}));
}
