import { type ReactNode, type RefObject, useState } from "react";
import { t } from "../../text.ts";
import { type Given, givenBack } from "./given-back.ts";

/** Books from the book drop were given back earlier: the moment they count from, for every scan that follows. */
export function BackDating(props: { given: RefObject<Given> }): ReactNode {
  const [value, setValue] = useState("");
  const [isOn, setOn] = useState(false);
  const change = (on: boolean, text: string): void => {
    setOn(on);
    setValue(text);
    props.given.current = givenBack(on, text);
  };
  return (
    <p className="tools">
      <label>
        <input type="checkbox" checked={isOn} onChange={(event) => change(event.target.checked, value)} />{" "}
        {t("scan.drop")}
      </label>{" "}
      {isOn && (
        <label>
          {t("scan.givenAt")}{" "}
          <input
            type="datetime-local"
            required
            value={value}
            onChange={(event) => change(true, event.target.value)}
          />
        </label>
      )}
    </p>
  );
}
