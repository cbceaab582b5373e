import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { DataTable, type TableColumn } from "../../ui/data-table.tsx";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { currentLanguage, type Language, languages, t } from "../text.ts";

type Text = RowOf<"GET /members/:code/notice-texts">;
type Preview = Answer<"POST /members/:code/notice-texts/preview">;

const LANGUAGE_NAMES = { "zh-Hans": "简体中文", "zh-Hant": "繁體中文", en: "English" };

/** How the library words its mails to readers: each notice in three languages, with a preview and a test mail. */
export function NoticeTexts({ code }: { code: string }): ReactNode {
  const act = useAct("notice-texts");
  const [language, setLanguage] = useState<Language>(currentLanguage());
  const [open, setOpen] = useState<Text["kind"] | null>(null);
  const query = useQuery({
    queryKey: ["notice-texts", code],
    queryFn: async () => (await ask("GET /members/:code/notice-texts", { params: { code } })).items,
  });
  const columns: TableColumn<Text>[] = [
    { id: "kind", name: t("texts.notice"), show: (one) => t(`texts.kind.${one.kind}`), width: 190 },
    { id: "subject", name: t("texts.subject"), show: (one) => (one.own ?? one.otherwise).subject },
    {
      id: "whose",
      name: t("rules.whose"),
      show: (one) => t(one.own ? "rules.ofLibrary" : "rules.ofConsortium"),
      sortBy: (one) => (one.own ? 0 : 1),
      width: 110,
    },
  ];
  const chosen = query.data?.find((one) => one.kind === open && one.language === language);
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("texts.hint")}</p>
        <label>
          {t("app.language")}{" "}
          <select value={language} onChange={(event) => setLanguage(event.target.value as Language)}>
            {languages.map((one) => (
              <option key={one} value={one} lang={one}>
                {LANGUAGE_NAMES[one]}
              </option>
            ))}
          </select>
        </label>
        <ListState
          query={query}
          empty=""
          rows={(items) => (
            <DataTable
              label={t("texts.title")}
              language={currentLanguage()}
              columns={columns}
              rows={items.filter((one) => one.language === language)}
              keyOf={(one) => one.kind}
              onOpen={(one) => setOpen(one.kind)}
            />
          )}
        />
      </div>
      {chosen ? (
        <TextForm key={`${open} ${language} ${chosen.own === null}`} code={code} text={chosen} act={act} />
      ) : (
        <p className="quiet">{t("texts.choose")}</p>
      )}
    </div>
  );
}

function TextForm({ code, text, act }: { code: string; text: Text; act: Act }): ReactNode {
  const params = { code };
  const form = useRef<HTMLFormElement>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { kind, language } = text;
  const given = text.own ?? text.otherwise;
  const body = () => {
    const data = new FormData(form.current!);
    return { kind, language, subject: textOf(data, "subject"), body: textOf(data, "body") };
  };
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    void act.run(() => ask("PUT /members/:code/notice-texts", { params, body: body() }), t("texts.saved"));
  };
  const look = (): void =>
    void act.run(async () => {
      setPreview(await ask("POST /members/:code/notice-texts/preview", { params, body: body() }));
    }, "");
  const mail = (): void =>
    void act.run(
      () => ask("POST /members/:code/notice-texts/test-mail", { params, body: body() }),
      t("texts.mailed"),
    );
  const clear = (): void =>
    void act.run(
      () => ask("DELETE /members/:code/notice-texts", { params, body: { kind, language } }),
      t("texts.cleared"),
    );
  const put = (name: string): void => {
    const field = form.current?.elements.namedItem("body");
    if (!(field instanceof HTMLTextAreaElement)) return;
    field.setRangeText(`{{${name}}}`, field.selectionStart, field.selectionEnd, "end");
    field.focus();
  };
  return (
    <form ref={form} className="admin" onSubmit={save} aria-label={t(`texts.kind.${kind}`)}>
      <h2>{t(`texts.kind.${kind}`)}</h2>
      <label>
        {t("texts.subject")}
        <input name="subject" required maxLength={200} lang={language} defaultValue={given.subject} />
      </label>
      <label>
        {t("texts.body")}
        <textarea name="body" required rows={7} maxLength={4000} lang={language} defaultValue={given.body} />
      </label>
      <Values names={text.values} onPut={put} />
      <p className="actions">
        <Send act={act} />
        <button type="button" onClick={look}>
          {t("texts.preview")}
        </button>
        <button type="button" onClick={mail}>
          {t("texts.mail")}
        </button>
        {text.own && <TwicePressed label={t("texts.clear")} onPress={clear} />}
      </p>
      <Said act={act} />
      {preview && (
        <blockquote lang={language} className="letter" aria-label={t("texts.preview")}>
          <b>{preview.subject}</b>
          <p>{preview.body}</p>
        </blockquote>
      )}
    </form>
  );
}

/** What may be put into a text: a button for each value, by its name. */
function Values(props: { names: readonly string[]; onPut: (name: string) => void }): ReactNode {
  return (
    <p className="actions">
      <span className="quiet">{t("texts.putIn")}</span>
      {props.names.map((name) => (
        <button key={name} type="button" title={`{{${name}}}`} onClick={() => props.onPut(name)}>
          {t(`texts.value.${name}`)}
        </button>
      ))}
    </p>
  );
}
