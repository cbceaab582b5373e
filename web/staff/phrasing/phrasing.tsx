import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import { Pages } from "../pages.tsx";
import { date, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { SearchUses } from "./search-uses.tsx";

type Words = { said: string; means: string };

/** What readers searched for in vain, and the names of books they use: an alias leads from one to the other. */
export function Phrasing(): ReactNode {
  const act = useAct("zero-searches", "search-aliases");
  const [words, setWords] = useState<Words>({ said: "", means: "" });
  return (
    <>
      <Said act={act} />
      <div className="beside">
        <div>
          <h2>{t("phrasing.zeros")}</h2>
          <p className="quiet">{t("phrasing.zerosHint")}</p>
          <ZeroSearches act={act} onAlias={(said) => setWords({ said, means: "" })} />
          <SearchUses onAlias={(said) => setWords({ said, means: "" })} />
          <h2>{t("phrasing.aliases")}</h2>
          <Aliases act={act} onChange={setWords} />
        </div>
        <AliasForm key={`${words.said}→${words.means}`} words={words} act={act} />
      </div>
    </>
  );
}

function ZeroSearches(props: { act: Act; onAlias: (said: string) => void }): ReactNode {
  const aside = (said: string): void =>
    void props.act.run(() => ask("POST /zero-searches/aside", { body: { said } }), t("phrasing.putAside"));
  return (
    <Pages
      queryKey={["zero-searches"]}
      ask={(cursor) => ask("GET /zero-searches", { query: { limit: 50, cursor } })}
      empty={t("phrasing.zerosNone")}
      rows={(items) => (
        <Wide>
          <table>
            <thead>
              <tr>
                <th>{t("phrasing.said")}</th>
                <th className="number">{t("phrasing.times")}</th>
                <th>{t("phrasing.last")}</th>
                <th>{t("phrasing.members")}</th>
                <th>
                  <span className="vh">{t("admin.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((zero) => (
                <tr key={zero.said}>
                  <td>{zero.said}</td>
                  <td className="number">{zero.times}</td>
                  <td className="day">{date(zero.lastOn)}</td>
                  <td>{zero.members.join(" ") || "—"}</td>
                  <Acts>
                    <button type="button" onClick={() => props.onAlias(zero.said)}>
                      {t("phrasing.toAlias")}
                    </button>{" "}
                    <button type="button" onClick={() => aside(zero.said)}>
                      {t("phrasing.aside")}
                    </button>
                  </Acts>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    />
  );
}

function Aliases(props: { act: Act; onChange: (words: Words) => void }): ReactNode {
  const remove = (id: number): void =>
    void props.act.run(() => ask("DELETE /search-aliases/:id", { params: { id } }), t("phrasing.removed"));
  return (
    <Pages
      queryKey={["search-aliases"]}
      ask={(cursor) => ask("GET /search-aliases", { query: { limit: 50, cursor } })}
      empty={t("phrasing.aliasesNone")}
      rows={(items) => (
        <Wide>
          <table>
            <thead>
              <tr>
                <th>{t("phrasing.said")}</th>
                <th>{t("phrasing.means")}</th>
                <th>
                  <span className="vh">{t("admin.actions")}</span>
                </th>
              </tr>
            </thead>
            <tbody>
              {items.map((alias) => (
                <tr key={alias.id}>
                  <td>{alias.said}</td>
                  <td>{alias.means}</td>
                  <Acts>
                    <button type="button" onClick={() => props.onChange(alias)}>
                      {t("admin.change")}
                    </button>{" "}
                    <TwicePressed label={t("admin.remove")} onPress={() => remove(alias.id)} />
                  </Acts>
                </tr>
              ))}
            </tbody>
          </table>
        </Wide>
      )}
    />
  );
}

function AliasForm({ words, act }: { words: Words; act: Act }): ReactNode {
  const save = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = { said: textOf(data, "said"), means: textOf(data, "means") };
    void act
      .run(() => ask("PUT /search-aliases", { body }), t("admin.saved"))
      .then((done) => {
        if (done) form.reset();
      });
  };
  return (
    <form className="admin" onSubmit={save} aria-label={t("phrasing.form")}>
      <h2>{t("phrasing.form")}</h2>
      <label>
        {t("phrasing.said")}
        <input name="said" required maxLength={100} defaultValue={words.said} />
      </label>
      <label>
        {t("phrasing.means")}
        <input name="means" required maxLength={200} defaultValue={words.means} />
      </label>
      <p className="quiet">{t("phrasing.meansHint")}</p>
      <p className="actions">
        <Send act={act} />
      </p>
    </form>
  );
}
