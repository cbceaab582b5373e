import { useQueryClient } from "@tanstack/react-query";
import { useLocations } from "./policies/fact-field.tsx";
import type { Session } from "./session.ts";

/** The library that is worked at; null: none is, or it is not known yet. */
export function useOwnMember(): string | null {
  return useQueryClient().getQueryData<Session | null>(["session"])?.branch?.member ?? null;
}

/** What people call the locations of the library that is worked at; what bears no name stays its code. */
export function useLocationName(): (code: string) => string {
  const names = new Map(useLocations(useOwnMember()).map((one) => [one.code, one.label]));
  return (code) => names.get(code) ?? code;
}
