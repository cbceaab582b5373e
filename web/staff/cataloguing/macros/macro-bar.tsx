import { fromCompact, type MarcRecord, toCompact } from "@commonshelf/marc/record";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useId, useState } from "react";
import { ask, explain } from "../../api.ts";
import { t } from "../../text.ts";

/** Runs one of the library's macros on the record that is being written; what it did can be undone like typing. */
export function MacroBar(props: {
  member: string;
  record: MarcRecord;
  replace: (record: MarcRecord) => void;
}): ReactNode {
  const { member } = props;
  const id = useId();
  const [chosen, setChosen] = useState("");
  const [said, setSaid] = useState("");
  const macros = useQuery({
    queryKey: ["macros", member],
    queryFn: async () => (await ask("GET /members/:code/macros", { params: { code: member } })).items,
  });
  const names = (macros.data ?? []).map((one) => one.name);
  const name = names.includes(chosen) ? chosen : names[0];
  if (name === undefined) return null;
  const run = async (): Promise<void> => {
    try {
      const body = { name, marc: toCompact(props.record) };
      const made = await ask("POST /members/:code/macro-runs", { params: { code: member }, body });
      if (made.changed) props.replace(fromCompact(made.marc));
      setSaid(t(made.changed ? "macros.done" : "macros.nothing", { name }));
    } catch (error) {
      setSaid(explain(error));
    }
  };
  return (
    <p className="actions">
      <label htmlFor={id}>{t("macros.one")}</label>
      <select id={id} value={name} onChange={(event) => setChosen(event.target.value)}>
        {names.map((one) => (
          <option key={one}>{one}</option>
        ))}
      </select>
      <button type="button" onClick={() => void run()}>
        {t("macros.run")}
      </button>
      <span role="status">{said}</span>
    </p>
  );
}
