import { type FormEvent, type ReactNode, useState } from "react";
import { explain } from "./api.ts";
import { type Session, signIn } from "./session.ts";
import { t } from "./text.ts";

/** Login and password of a member of staff. */
export function SignIn(props: { onDone: (session: Session) => void }): ReactNode {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      props.onDone(await signIn(String(form.get("login")), String(form.get("password"))));
    } catch (error) {
      setProblem(explain(error));
    } finally {
      setBusy(false);
    }
  };
  return (
    <main className="card">
      <span className="seal" aria-hidden="true">
        共
      </span>
      <h1>{t("signIn.title")}</h1>
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {t("signIn.login")}
          <input name="login" autoComplete="username" required />
        </label>
        <label>
          {t("signIn.password")}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        {problem && (
          <p className="refused" role="alert">
            {problem}
          </p>
        )}
        <button className="primary" type="submit" disabled={busy}>
          {t("signIn.submit")}
        </button>
      </form>
      <a href="/">{t("app.site")}</a>
    </main>
  );
}
