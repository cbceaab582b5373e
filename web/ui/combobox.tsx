import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import {
  Button,
  ComboBox,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
} from "react-aria-components";

/** What can be chosen: `code` is sent, `label` is read and typed. */
type Choice = { code: string; label: string };

type Field = {
  name: string;
  label: string;
  choices: readonly Choice[];
  defaultValue?: string;
  placeholder?: string;
  required?: boolean;
  readOnly?: boolean;
  allowsOther?: boolean;
  /** What is said of a text that is in no list, for a field that then sends nothing. */
  refusal?: ((typed: string) => string) | undefined;
};

/** The choices that fit what is typed; all, while nothing is or one was typed whole. */
export function fitting(choices: readonly Choice[], typed: string | null): Choice[] {
  const wanted = (typed ?? "").trim().toLowerCase();
  if (choices.some((one) => one.label.toLowerCase() === wanted)) return [...choices];
  return choices.filter(
    (one) => one.label.toLowerCase().includes(wanted) || one.code.toLowerCase().startsWith(wanted),
  );
}

/** The choice that a text means, by name or by its code; undefined: none. */
export function meantBy(choices: readonly Choice[], typed: string): Choice | undefined {
  const meant = typed.trim();
  return choices.find((one) => one.label === meant || one.code.toLowerCase() === meant.toLowerCase());
}

/** What is typed, what is meant by it, and what of the choices fits. */
function useTyped(props: Field): {
  code: string;
  shown: string;
  items: Choice[];
  sent: RefObject<HTMLInputElement | null>;
  choose: (code: string) => void;
  type: (text: string) => void;
  isRefused: boolean;
  settle: () => void;
} {
  const first = props.defaultValue ?? "";
  const labelOf = (code: string): string => props.choices.find((one) => one.code === code)?.label ?? code;
  const [code, setCode] = useState(first);
  // What is being typed; null: what is chosen is shown, by its name, also when the names come later.
  const [typed, setTyped] = useState<string | null>(null);
  const sent = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const form = sent.current?.form;
    const reset = (): void => {
      setCode(first);
      setTyped(null);
    };
    form?.addEventListener("reset", reset);
    return () => form?.removeEventListener("reset", reset);
  }, [first]);
  const choose = setCode;
  const type = (text: string): void => {
    setTyped(text);
    const meant = text.trim();
    const found = meantBy(props.choices, text);
    if (found) choose(found.code);
    else if (meant === "" || props.allowsOther) choose(meant);
  };
  const shown = typed ?? labelOf(code);
  const items = fitting(props.choices, typed);
  const isRefused =
    props.refusal !== undefined && (typed ?? "").trim() !== "" && !meantBy(props.choices, typed ?? "");
  return { code, shown, items, sent, choose, type, isRefused, settle: () => setTyped(null) };
}

/**
 * A field of a form that is typed by name and sent as a code: a list opens while typing and is walked by the keys. A code
 * typed whole counts as well. `allowsOther`: what is in no list may be typed; without it the last choice comes back.
 * `refusal`: what is in no list stays, and the form says so instead of sending.
 */
export function ComboField(props: Field): ReactNode {
  const { code, shown, items, sent, choose, type, isRefused, settle } = useTyped(props);
  return (
    <ComboBox
      className="ui-combo"
      items={items}
      inputValue={shown}
      selectedKey={props.choices.some((one) => one.code === code) ? code : null}
      onInputChange={type}
      onSelectionChange={(key) => {
        if (key === null) return;
        choose(String(key));
        settle();
      }}
      onBlur={() => !isRefused && settle()}
      validate={() => (isRefused ? props.refusal?.(shown.trim()) : undefined)}
      menuTrigger="focus"
      allowsCustomValue
      allowsEmptyCollection={false}
      isRequired={props.required ?? false}
      isReadOnly={props.readOnly ?? false}
    >
      <Label>{props.label}</Label>
      <span className="ui-combo-line">
        <Input {...(props.placeholder !== undefined && { placeholder: props.placeholder })} maxLength={100} />
        <Button aria-hidden="true">▾</Button>
      </span>
      <FieldError className="refused" />
      <input ref={sent} type="hidden" name={props.name} value={code} />
      <Popover className="ui-list" offset={2}>
        <ListBox<Choice>>
          {(one) => (
            <ListBoxItem id={one.code} textValue={one.label}>
              {one.label}
              {one.label !== one.code && <small>{one.code}</small>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  );
}
