import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { loadMembers } from "../../branches.ts";
import type { Session } from "../../session.ts";
import { pick, t } from "../../text.ts";

/** The library that is worked for: a choice where there are several. */
export function useOwnLibrary(session: Session): { member: string; choice: ReactNode } {
  const members = useQuery({ queryKey: ["members"], queryFn: loadMembers });
  const own = new Set(session.roles.map((role) => role.member));
  const choices = (members.data ?? []).filter((one) => own.has(null) || own.has(one.code));
  const [chosen, setChosen] = useState("");
  const member = chosen || choices[0]?.code || "";
  const choice = choices.length > 1 && (
    <label>
      {t("records.forLibrary")}{" "}
      <select value={member} onChange={(event) => setChosen(event.target.value)}>
        {choices.map((one) => (
          <option key={one.code} value={one.code}>
            {pick(one.name)}
          </option>
        ))}
      </select>
    </label>
  );
  return { member, choice };
}
