import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { textOf } from "../consortium/fields.tsx";
import { t } from "../text.ts";
import type { Layer } from "./record-page.tsx";

/** Withdraws a record that has no items in use: the button asks why first. */
export function WithdrawRecord(props: { record: Layer; onDone: () => void }): ReactNode {
  const { record } = props;
  return (
    <WithReason
      label={t("records.withdraw", { number: record.controlNumber })}
      run={(reason) =>
        ask("POST /records/:id/withdrawal", {
          params: { id: record.id },
          body: { version: record.version, reason },
        })
      }
      onDone={props.onDone}
    />
  );
}

/** Brings a withdrawn record back. */
export function RestoreRecord(props: { recordId: number; onDone: (instanceId: number) => void }): ReactNode {
  return (
    <WithReason
      label={t("records.restore")}
      run={(reason) =>
        ask("POST /records/:id/restoration", { params: { id: props.recordId }, body: { reason } })
      }
      onDone={({ instanceId }) => props.onDone(instanceId)}
    />
  );
}

function WithReason<T>(props: {
  label: string;
  run: (reason: string) => Promise<T>;
  onDone: (answer: T) => void;
}): ReactNode {
  const client = useQueryClient();
  const [open, setOpen] = useState(false);
  const [said, setSaid] = useState("");
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    try {
      const answer = await props.run(textOf(new FormData(event.currentTarget), "reason"));
      await client.invalidateQueries({ queryKey: ["record"] });
      await client.invalidateQueries({ queryKey: ["records"] });
      props.onDone(answer);
    } catch (error) {
      setSaid(explain(error));
    }
  };
  if (!open)
    return (
      <button type="button" onClick={() => setOpen(true)}>
        {props.label}
      </button>
    );
  return (
    <form className="actions" onSubmit={(event) => void submit(event)}>
      <label>
        {t("records.reason")} <input name="reason" required maxLength={300} />
      </label>
      <button type="submit">{props.label}</button>
      <button type="button" onClick={() => setOpen(false)}>
        {t("app.close")}
      </button>
      <span role="status" className="refused">
        {said}
      </span>
    </form>
  );
}
