import type { ReactNode } from "react";
import { type LocalText, languages, t } from "../text.ts";

const NAMES = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" };

/** A text in three languages that is changed as it is typed. */
export function LocalInputs(props: {
  legend: string;
  value: LocalText;
  onChange: (value: LocalText) => void;
  rows?: number;
}): ReactNode {
  const set = (language: (typeof languages)[number], text: string): void => {
    const { [language]: _old, ...rest } = props.value;
    props.onChange(text === "" ? rest : { ...rest, [language]: text });
  };
  return (
    <fieldset className="local">
      <legend>{props.legend}</legend>
      {languages.map((language) => {
        const common = {
          lang: language,
          value: props.value[language] ?? "",
          maxLength: props.rows ? 4000 : 100,
        };
        const id = `${props.legend} ${language}`;
        return (
          <label key={language} htmlFor={id}>
            <span className="quiet" lang={language}>
              {NAMES[language]}
            </span>
            {props.rows ? (
              <textarea
                id={id}
                rows={props.rows}
                {...common}
                onChange={(event) => set(language, event.target.value)}
              />
            ) : (
              <input id={id} {...common} onChange={(event) => set(language, event.target.value)} />
            )}
          </label>
        );
      })}
    </fieldset>
  );
}

/** One of several words, each with its name. */
export function Choice<T extends string>(props: {
  label: string;
  names: string;
  options: readonly T[];
  value: T | null;
  none?: string;
  onChange: (value: T | null) => void;
}): ReactNode {
  return (
    <label>
      {props.label}
      <select
        value={props.value ?? ""}
        onChange={(event) => props.onChange((event.target.value || null) as T | null)}
      >
        {props.none !== undefined && <option value="">{props.none}</option>}
        {props.options.map((one) => (
          <option key={one} value={one}>
            {props.names === "" ? one : t(`${props.names}.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

/** Yes or no. */
export function Tick(props: {
  label: string;
  value: boolean;
  onChange: (value: boolean) => void;
}): ReactNode {
  return (
    <label className="check">
      <input
        type="checkbox"
        checked={props.value}
        onChange={(event) => props.onChange(event.target.checked)}
      />{" "}
      {props.label}
    </label>
  );
}
