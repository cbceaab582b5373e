import { type ReactNode, useEffect, useState } from "react";
import { t } from "../text.ts";

const FORGET_MS = 5000;

/** A button for what cannot be taken back: the first press asks, the second within five seconds acts. */
export function TwicePressed(props: { label: string; onPress: () => void }): ReactNode {
  const [asked, setAsked] = useState(false);
  useEffect(() => {
    if (!asked) return;
    const timer = setTimeout(() => setAsked(false), FORGET_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  const press = (): void => {
    setAsked(!asked);
    if (asked) props.onPress();
  };
  return (
    <button type="button" className={asked ? "asked" : ""} onClick={press} onBlur={() => setAsked(false)}>
      {asked ? `${props.label}: ${t("pull.press")}` : props.label}
    </button>
  );
}
