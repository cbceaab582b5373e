import { type ReactNode, useState } from "react";
import { MemberOptions, useOwnMembers } from "../../own-members.tsx";
import type { Session } from "../../session.ts";
import { t } from "../../text.ts";

/** The library that is worked for: a choice where there are several. */
export function useOwnLibrary(session: Session): { member: string; choice: ReactNode } {
  const { members } = useOwnMembers(session);
  const [chosen, setChosen] = useState("");
  const member = chosen || members[0]?.code || "";
  const choice = members.length > 1 && (
    <label>
      {t("records.forLibrary")}{" "}
      <select value={member} onChange={(event) => setChosen(event.target.value)}>
        <MemberOptions members={members} />
      </select>
    </label>
  );
  return { member, choice };
}
