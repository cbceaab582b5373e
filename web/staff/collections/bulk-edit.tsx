import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { objectStates } from "../../../server/src/collections/words.ts";
import type { EditAction } from "../../../server/src/object-edits/schema.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer } from "../operations.ts";
import { date, pick, t } from "../text.ts";
import { Wide } from "../wide.tsx";
import { useDraft } from "./draft.tsx";

type Edit = Answer<"POST /collections/:slug/edits">;
const kinds = ["replace", "set", "add", "remove"] as const;

/** One field of many objects is changed at once: tried first, done, undone as one. */
export function BulkEditPart({ slug }: { slug: string }): ReactNode {
  const act = useAct("collection-edits", "collection-objects");
  const [tried, setTried] = useState<Edit | null>(null);
  const edits = useQuery({
    queryKey: ["collection-edits", slug],
    queryFn: async () => (await ask("GET /collections/:slug/edits", { params: { slug } })).items,
    refetchInterval: (query) =>
      query.state.data?.some((one) => one.state === "running" || one.state === "undoing") ? 2000 : false,
  });
  const start = (): void => {
    if (!tried) return;
    const { id } = tried;
    void act
      .run(() => ask("POST /collection-edits/:id/start", { params: { id } }), t("edits.begun"))
      .then((isDone) => isDone && setTried(null));
  };
  return (
    <div className="list-beside">
      <TryForm slug={slug} act={act} onTried={setTried} />
      <div>
        {tried ? <Preview edit={tried} busy={act.busy} onStart={start} /> : null}
        <Said act={act} />
        <h2>{t("edits.done")}</h2>
        {edits.data && edits.data.length > 0 ? (
          <ul className="edit-list">
            {edits.data.map((one) => (
              <Done key={one.id} edit={one} act={act} />
            ))}
          </ul>
        ) : (
          <p className="quiet">{t("edits.none")}</p>
        )}
      </div>
    </div>
  );
}

function readAction(data: FormData, kind: (typeof kinds)[number]): EditAction {
  const field = textOf(data, "field");
  if (kind === "replace") return { kind, field, find: textOf(data, "find"), put: textOf(data, "put") };
  if (kind === "set")
    return {
      kind,
      field,
      values: textOf(data, "values")
        .split("\n")
        .map((one) => one.trim())
        .filter(Boolean),
    };
  return { kind, field, value: textOf(data, "value") };
}

function TryForm(props: { slug: string; act: Act; onTried: (edit: Edit | null) => void }): ReactNode {
  const { slug, act, onTried } = props;
  const fields = useDraft(slug).data?.config.fields ?? [];
  const [kind, setKind] = useState<(typeof kinds)[number]>("replace");
  const submit = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const state = objectStates.find((one) => one === textOf(data, "state"));
    const words = textOf(data, "words");
    const field = textOf(data, "where");
    const filter = {
      ...(state && { state }),
      ...(words !== "" && { words }),
      ...(field !== "" && { field, value: textOf(data, "is") }),
    };
    onTried(null);
    void act.run(async () => {
      const body = { filter, action: readAction(data, kind) };
      onTried(await ask("POST /collections/:slug/edits", { params: { slug }, body }));
    }, "");
  };
  const names = fields.map((field) => (
    <option key={field.key} value={field.key}>
      {pick(field.label) || field.key}
    </option>
  ));
  return (
    <form className="admin" onSubmit={submit}>
      <Which names={names} />
      <What names={names} kind={kind} onKind={setKind} />
      <p className="actions">
        <button type="submit" className="primary" disabled={act.busy}>
          {t("edits.try")}
        </button>
        <span className="quiet">{t("edits.try.what")}</span>
      </p>
    </form>
  );
}

