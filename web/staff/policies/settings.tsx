import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { holdOrders, type SettingKey, settingFigures } from "../../../server/src/policies/words.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { useOwnBranches } from "../consortium/branches.tsx";
import { type Act, LocalFields, readLocal, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { ListState } from "../list-state.tsx";
import type { RowOf } from "../operations.ts";
import { date, pick, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";

type Setting = RowOf<"GET /settings">;
type Term = RowOf<"GET /terms">;

/** Settings of a library and its branches, or of the consortium (null), each with who said it; and the terms of the year. */
export function Settings({ member }: { member: string | null }): ReactNode {
  const [branch, setBranch] = useState("");
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("settings.hint")}</p>
        {member !== null && <BranchOf member={member} branch={branch} onChoose={setBranch} />}
        <SettingList key={branch} member={member} branch={branch || null} />
      </div>
      <TermsOfYear member={member} />
    </div>
  );
}

function BranchOf(props: { member: string; branch: string; onChoose: (code: string) => void }): ReactNode {
  const branches = useOwnBranches(props.member).data ?? [];
  return (
    <label>
      {t("settings.place")}{" "}
      <select value={props.branch} onChange={(event) => props.onChoose(event.target.value)}>
        <option value="">{t("settings.wholeLibrary")}</option>
        {branches.map((one) => (
          <option key={one.code} value={one.code}>
            {pick(one.name)}
          </option>
        ))}
      </select>
    </label>
  );
}

function SettingList({ member, branch }: { member: string | null; branch: string | null }): ReactNode {
  const act = useAct("settings");
  const query = useQuery({
    queryKey: ["settings", member, branch],
    queryFn: async () =>
      (await ask("GET /settings", { query: { member: member ?? undefined, branch: branch ?? undefined } }))
        .items,
  });
  const here = branch !== null ? "branch" : member !== null ? "member" : "consortium";
  return (
    <>
      <Said act={act} />
      <ListState
        query={query}
        empty=""
        rows={(items) =>
          items.map((one) => (
            <SettingForm
              key={`${one.key}${one.value}${one.origin}`}
              setting={one}
              here={here}
              place={{ member, branch }}
              act={act}
            />
          ))
        }
      />
    </>
  );
}

function ValueField({ setting }: { setting: Setting }): ReactNode {
  if (setting.key === "holdOrder")
    return (
      <select
        id="setting-holdOrder"
        name="value"
        defaultValue={String(setting.value)}
        disabled={setting.lockedBy !== null}
      >
        {holdOrders.map((order) => (
          <option key={order} value={order}>
            {t(`settings.holdOrder.${order}`)}
          </option>
        ))}
      </select>
    );
  const [least, most] = settingFigures[setting.key];
  return (
    <input
      id={`setting-${setting.key}`}
      name="value"
      type="number"
      min={least}
      max={most}
      defaultValue={setting.value}
      disabled={setting.lockedBy !== null}
    />
  );
}

function SettingForm(props: {
  setting: Setting;
  here: Setting["origin"];
  place: { member: string | null; branch: string | null };
  act: Act;
}): ReactNode {
  const { setting, place, act } = props;
  const key: SettingKey = setting.key;
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const data = new FormData(event.currentTarget);
    const text = textOf(data, "value");
    const body = {
      key,
      ...place,
      value: key === "holdOrder" ? text : Number(text),
      locked: data.get("locked") !== null,
    };
    void act.run(() => ask("PUT /settings", { body }), t("admin.saved"));
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t(`settings.${key}`)}>
      <label htmlFor={`setting-${key}`}>{t(`settings.${key}`)}</label>
      <ValueField setting={setting} />
      <p className="quiet">
        {setting.lockedBy === null
          ? t(`settings.from.${setting.origin}`)
          : t(`settings.lockedBy.${setting.lockedBy}`)}
      </p>
      {setting.lockedBy === null && (
        <p className="actions">
          {place.branch === null && (
            <label className="check">
              <input type="checkbox" name="locked" /> {t("settings.lock")}
            </label>
          )}
          <Send act={act} />
          {setting.origin === props.here && (
            <button
              type="button"
              onClick={() =>
                void act.run(
                  () => ask("DELETE /settings", { body: { key, ...place } }),
                  t("settings.cleared"),
                )
              }
            >
              {t("settings.clear")}
            </button>
          )}
        </p>
      )}
    </form>
  );
}

function TermsOfYear({ member }: { member: string | null }): ReactNode {
  const act = useAct("terms", "loan-terms");
  const query = useQuery({
    queryKey: ["terms", member],
    queryFn: async () => (await ask("GET /terms", { query: { member: member ?? undefined } })).items,
  });
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = {
      member,
      name: readLocal(data, "name"),
      firstOn: textOf(data, "firstOn"),
      lastOn: textOf(data, "lastOn"),
    };
    void act.run(() => ask("PUT /terms", { body }), t("admin.saved")).then((done) => done && form.reset());
  };
  return (
    <div>
      <h2>{t("terms.title")}</h2>
      <p className="quiet">{t("terms.hint")}</p>
      <Said act={act} />
      <ListState
        query={query}
        empty={t("terms.empty")}
        rows={(items) => <TermTable items={items} member={member} act={act} />}
      />
      <form className="admin" onSubmit={save} aria-label={t("terms.add")}>
        <h2>{t("terms.add")}</h2>
        <LocalFields legend={t("terms.name")} name="name" />
        <div className="row">
          <label>
            {t("terms.firstOn")}
            <input name="firstOn" type="date" required />
          </label>
          <label>
            {t("terms.lastOn")}
            <input name="lastOn" type="date" required />
          </label>
        </div>
        <Send act={act} />
      </form>
    </div>
  );
}

function TermTable(props: { items: Term[]; member: string | null; act: Act }): ReactNode {
  const remove = (id: number): void =>
    void props.act.run(() => ask("DELETE /terms/:id", { params: { id } }), t("terms.removed"));
  return (
    <Wide>
      <table>
        <tbody>
          {props.items.map((term) => (
            <tr key={term.id}>
              <td>{pick(term.name)}</td>
              <td>
                {date(term.firstOn)} – {date(term.lastOn)}
              </td>
              <td>{t(term.member === null ? "rules.ofConsortium" : "rules.ofLibrary")}</td>
              <Acts>
                {term.member === props.member && (
                  <TwicePressed label={t("admin.remove")} onPress={() => remove(term.id)} />
                )}
              </Acts>
            </tr>
          ))}
        </tbody>
      </table>
    </Wide>
  );
}
