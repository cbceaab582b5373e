import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { ListState } from "../list-state.tsx";
import { pick, t } from "../text.ts";
import { FigureFields, readFigures } from "./basics.tsx";
import { LocalFields, readLocal, Said, Send, textOf, useAct } from "./fields.tsx";
import { useMembers } from "./library.tsx";

/** The office's libraries, and how another one joins. */
export function Members(): ReactNode {
  const query = useMembers();
  const [joining, setJoining] = useState(false);
  return (
    <section className="beside">
      <div>
        <ListState
          query={query}
          empty={t("members.empty")}
          rows={(items) => (
            <div className="scroll">
              <table>
                <thead>
                  <tr>
                    <th>{t("library.code")}</th>
                    <th>{t("library.name")}</th>
                    <th className="number">{t("members.branches")}</th>
                    <th className="number">{t("library.loanDays")}</th>
                    <th className="number">{t("library.renewalsMax")}</th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((member) => (
                    <tr key={member.code}>
                      <td>
                        <code>{member.code}</code>
                      </td>
                      <td>
                        <a href={`/staff/library/${member.code}`}>{pick(member.name)}</a>
                      </td>
                      <td className="number">{member.branchCount}</td>
                      <td className="number">{member.loanDays}</td>
                      <td className="number">{member.renewalsMax}</td>
                    </tr>
                  ))}
                </tbody>
              </table>
            </div>
          )}
        />
        <p className="actions">
          <button type="button" className={joining ? "" : "primary"} onClick={() => setJoining(!joining)}>
            {t(joining ? "app.close" : "members.add")}
          </button>
        </p>
      </div>
      {joining && <Join />}
    </section>
  );
}

function Join(): ReactNode {
  const act = useAct("members", "branches");
  const [joined, setJoined] = useState<string | null>(null);
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const code = textOf(data, "code").toUpperCase();
    const body = { code, name: readLocal(data, "name"), ...readFigures(data) };
    void act
      .run(() => ask("POST /members", { body }), t("members.joined"))
      .then((done) => {
        if (!done) return;
        form.reset();
        setJoined(code);
      });
  };
  return (
    <form className="admin" onSubmit={add} aria-label={t("members.add")}>
      <h2>{t("members.add")}</h2>
      <label>
        {t("library.code")}
        <input name="code" required pattern="[A-Za-z][A-Za-z0-9]{1,15}" aria-describedby="member-code-hint" />
        <span id="member-code-hint" className="quiet">
          {t("library.codeHint")}
        </span>
      </label>
      <LocalFields legend={t("library.name")} name="name" />
      <FigureFields />
      <Send act={act} label={t("members.add")} />
      <Said act={act} />
      {joined && (
        <p>
          <a href={`/staff/library/${joined}`}>{t("members.setUp")}</a>
        </p>
      )}
    </form>
  );
}
