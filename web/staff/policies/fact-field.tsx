import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { ComboField } from "../../ui/combobox.tsx";
import { allPages } from "../all-pages.ts";
import { ask } from "../api.ts";
import { branchInFull, useBranches } from "../branches.ts";
import { currentLanguage, pick, t } from "../text.ts";
import { KindField } from "./kinds.tsx";
import type { RuleFact } from "./values.ts";

type Props = {
  fact: RuleFact;
  /** Whose rules they are; null: the consortium's. */
  member: string | null;
  defaultValue?: string;
  readOnly?: boolean;
};

const SEASONS = ["term", "vacation"] as const;

/** One fact that a rule names, chosen by what people call it: a kind, a library, a branch, a location. */
export function FactField({ fact, member, ...given }: Props): ReactNode {
  const field = { name: fact, label: t(`rules.fact.${fact}`), placeholder: t(`rules.any.${fact}`), ...given };
  if (fact === "patronGroup") return <KindField of="patron-group" member={member} {...field} />;
  if (fact === "itemClass") return <KindField of="item-class" member={member} {...field} />;
  if (fact === "home" || fact === "pickup") return <PlaceField withBranches={fact === "pickup"} {...field} />;
  if (fact === "location" && member !== null) return <LocationField member={member} {...field} />;
  if (fact === "season")
    return (
      <ComboField
        {...field}
        choices={SEASONS.map((code) => ({ code, label: t(`rules.season.${code}`) }))}
        allowsOther
      />
    );
  return (
    <label>
      {field.label}
      <input
        name={fact}
        maxLength={64}
        type={fact === "newerThanDays" ? "number" : "text"}
        min={fact === "newerThanDays" ? 1 : undefined}
        placeholder={field.placeholder}
        defaultValue={given.defaultValue ?? ""}
        readOnly={given.readOnly}
      />
    </label>
  );
}

type Field = { name: string; label: string; placeholder: string; defaultValue?: string; readOnly?: boolean };

/** A library, and where it may be more exact one of its branches. */
function PlaceField({ withBranches, ...field }: Field & { withBranches: boolean }): ReactNode {
  const { branches } = useBranches();
  const members = [...new Map(branches.map((one) => [one.member.code, one.member])).values()];
  const choices = [
    ...members.map((one) => ({ code: one.code, label: pick(one.name) })),
    ...(withBranches
      ? branches.map((one) => ({
          code: `${one.member.code}/${one.code}`,
          label: branchInFull(one),
        }))
      : []),
  ];
  return <ComboField {...field} choices={choices} allowsOther />;
}

/** The locations of a library (null: of none), by their names. */
export function useLocations(member: string | null): { code: string; label: string }[] {
  const { data } = useQuery({
    queryKey: ["locations", member],
    queryFn: () =>
      allPages((turn) => ask("GET /members/:code/locations", { params: { code: member! }, query: turn })),
    enabled: member !== null,
    staleTime: 60_000,
  });
  const collator = new Intl.Collator(currentLanguage());
  return (data ?? [])
    .map((one) => ({ code: one.code, label: pick(one.name) || one.code }))
    .sort((a, b) => collator.compare(a.label, b.label));
}

function LocationField({ member, ...field }: Field & { member: string }): ReactNode {
  return <ComboField {...field} choices={useLocations(member)} allowsOther />;
}
