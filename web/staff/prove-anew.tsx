import {
  type FormEvent,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useEffect,
  useRef,
  useState,
} from "react";
import { ask, explain, setProver } from "./api.ts";
import { loadSession } from "./session.ts";
import { sitePath, t } from "./text.ts";

const DialogBox = lazy(async () => ({ default: (await import("../ui/dialog.tsx")).DialogBox }));

/**
 * Grave acts want a proof of who sits there that is some minutes old at most: where one is refused for want of it, this asks
 * for the password, and the act goes on.
 */
export function ProveAnew(): ReactNode {
  const [asks, setAsks] = useState(false);
  const answer = useRef<(proved: boolean) => void>(() => {});
  useEffect(() => {
    setProver(
      () =>
        new Promise((resolve) => {
          // Several acts that are refused at once go on with the one proof.
          const before = answer.current;
          answer.current = (proved) => {
            before(proved);
            resolve(proved);
          };
          setAsks(true);
        }),
    );
    return () => setProver(null);
  }, []);
  const end = useCallback((proved: boolean): void => {
    setAsks(false);
    answer.current(proved);
    answer.current = () => {};
  }, []);
  return asks ? <Proof onEnd={end} /> : null;
}

function Proof({ onEnd }: { onEnd: (proved: boolean) => void }): ReactNode {
  const [problem, setProblem] = useState("");
  const [busy, setBusy] = useState(false);
  // Who proves it by a code does so on another page; back here, the act goes on.
  useEffect(() => {
    const look = async (): Promise<void> => {
      const session = document.visibilityState === "visible" ? await loadSession().catch(() => null) : null;
      if (session?.isFresh) onEnd(true);
    };
    const back = (): void => void look();
    addEventListener("focus", back);
    document.addEventListener("visibilitychange", back);
    return () => {
      removeEventListener("focus", back);
      document.removeEventListener("visibilitychange", back);
    };
  }, [onEnd]);
  const prove = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const password = String(new FormData(event.currentTarget).get("password"));
    setBusy(true);
    try {
      await ask("POST /session/confirmation", { body: { password } });
      onEnd(true);
    } catch (error) {
      setProblem(explain(error));
      setBusy(false);
    }
  };
  return (
    <Suspense>
      <DialogBox title={t("prove.title")} onClose={() => onEnd(false)}>
        <form onSubmit={(event) => void prove(event)}>
          <p>{t("prove.why")}</p>
          <label>
            {t("signIn.password")}
            <input
              name="password"
              type="password"
              autoComplete="current-password"
              maxLength={1000}
              required
            />
          </label>
          {problem && (
            <p className="refused" role="alert">
              {problem}
            </p>
          )}
          <p className="actions">
            <button type="submit" className="primary" disabled={busy}>
              {t("prove.go")}
            </button>
            <button type="button" onClick={() => onEnd(false)}>
              {t("prove.leave")}
            </button>
            <a href={sitePath("/account/confirm")} target="_blank" rel="noreferrer">
              {t("prove.byCode")}
            </a>
          </p>
        </form>
      </DialogBox>
    </Suspense>
  );
}
