import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { explain, Refusal } from "./api.ts";
import { loadMembers } from "./branches.ts";
import { useReach } from "./off-line/reach.ts";
import { type Session, signIn } from "./session.ts";
import { t } from "./text.ts";

/** Login and password of a member of staff. */
export function SignIn(props: { onDone: (session: Session) => void }): ReactNode {
  const [problem, setProblem] = useState("");
  /** The password was handed out for one sign-in: another one is to be chosen. */
  const [choosing, setChoosing] = useState(false);
  const [busy, setBusy] = useState(false);
  const { waiting } = useReach();
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    setBusy(true);
    try {
      const chosen = form.get("newPassword");
      const [login, password] = [String(form.get("login")), String(form.get("password"))];
      props.onDone(await signIn(login, password, chosen === null ? undefined : String(chosen)));
    } catch (error) {
      if (error instanceof Refusal && error.code === "password-change-needed") setChoosing(true);
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
      {waiting > 0 && <p role="status">{t("offLine.signIn", { count: waiting })}</p>}
      <form onSubmit={(event) => void submit(event)}>
        <label>
          {t("signIn.login")}
          <input name="login" autoComplete="username" required />
        </label>
        <label>
          {t("signIn.password")}
          <input name="password" type="password" autoComplete="current-password" required />
        </label>
        {choosing && (
          <label>
            {t("signIn.newPassword")}
            <input name="newPassword" type="password" autoComplete="new-password" minLength={12} required />
          </label>
        )}
        {problem && (
          <p className="refused" role="alert">
            {problem}
          </p>
        )}
        <button className="primary" type="submit" disabled={busy}>
          {t("signIn.submit")}
        </button>
      </form>
      <FirstRun />
      <a href="/">{t("app.site")}</a>
    </main>
  );
}

/** In a region without libraries: how its first administrator comes to be. */
function FirstRun(): ReactNode {
  const members = useQuery({
    queryKey: ["members"],
    queryFn: loadMembers,
    retry: false,
  });
  if (members.data?.length !== 0) return null;
  return (
    <div className="first-run">
      <p>{t("firstRun.nobody")}</p>
      <pre>
        <code>commonshelf user add LOGIN --name NAME --role consortium-admin</code>
      </pre>
    </div>
  );
}
