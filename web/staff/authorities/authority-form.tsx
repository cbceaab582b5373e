import { type FormEvent, type ReactNode, useState } from "react";
import type { z } from "zod";
import type { authoritySchema } from "../../../server/src/authorities/schema.ts";
import {
  type AuthorityKind,
  authorityKinds,
  type Relation,
  relations,
} from "../../../server/src/authorities/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { t } from "../text.ts";

type Authority = z.output<typeof authoritySchema>;
type Beside = { text: string; relation: Relation };

const linesOf = (data: FormData, name: string): string[] =>
  textOf(data, name)
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);

/** An authority to be made or changed: what it is called in each script, what leads to it, what stands beside it. */
export function AuthorityForm(props: {
  authority?: Authority;
  act?: Act;
  onDone: (id: number) => void;
  onGone?: () => void;
}): ReactNode {
  const { authority } = props;
  const own = useAct("authorities", "authority-headings");
  const act = props.act ?? own;
  const texts = (role: string): string =>
    (authority?.forms ?? [])
      .filter((form) => form.role === role)
      .map((form) => form.text)
      .join("\n");
  const [also, setAlso] = useState<Beside[]>(
    (authority?.forms ?? []).flatMap(({ role, relation, text }) =>
      role === "also" ? [{ text, relation: relation ?? "related" }] : [],
    ),
  );
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const named = {
      headings: linesOf(data, "headings"),
      see: linesOf(data, "see"),
      also: also.filter((one) => one.text.trim() !== ""),
      dates: textOf(data, "dates"),
      note: textOf(data, "note"),
      classes: linesOf(data, "classes"),
    };
    void act.run(async () => {
      const kept = authority
        ? await ask("PUT /authorities/:id", {
            params: { id: authority.id },
            body: { version: authority.version, ...named },
          })
        : await ask("POST /authorities", { body: { kind: textOf(data, "kind") as AuthorityKind, ...named } });
      props.onDone(kept.id);
    }, t("admin.saved"));
  };
  return (
    <>
      <Said act={act} />
      <form className="admin" onSubmit={save} aria-label={t("authorities.form")}>
        {authority ? <Facts authority={authority} /> : <Kind />}
        <label>
          {t("authorities.headings")}
          <textarea name="headings" required rows={3} defaultValue={texts("heading")} />
        </label>
        <p className="quiet">{t("authorities.headingsHint")}</p>
        <label>
          {t("authorities.see")}
          <textarea name="see" rows={4} defaultValue={texts("see")} />
        </label>
        <BesideFields also={also} onChange={setAlso} />
        <More authority={authority} />
        <p className="actions">
          <Send act={act} />
        </p>
      </form>
      {authority && <Deeds authority={authority} act={act} onDone={props.onDone} onGone={props.onGone} />}
    </>
  );
}

function More({ authority }: { authority: Authority | undefined }): ReactNode {
  return (
    <>
      <label>
        {t("authorities.dates")}
        <input name="dates" maxLength={60} defaultValue={authority?.dates ?? ""} placeholder="1900-1986" />
      </label>
      <label>
        {t("authorities.classes")}
        <textarea name="classes" rows={2} defaultValue={authority?.classes.join("\n") ?? ""} />
      </label>
      <label>
        {t("authorities.note")}
        <textarea name="note" rows={3} maxLength={1000} defaultValue={authority?.note ?? ""} />
      </label>
    </>
  );
}

function Kind(): ReactNode {
  return (
    <label>
      {t("authorities.kind")}
      <select name="kind">
        {authorityKinds.map((one) => (
          <option key={one} value={one}>
            {t(`authorities.kind.${one}`)}
          </option>
        ))}
      </select>
    </label>
  );
}

function Facts({ authority }: { authority: Authority }): ReactNode {
  return (
    <>
      <h2>{authority.name}</h2>
      <p className="quiet">
        {t(`authorities.kind.${authority.kind}`)} ·{" "}
        {t("authorities.used", { titles: authority.titles, headings: authority.headingsLinked })} ·{" "}
        {t("authorities.inField")} <code>{authority.link}</code>
        {authority.numbers.length > 0 && ` · ${authority.numbers.join(" · ")}`}
      </p>
    </>
  );
}

function BesideFields(props: { also: readonly Beside[]; onChange: (also: Beside[]) => void }): ReactNode {
  const { also, onChange } = props;
  const set = (at: number, one: Partial<Beside>): void => onChange(also.with(at, { ...also[at]!, ...one }));
  return (
    <fieldset>
      <legend>{t("authorities.also")}</legend>
      {also.map((one, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
        <p className="tools" key={at}>
          <select
            aria-label={t("authorities.relation")}
            value={one.relation}
            onChange={(event) => set(at, { relation: event.target.value as Relation })}
          >
            {relations.map((relation) => (
              <option key={relation} value={relation}>
                {t(`authorities.relation.${relation}`)}
              </option>
            ))}
          </select>
          <input
            aria-label={t("authorities.also")}
            value={one.text}
            maxLength={300}
            onChange={(event) => set(at, { text: event.target.value })}
          />
          <button type="button" onClick={() => onChange(also.toSpliced(at, 1))}>
            {t("admin.remove")}
          </button>
        </p>
      ))}
      <button type="button" onClick={() => onChange([...also, { text: "", relation: "related" }])}>
        {t("authorities.addBeside")}
      </button>
    </fieldset>
  );
}

/** Joining it into another, taking it away. */
function Deeds(props: {
  authority: Authority;
  act: Act;
  onDone: (id: number) => void;
  onGone: (() => void) | undefined;
}): ReactNode {
  const { authority, act } = props;
  const [into, setInto] = useState("");
  const id = Number(/(\d+)\)?\s*$/.exec(into)?.[1] ?? 0);
  const merge = (): void =>
    void act.run(async () => {
      const kept = await ask("POST /authorities/:id/merger", {
        params: { id: authority.id },
        body: { into: id },
      });
      props.onDone(kept.id);
    }, t("authorities.merged"));
  const withdraw = (): void =>
    void act
      .run(() => ask("DELETE /authorities/:id", { params: { id: authority.id } }), t("authorities.withdrawn"))
      .then((done) => done && props.onGone?.());
  return (
    <div className="tools">
      <label>
        {t("authorities.mergeInto")}
        <input value={into} placeholder="(commonshelf)12" onChange={(event) => setInto(event.target.value)} />
      </label>
      {id > 0 && <TwicePressed label={t("authorities.merge")} onPress={merge} />}
      {authority.headingsLinked === 0 && (
        <TwicePressed label={t("authorities.withdraw")} onPress={withdraw} />
      )}
    </div>
  );
}
