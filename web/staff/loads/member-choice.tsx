import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { loadMembers } from "../branches.ts";
import type { Session } from "../session.ts";
import { pick, t } from "../text.ts";

/** The library whose records are meant: one where the person works; `all`: everybody's, for whoever works for all. */
export function MemberChoice(props: { session: Session; all?: boolean }): ReactNode {
  const members = useQuery({
    queryKey: ["members"],
    queryFn: loadMembers,
  });
  const { roles } = props.session;
  const own = new Set(roles.map((role) => role.member));
  const everywhere = roles.some((role) => role.member === null);
  const choices = (members.data ?? []).filter((one) => everywhere || own.has(one.code));
  return (
    <label>
      {t("imports.member")}
      <select name="member" required key={choices.length}>
        {choices.map((one) => (
          <option key={one.code} value={one.code}>
            {one.code} {pick(one.name)}
          </option>
        ))}
        {props.all && everywhere && <option value="*">{t("select.everybody")}</option>}
      </select>
    </label>
  );
}
