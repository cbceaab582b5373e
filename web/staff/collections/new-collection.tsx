import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { type TemplateName, templateNames } from "../../../server/src/collections/words.ts";
import { ask } from "../api.ts";
import { LocalFields, readLocal, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { CATALOGUERS, MemberOptions, useOwnMembers } from "../own-members.tsx";
import type { Session } from "../session.ts";
import { pick, t } from "../text.ts";
import type { Go, Worked } from "./collections.tsx";

/** A collection is begun: what kind it is, what it is called, under which address. */
export function NewCollection(props: { session: Session; worked: Worked[]; go: Go }): ReactNode {
  const { session, go } = props;
  const client = useQueryClient();
  const act = useAct();
  const [template, setTemplate] = useState<TemplateName>("rare-books");
  const { members } = useOwnMembers(session, CATALOGUERS);
  const save = async (event: FormEvent<HTMLFormElement>): Promise<void> => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const slug = textOf(data, "slug").toLowerCase();
    const like = textOf(data, "like");
    const body = {
      member: textOf(data, "member"),
      slug,
      name: readLocal(data, "name"),
      ...(like === "" ? { template } : { like }),
    };
    const isDone = await act.run(() => ask("POST /collections", { body }), "");
    if (!isDone) return;
    await client.invalidateQueries({ queryKey: ["collections-worked"] });
    go(slug, "import");
  };
  return (
    <form className="admin collection-new" onSubmit={(event) => void save(event)}>
      <TemplateCards value={template} onChange={setTemplate} />
      <LocalFields legend={t("collections.new.name")} name="name" />
      <div className="row">
        <label>
          {t("collections.new.address")}
          <input
            name="slug"
            required
            pattern="[a-z0-9][a-z0-9\-]{1,58}[a-z0-9]"
            placeholder="gudian-guji"
            title={t("collections.new.address.what")}
          />
        </label>
        <label>
          {t("collections.new.member")}
          <select name="member" required defaultValue={session.branch?.member}>
            <MemberOptions members={members} />
          </select>
        </label>
        <LikeChoice worked={props.worked} />
      </div>
      <p className="quiet">{t("collections.new.address.what")}</p>
      <p className="actions">
        <Send act={act} label={t("collections.new.begin")} />
        <button type="button" onClick={() => go()}>
          {t("app.close")}
        </button>
      </p>
      <Said act={act} />
    </form>
  );
}

function TemplateCards(props: { value: TemplateName; onChange: (name: TemplateName) => void }): ReactNode {
  return (
    <fieldset>
      <legend>{t("collections.new.template")}</legend>
      <div className="template-cards">
        {templateNames.map((name) => (
          <label key={name}>
            <input
              type="radio"
              name="template"
              value={name}
              checked={name === props.value}
              onChange={() => props.onChange(name)}
            />
            <b>{t(`collections.template.${name}`)}</b>
            <span className="quiet">{t(`collections.template.${name}.what`)}</span>
          </label>
        ))}
      </div>
    </fieldset>
  );
}

/** Another collection whose set-up is taken over. */
function LikeChoice(props: { worked: Worked[] }): ReactNode {
  if (props.worked.length === 0) return null;
  return (
    <label>
      {t("collections.new.like")}
      <select name="like" defaultValue="">
        <option value="">{t("collections.new.like.none")}</option>
        {props.worked.map((one) => (
          <option key={one.slug} value={one.slug}>
            {pick(one.name) || one.slug}
          </option>
        ))}
      </select>
    </label>
  );
}
