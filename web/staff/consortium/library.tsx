import type { ReactNode } from "react";
import { ListState } from "../list-state.tsx";
import { NoticeTexts } from "../notices/texts.tsx";
import type { RowOf } from "../operations.ts";
import { ADMINISTRATORS, useMembers, useOwnMembers } from "../own-members.tsx";
import { StaffMembers } from "../people/staff-members.tsx";
import { Agreements } from "../policies/agreements.tsx";
import { Drafts } from "../policies/drafts.tsx";
import { Kinds } from "../policies/kinds.tsx";
import { LoanRules } from "../policies/loan-rules.tsx";
import { Settings } from "../policies/settings.tsx";
import { PatronFeed } from "../readers/patron-feed.tsx";
import { TakeOver } from "../readers/take-over.tsx";
import type { Session } from "../session.ts";
import { useSubPath } from "../sub-path.ts";
import { pick, t } from "../text.ts";
import { Basics } from "./basics.tsx";
import { Branches } from "./branches.tsx";
import { Closures } from "./closures.tsx";
import { Distances } from "./distances.tsx";
import { Locations } from "./locations.tsx";
import { Networks } from "./networks.tsx";
import { Guide } from "./set-up.tsx";

export type Member = RowOf<"GET /members">;

/** A part of a library's set-up; the label is `library.<id>`. */
type Part = { id: string; element: (member: Member, session: Session) => ReactNode };
const parts: readonly Part[] = [
  { id: "guide", element: (member) => <Guide code={member.code} /> },
  { id: "branches", element: (member) => <Branches member={member} /> },
  { id: "staff", element: (member) => <StaffMembers member={member.code} /> },
  { id: "closures", element: (member) => <Closures member={member} /> },
  { id: "locations", element: (member) => <Locations member={member} /> },
  { id: "distances", element: (member) => <Distances member={member} /> },
  { id: "rules", element: (member) => <LoanRules member={member.code} /> },
  { id: "drafts", element: (member) => <Drafts member={member.code} /> },
  { id: "agreements", element: (member) => <Agreements member={member.code} /> },
  { id: "settings", element: (member) => <Settings member={member.code} /> },
  { id: "networks", element: (member) => <Networks member={member.code} /> },
  { id: "kinds", element: (member) => <Kinds member={member.code} /> },
  { id: "texts", element: (member) => <NoticeTexts code={member.code} /> },
  { id: "feed", element: (member) => <PatronFeed code={member.code} /> },
  { id: "take-over", element: (member) => <TakeOver code={member.code} /> },
  { id: "basics", element: (member) => <Basics member={member} /> },
];

/** Everything an administrator sets for a library; the office chooses which one. */
export function Library(props: { session: Session }): ReactNode {
  const [[code, part], go] = useSubPath("library");
  const query = useMembers();
  const { members } = useOwnMembers(props.session, ADMINISTRATORS);
  const { branch } = props.session;
  return (
    <ListState
      query={query}
      empty={t("library.none")}
      rows={() => {
        const member = members.find((one) => one.code === (code ?? branch?.member)) ?? members[0];
        if (!member) return <p className="quiet">{t("library.none")}</p>;
        const shown = parts.find((one) => one.id === part) ?? parts[0]!;
        return (
          <section>
            <div className="library-head">
              {members.length > 1 ? (
                <label>
                  {t("library.which")}{" "}
                  <select value={member.code} onChange={(event) => go(event.target.value, shown.id)}>
                    {members.map((one) => (
                      <option key={one.code} value={one.code}>
                        {pick(one.name)}
                      </option>
                    ))}
                  </select>
                </label>
              ) : (
                <b>{pick(member.name)}</b>
              )}
              <nav className="tabs" aria-label={t("library.parts")}>
                {parts.map(({ id }) => (
                  <a
                    key={id}
                    href={`/staff/library/${member.code}/${id}`}
                    aria-current={id === shown.id ? "page" : undefined}
                    onClick={(event) => {
                      event.preventDefault();
                      go(member.code, id);
                    }}
                  >
                    {t(`library.${id}`)}
                  </a>
                ))}
              </nav>
            </div>
            <div key={`${member.code}-${shown.id}`}>{shown.element(member, props.session)}</div>
          </section>
        );
      }}
    />
  );
}
