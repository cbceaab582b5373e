import { type ReactNode, useState } from "react";
import { explain } from "./api.ts";
import { signOut } from "./session.ts";
import { t } from "./text.ts";

/** Ends the session; not while scans of this device wait to be sent. */
export function SignOut(props: { onDone: () => void }): ReactNode {
  const [problem, setProblem] = useState("");
  return (
    <>
      <button
        type="button"
        onClick={() => void signOut().then(props.onDone, (error: unknown) => setProblem(explain(error)))}
      >
        {t("app.signOut")}
      </button>
      {problem && (
        <span className="refused" role="alert">
          {problem}
        </span>
      )}
    </>
  );
}
