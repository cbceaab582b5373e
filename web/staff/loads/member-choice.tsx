import type { ReactNode } from "react";
import { MemberOptions, useOwnMembers } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { t } from "../text.ts";

/** The library whose records are meant: one where the person works; `all`: everybody's, for whoever works for all. */
export function MemberChoice(props: { session: Session; all?: boolean }): ReactNode {
  const { members, isForAll } = useOwnMembers(props.session);
  return (
    <label>
      {t("imports.member")}
      <select name="member" required key={members.length}>
        <MemberOptions members={members} />
        {props.all && isForAll && <option value="*">{t("select.everybody")}</option>}
      </select>
    </label>
  );
}
