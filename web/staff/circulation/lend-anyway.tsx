import { type FormEvent, type ReactNode, useState } from "react";
import { overridable } from "../../../server/src/policies/words.ts";
import { DialogBox } from "../../ui/dialog.tsx";
import { explain, Refusal } from "../api.ts";
import { textOf } from "../consortium/fields.tsx";
import type { Session } from "../session.ts";
import { t } from "../text.ts";

const LEADS = new Set(["desk-lead", "member-admin", "consortium-admin"]);

/** Whether this member of staff may lend although a block, a limit or a rule says no. */
export const mayLendAnyway = (session: Session): boolean => session.roles.some(({ role }) => LEADS.has(role));

/** True for a refusal that somebody with the right may overrule. */
export const isOverridable = (error: unknown): boolean =>
  error instanceof Refusal && overridable.some((code) => code === error.code);

/** Lends all the same, with a reason that is typed and kept with the loan. */
export function LendAnyway(props: { error: unknown; onReason: (reason: string) => void }): ReactNode {
  const [open, setOpen] = useState(false);
  const give = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    setOpen(false);
    props.onReason(textOf(new FormData(event.currentTarget), "reason"));
  };
  return (
    <>
      <button type="button" onClick={() => setOpen(true)}>
        {t("override.lend")}
      </button>
      {open && (
        <DialogBox title={t("override.title")} onClose={() => setOpen(false)}>
          <p className="refused">{explain(props.error)}</p>
          <form onSubmit={give}>
            <label>
              {t("override.reason")}
              <textarea name="reason" required minLength={3} maxLength={300} rows={3} />
            </label>
            <p className="quiet">{t("override.kept")}</p>
            <p className="actions">
              <button type="submit" className="primary">
                {t("override.lend")}
              </button>
              <button type="button" onClick={() => setOpen(false)}>
                {t("app.close")}
              </button>
            </p>
          </form>
        </DialogBox>
      )}
    </>
  );
}
