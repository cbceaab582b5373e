import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
import { showToast } from "../../ui/toast.tsx";
import { explain } from "../api.ts";
import { type LocalText, languages, t } from "../text.ts";

const NAMES = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" };

/** A name in three languages; one of them is enough. */
export function LocalFields(props: { legend: string; name: string; value?: LocalText }): ReactNode {
  return (
    <fieldset className="local">
      <legend>{props.legend}</legend>
      {languages.map((language) => (
        <label key={language}>
          <span className="quiet" lang={language}>
            {NAMES[language]}
          </span>
          <input
            name={`${props.name}.${language}`}
            lang={language}
            defaultValue={props.value?.[language] ?? ""}
            maxLength={300}
          />
        </label>
      ))}
    </fieldset>
  );
}

/** What was typed into `LocalFields`; languages left empty are absent. */
export function readLocal(data: FormData, name: string): LocalText {
  const given = languages.map((language) => [language, textOf(data, `${name}.${language}`)] as const);
  return Object.fromEntries(given.filter(([, text]) => text !== ""));
}

/** What stands in a field of text, without blanks around it. */
export function textOf(data: FormData, name: string): string {
  const value = data.get(name);
  return typeof value === "string" ? value.trim() : "";
}

/** Something done with a form: why it was refused, and the doing. */
export type Act = {
  /** Stands by the form until it is sent again; empty: not refused. */
  refusal: string;
  busy: boolean;
  /** True when it was done, which `done` tells in passing; the lists named by `keys` are then read anew. */
  run(work: () => Promise<unknown>, done: string): Promise<boolean>;
};

/** For forms that change what these lists show. */
export function useAct(...keys: string[]): Act {
  const client = useQueryClient();
  const [refusal, setRefusal] = useState("");
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>, done: string): Promise<boolean> => {
    setBusy(true);
    setRefusal("");
    try {
      await work();
      if (done !== "") showToast(done);
      await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
      return true;
    } catch (error) {
      setRefusal(explain(error));
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { refusal, busy, run };
}

/** Why the last act was refused. */
export function Said(props: { act: Act }): ReactNode {
  return (
    <p role="alert" className="refused said">
      {props.act.refusal}
    </p>
  );
}

/** The one button that sends a form. */
export function Send(props: { act: Act; label?: string }): ReactNode {
  return (
    <button type="submit" className="primary" disabled={props.act.busy}>
      {props.label ?? t("admin.save")}
    </button>
  );
}
