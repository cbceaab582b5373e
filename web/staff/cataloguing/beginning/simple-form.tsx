import type { MarcRecord } from "@commonshelf/marc/record";
import { type FormEvent, type ReactNode, useEffect, useRef, useState } from "react";
import { ask, explain } from "../../api.ts";
import { textOf } from "../../consortium/fields.tsx";
import { languageName, t } from "../../text.ts";
import { LANGUAGES, peopleIn, type SimpleBook, simpleRecord } from "./simple-record.ts";

const FIELDS = [
  ["title", "author"],
  ["subtitle", "series"],
  ["isbn", "price", "edition"],
  ["place", "publisher", "year"],
  ["pages", "size", "language"],
  ["classNumber", "subjects"],
] as const satisfies (keyof SimpleBook)[][];
const NEEDED = new Set<keyof SimpleBook>(["title"]);

/** How the title and the names read, where they are Han. */
async function readings(book: SimpleBook): Promise<Map<string, string>> {
  const written = [book.title, ...peopleIn(book.author).map(({ name }) => name)];
  const han = new Set(written.filter((text) => /\p{Script=Han}/u.test(text)));
  const read = [...han].map(async (text): Promise<[string, string]> => {
    const query = { text, name: String(text !== book.title) };
    return [text, (await ask("GET /pinyin", { query })).text];
  });
  return new Map(await Promise.all(read));
}

/** A book by its title page: for libraries whose people do not write MARC. The record that comes of it is CNMARC. */
export function SimpleForm(props: {
  today: string;
  agency: string;
  /** What was read from photos: it fills what is still empty. */
  read: Partial<SimpleBook>;
  onRecord: (record: MarcRecord) => void;
}): ReactNode {
  const [said, setSaid] = useState("");
  const form = useRef<HTMLFormElement>(null);
  const filled = useRef<Partial<SimpleBook>>({});
  useEffect(() => {
    for (const [name, value] of Object.entries(props.read) as [keyof SimpleBook, string][]) {
      const field = form.current?.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement)) continue;
      // What a person wrote stays; what was read before gives way to what is read better.
      if (field.value.trim() !== "" && field.value !== filled.current[name]) continue;
      field.value = value;
      filled.current[name] = value;
    }
  }, [props.read]);
  const submit = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const names = [...FIELDS.flat(), "summary"] as (keyof SimpleBook)[];
    const book = Object.fromEntries(names.map((name) => [name, textOf(data, name)])) as SimpleBook;
    try {
      props.onRecord(simpleRecord(book, await readings(book), props.today, props.agency));
    } catch (error) {
      setSaid(explain(error));
    }
  };
  return (
    <form ref={form} className="admin" onSubmit={(event) => void submit(event)}>
      {FIELDS.map((row) => (
        <div key={row[0]} className="row">
          {row.map((name) => (
            <label key={name} htmlFor={`simple-${name}`}>
              {t(`records.simple.${name}`)}
              {name === "language" ? (
                <LanguageChoice />
              ) : (
                <input
                  id={`simple-${name}`}
                  name={name}
                  required={NEEDED.has(name)}
                  maxLength={500}
                  autoComplete="off"
                />
              )}
            </label>
          ))}
        </div>
      ))}
      <label>
        {t("records.simple.summary")}
        <textarea name="summary" rows={3} maxLength={4000} />
      </label>
      <p className="actions">
        <button type="submit" className="primary">
          {t("records.simple.go")}
        </button>
        <span role="status" className="refused">
          {said}
        </span>
      </p>
    </form>
  );
}

/** Of a language that is not named here the record says it: `101`. */
function LanguageChoice(): ReactNode {
  return (
    <select id="simple-language" name="language">
      <option value="">{t("records.simple.languageOfTitle")}</option>
      {LANGUAGES.map((code) => (
        <option key={code} value={code}>
          {languageName(code)}
        </option>
      ))}
    </select>
  );
}
