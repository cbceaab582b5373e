import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { t } from "../text.ts";
import { FigureFields, readFigures } from "./basics.tsx";
import { LocalFields, readLocal, Said, Send, textOf, useAct } from "./fields.tsx";

/** Another library joins the consortium. */
export function Join(): ReactNode {
  const act = useAct("members", "branches", "set-up");
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
