import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { ComboField } from "../../ui/combobox.tsx";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, LocalFields, readLocal, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { pick, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";

type Kind = RowOf<"GET /kinds">;
const OF = ["patron-group", "item-class"] as const satisfies readonly Kind["of"][];

/** Patron groups and item classes of a library with the consortium's (null: these alone). */
function useKinds(member: string | null) {
  return useQuery({
    queryKey: ["kinds", member],
    queryFn: async () => (await ask("GET /kinds", { query: { member: member ?? undefined } })).items,
    staleTime: 60_000,
  });
}

/** What a kind of the consortium is called; one without a name stays as its code. */
export function useKindName(of: Kind["of"]): (code: string) => string {
  const { data } = useKinds(null);
  return (code) => pick(data?.find((kind) => kind.of === of && kind.code === code)?.name) || code;
}

/**
 * A kind of reader or item, typed by its name; a code that has no name yet may be typed as well. `isNamed`: only what has a
 * name is taken, for what a person or a book is made into.
 */
export function KindField(props: {
  of: Kind["of"];
  member: string | null;
  name: string;
  label: string;
  defaultValue?: string;
  placeholder?: string;
  required?: boolean;
  readOnly?: boolean;
  isNamed?: boolean;
}): ReactNode {
  const { of, member, isNamed = false, ...field } = props;
  const { data } = useKinds(member);
  const choices = (data ?? [])
    .filter((kind) => kind.of === of)
    .map((kind) => ({ code: kind.code, label: pick(kind.name) || kind.code }));
  const refusal = isNamed ? (typed: string) => t(`kinds.unknown.${of}`, { typed }) : undefined;
  return <ComboField {...field} choices={choices} allowsOther={!isNamed} refusal={refusal} />;
}

/** What kinds of readers and items are called in the three languages. */
export function Kinds({ member }: { member: string | null }): ReactNode {
  const act = useAct("kinds");
  const [open, setOpen] = useState<Kind | null>(null);
  const query = useKinds(member);
  const remove = (id: number): void =>
    void act.run(() => ask("DELETE /kinds/:id", { params: { id } }), t("kinds.removed"));
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("kinds.hint")}</p>
        <Said act={act} />
        <ListState
          query={query}
          empty={t("kinds.empty")}
          rows={(items) => (
            <Wide>
              <table>
                <thead>
                  <tr>
                    <th>{t("kinds.of")}</th>
                    <th>{t("kinds.code")}</th>
                    <th>{t("kinds.name")}</th>
                    <th>{t("rules.whose")}</th>
                    <th>
                      <span className="vh">{t("admin.actions")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((kind) => (
                    <tr key={kind.id}>
                      <td>{t(`kinds.of.${kind.of}`)}</td>
                      <td>
                        <code>{kind.code}</code>
                      </td>
                      <td>{pick(kind.name)}</td>
                      <td>{t(kind.member === null ? "rules.ofConsortium" : "rules.ofLibrary")}</td>
                      <Acts>
                        <button type="button" onClick={() => setOpen(kind)}>
                          {t("admin.change")}
                        </button>{" "}
                        {kind.member === member && (
                          <TwicePressed label={t("admin.remove")} onPress={() => remove(kind.id)} />
                        )}
                      </Acts>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Wide>
          )}
        />
      </div>
      <KindForm key={open?.id ?? "new"} member={member} kind={open} act={act} onDone={() => setOpen(null)} />
    </div>
  );
}

function KindForm(props: {
  member: string | null;
  kind: Kind | null;
  act: Act;
  onDone: () => void;
}): ReactNode {
  const { member, kind, act } = props;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const of = OF.find((one) => one === data.get("of")) ?? kind?.of ?? OF[0];
    const body = { member, of, code: kind?.code ?? textOf(data, "code"), name: readLocal(data, "name") };
    void act
      .run(() => ask("PUT /kinds", { body }), t("admin.saved"))
      .then((done) => {
        if (!done) return;
        form.reset();
        props.onDone();
      });
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("kinds.set")}>
      <h2>{kind ? `${t(`kinds.of.${kind.of}`)} ${kind.code}` : t("kinds.set")}</h2>
      {!kind && (
        <div className="row">
          <label>
            {t("kinds.of")}
            <select name="of">
              {OF.map((of) => (
                <option key={of} value={of}>
                  {t(`kinds.of.${of}`)}
                </option>
              ))}
            </select>
          </label>
          <label>
            {t("kinds.code")}
            <input name="code" required maxLength={64} />
          </label>
        </div>
      )}
      <LocalFields legend={t("kinds.name")} name="name" value={kind?.name ?? {}} />
      <p className="actions">
        <Send act={act} />
        {kind && (
          <button type="button" onClick={props.onDone}>
            {t("app.close")}
          </button>
        )}
      </p>
    </form>
  );
}
