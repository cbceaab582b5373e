import type { ReactElement } from "react";
import type { Translate } from "../../../server/src/messages/index.ts";

/** A form of one field that looks for words in one thing: a collection, a document, what lies inside an object. */
export function SearchIn(props: {
  t: Translate;
  action: string;
  /** What is searched, in words: the name of the field. */
  label: string;
  query?: string;
  /** Of the field, and one of the page's. */
  id: string;
  className: string;
  /** A field and a button as everywhere on the page. */
  isPlain?: boolean;
}): ReactElement {
  const { t, label, id, isPlain = false } = props;
  return (
    <search>
      <form action={props.action} className={props.className}>
        <label className="vh" htmlFor={id}>
          {label}
        </label>
        <input
          id={id}
          name="q"
          type="search"
          className={isPlain ? "field" : undefined}
          defaultValue={props.query}
          maxLength={200}
          placeholder={label}
        />
        <button type="submit" className={isPlain ? "secondary" : undefined}>
          {t("collections.search")}
        </button>
      </form>
    </search>
  );
}
