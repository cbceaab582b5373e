import { fromCompact, type MarcRecord, toCompact } from "@commonshelf/marc/record";
import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { textOf } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { t } from "../text.ts";
import { type Draft, Editor } from "./editor.tsx";
import { refusalText } from "./format-names.ts";
import { MacroBar } from "./macros/macro-bar.tsx";
import { Merge } from "./merge.tsx";
import type { Layer } from "./record-page.tsx";

type Saved = Answer<"PUT /records/:id">;

/** Changes a library's record: type, say why, save; who was overtaken merges first. */
export function EditRecord(props: {
  layer: Layer;
  /** What the editor begins with: an earlier version to bring back; the record itself when absent. */
  from?: MarcRecord;
  onDone: (instanceId: number) => void;
  onCancel: () => void;
}): ReactNode {
  const { layer } = props;
  const client = useQueryClient();
  const [base, setBase] = useState({ version: layer.version, record: fromCompact(layer.marc) });
  const [overtaken, setOvertaken] = useState<{ mine: MarcRecord; saved: Saved } | null>(null);
  const [said, setSaid] = useState("");
  const save = async (record: MarcRecord, reason: string): Promise<void> => {
    setSaid(t("records.saving"));
    try {
      const body = { version: base.version, marc: toCompact(record), reason };
      const saved = await ask("PUT /records/:id", { params: { id: layer.id }, body });
      setSaid(saved.outcome === "unchanged" ? t("records.unchanged") : "");
      if (saved.outcome === "overtaken") setOvertaken({ mine: record, saved });
      if (saved.outcome !== "saved") return;
      await client.invalidateQueries({ queryKey: ["record"] });
      await client.invalidateQueries({ queryKey: ["versions"] });
      props.onDone(saved.instanceId);
    } catch (error) {
      setSaid(refusalText(error) ?? explain(error));
    }
  };
  return (
    <Editor
      initial={props.from ?? base.record}
      flavour={layer.flavour}
      foot={(draft, replace) =>
        overtaken ? (
          <Merge
            base={base.record}
            mine={overtaken.mine}
            theirs={fromCompact(overtaken.saved.record.marc)}
            by={overtaken.saved.record.by ?? t("records.unknown")}
            at={overtaken.saved.record.at}
            reason={overtaken.saved.record.reason}
            onMerged={(record) => {
              replace(record);
              const { version, marc } = overtaken.saved.record;
              setBase({ version, record: fromCompact(marc) });
              setOvertaken(null);
              setSaid(t("records.merged-now"));
            }}
            onCancel={() => setOvertaken(null)}
          />
        ) : (
          <>
            <MacroBar member={layer.member} record={draft.record} replace={replace} />
            <SaveBar draft={draft} said={said} onSave={save} onCancel={props.onCancel} />
          </>
        )
      }
    />
  );
}

/** Why, and the button that saves; Ctrl+Enter saves from there. */
export function SaveBar(props: {
  draft: Draft;
  said: string;
  label?: string;
  onSave: (record: MarcRecord, reason: string) => Promise<void>;
  onCancel: () => void;
}): ReactNode {
  const { draft } = props;
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void props.onSave(draft.record, textOf(new FormData(event.currentTarget), "reason"));
  };
  return (
    <form className="save-bar" onSubmit={submit}>
      <label>
        {t("records.reason")}
        <input
          name="reason"
          required
          maxLength={300}
          list="record-reasons"
          defaultValue={props.label ? t("records.reason.new") : ""}
        />
      </label>
      <datalist id="record-reasons">
        {["title", "subject", "typo", "complete"].map((one) => (
          <option key={one} value={t(`records.reason.${one}`)} />
        ))}
      </datalist>
      <button type="submit" className="primary" disabled={draft.errors > 0}>
        {props.label ?? t("admin.save")}
      </button>
      {draft.dirty ? (
        <TwicePressed label={t("records.cancel")} onPress={props.onCancel} />
      ) : (
        <button type="button" onClick={props.onCancel}>
          {t("records.cancel")}
        </button>
      )}
      <p role="status">{draft.errors > 0 ? t("records.errors", { n: draft.errors }) : props.said}</p>
    </form>
  );
}
