import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useState } from "react";
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

/** Something done with a form: what came of it, and the doing. */
export type Act = {
  said: { text: string; refused: boolean };
  busy: boolean;
  /** True when it was done; the lists named by `keys` are then read anew. */
  run(work: () => Promise<unknown>, done: string): Promise<boolean>;
};

/** For forms that change what these lists show. */
export function useAct(...keys: string[]): Act {
  const client = useQueryClient();
  const [said, setSaid] = useState({ text: "", refused: false });
  const [busy, setBusy] = useState(false);
  const run = async (work: () => Promise<unknown>, done: string): Promise<boolean> => {
    setBusy(true);
    try {
      await work();
      setSaid({ text: done, refused: false });
      await Promise.all(keys.map((key) => client.invalidateQueries({ queryKey: [key] })));
      return true;
    } catch (error) {
      setSaid({ text: explain(error), refused: true });
      return false;
    } finally {
      setBusy(false);
    }
  };
  return { said, busy, run };
}

/** What came of the last act. */
export function Said(props: { act: Act }): ReactNode {
  const { text, refused } = props.act.said;
  return (
    <p role={refused ? "alert" : "status"} className={refused ? "refused said" : "done said"}>
      {text}
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
