import { type ReactNode, useState } from "react";
import { explain } from "./api.ts";
import { useBranches } from "./branches.ts";
import { chooseBranch, type Session } from "./session.ts";
import { pick, t } from "./text.ts";

/** Where the desk stands today: one of the branches of the member one works for. */
export function BranchChoice(props: {
  session: Session;
  onDone: (session: Session) => void;
  /** Absent: nothing to do without a desk. */
  onWithout: (() => void) | undefined;
}): ReactNode {
  const { branches } = useBranches();
  const [problem, setProblem] = useState("");
  const everywhere = props.session.roles.some((r) => r.member === null);
  const own = new Set(props.session.roles.map((r) => r.member));
  const mine = branches.filter((b) => everywhere || own.has(b.member.code));
  const choose = (id: number): void =>
    void chooseBranch(id).then(props.onDone, (error: unknown) => setProblem(explain(error)));
  return (
    <main className="card">
      <h1>{t("branch.title")}</h1>
      {problem && (
        <p className="refused" role="alert">
          {problem}
        </p>
      )}
      <ul className="choices">
        {mine.map((branch) => (
          <li key={branch.id}>
            <button type="button" onClick={() => choose(branch.id)}>
              <b>{pick(branch.name)}</b> <span className="quiet">{pick(branch.member.name)}</span>
            </button>
          </li>
        ))}
      </ul>
      {props.onWithout && (
        <p>
          <button type="button" onClick={props.onWithout}>
            {t("branch.without")}
          </button>
        </p>
      )}
    </main>
  );
}