/** Which objects are meant. */
function Which({ names }: { names: ReactNode }): ReactNode {
  return (
    <fieldset>
      <legend>{t("edits.which")}</legend>
      <label>
        {t("edits.words")}
        <input name="words" maxLength={200} />
      </label>
      <div className="row">
        <label>
          {t("edits.where")}
          <select name="where">
            <option value="">{t("edits.anywhere")}</option>
            {names}
          </select>
        </label>
        <label>
          {t("edits.is")}
          <input name="is" maxLength={2000} placeholder={t("edits.is.empty")} />
        </label>
      </div>
      <label>
        {t("collections.objects.state")}
        <select name="state">
          <option value="">{t("collections.objects.all")}</option>
          {objectStates
            .filter((one) => one !== "withdrawn")
            .map((one) => (
              <option key={one} value={one}>
                {t(`collections.object.${one}`)}
              </option>
            ))}
        </select>
      </label>
    </fieldset>
  );
}

/** What is done to them. */
function What(props: {
  names: ReactNode;
  kind: (typeof kinds)[number];
  onKind: (kind: (typeof kinds)[number]) => void;
}): ReactNode {
  const { names, kind, onKind } = props;
  return (
    <fieldset>
      <legend>{t("edits.what")}</legend>
      <div className="row">
        <label>
          {t("edits.field")}
          <select name="field" required>
            {names}
          </select>
        </label>
        <label>
          {t("edits.kind")}
          <select value={kind} onChange={(event) => onKind(event.target.value as typeof kind)}>
            {kinds.map((one) => (
              <option key={one} value={one}>
                {t(`edits.kind.${one}`)}
              </option>
            ))}
          </select>
        </label>
      </div>
      {kind === "replace" ? (
        <div className="row">
          <label>
            {t("edits.find")}
            <input name="find" required maxLength={2000} />
          </label>
          <label>
            {t("edits.put")}
            <input name="put" maxLength={2000} />
          </label>
        </div>
      ) : kind === "set" ? (
        <label>
          {t("edits.values")}
          <textarea name="values" rows={3} />
        </label>
      ) : (
        <label>
          {t("edits.value")}
          <input name="value" required maxLength={2000} />
        </label>
      )}
    </fieldset>
  );
}

function Preview(props: { edit: Edit; busy: boolean; onStart: () => void }): ReactNode {
  const { edit } = props;
  return (
    <section aria-live="polite">
      <h2>{t("edits.would", { count: edit.objects })}</h2>
      {edit.objects > 0 ? (
        <>
          <Wide>
            <table>
              <thead>
                <tr>
                  <th>{t("edits.object")}</th>
                  <th>{t("edits.before")}</th>
                  <th>{t("edits.after")}</th>
                </tr>
              </thead>
              <tbody>
                {edit.samples.map((one) => (
                  <tr key={one.number}>
                    <td>{one.title}</td>
                    <td>{one.before.join(" | ")}</td>
                    <td>
                      {one.wrong ? (
                        <span className="refused">{t("edits.wrong", { values: one.after.join(" | ") })}</span>
                      ) : (
                        one.after.join(" | ") || t("edits.nothing")
                      )}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Wide>
          <p className="actions">
            <button type="button" className="primary" disabled={props.busy} onClick={props.onStart}>
              {t("edits.do", { count: edit.objects })}
            </button>
            <span className="quiet">{t("edits.do.what")}</span>
          </p>
        </>
      ) : null}
    </section>
  );
}

function Done({ edit, act }: { edit: Edit; act: Act }): ReactNode {
  const { id, changed, refused, kept } = edit;
  return (
    <li>
      <b>{t(`edits.kind.${edit.action.kind}`)}</b> {edit.action.field} · {date(edit.at)} {edit.author}
      <br />
      {t(`edits.state.${edit.state}`, { changed, refused, kept })}{" "}
      {edit.state === "done" && changed > 0 ? (
        <TwicePressed
          label={t("edits.undo")}
          onPress={() =>
            void act.run(() => ask("POST /collection-edits/:id/undo", { params: { id } }), t("edits.undoing"))
          }
        />
      ) : null}
    </li>
  );
}
