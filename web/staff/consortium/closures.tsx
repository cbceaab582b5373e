import { useQuery } from "@tanstack/react-query";
import { type FormEvent, type ReactNode, useState } from "react";
import { allPages } from "../all-pages.ts";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { ListState } from "../list-state.tsx";
import type { Answer } from "../operations.ts";
import { currentLanguage, date, pick, t } from "../text.ts";
import { Acts, Wide } from "../wide.tsx";
import { type Act, LocalFields, readLocal, Said, Send, textOf, useAct } from "./fields.tsx";
import type { Member } from "./library.tsx";

/** Days on which a library is closed: one stretch, every year, or by a file. */
export function Closures({ member }: { member: Member }): ReactNode {
  const params = { code: member.code };
  const act = useAct("closures", "set-up");
  const query = useQuery({
    queryKey: ["closures", member.code],
    queryFn: () => allPages((turn) => ask("GET /members/:code/closures", { params, query: turn })),
  });
  const remove = (id: number): void =>
    void act.run(
      () => ask("DELETE /members/:code/closures/:id", { params: { ...params, id } }),
      t("closures.removed"),
    );
  return (
    <div className="beside">
      <div>
        <p className="quiet">{t("closures.hint")}</p>
        <Said act={act} />
        <ListState
          query={query}
          empty={t("closures.empty")}
          rows={(items) => (
            <Wide>
              <table>
                <thead>
                  <tr>
                    <th>{t("closures.first")}</th>
                    <th>{t("closures.last")}</th>
                    <th>{t("closures.reason")}</th>
                    <th>{t("closures.yearly")}</th>
                    <th>
                      <span className="vh">{t("admin.actions")}</span>
                    </th>
                  </tr>
                </thead>
                <tbody>
                  {items.map((one) => (
                    <tr key={one.id}>
                      <td>{date(one.firstOn)}</td>
                      <td>{date(one.lastOn)}</td>
                      <td>{pick(one.reason)}</td>
                      <td>{one.yearly ? t("admin.yes") : ""}</td>
                      <Acts>
                        <TwicePressed label={t("admin.remove")} onPress={() => remove(one.id)} />
                      </Acts>
                    </tr>
                  ))}
                </tbody>
              </table>
            </Wide>
          )}
        />
      </div>
      <div>
        <ClosureForm code={member.code} act={act} />
        <ClosureFile code={member.code} act={act} />
      </div>
    </div>
  );
}

function ClosureForm({ code, act }: { code: string; act: Act }): ReactNode {
  const add = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const firstOn = textOf(data, "firstOn");
    const closure = {
      firstOn,
      lastOn: textOf(data, "lastOn") || firstOn,
      reason: readLocal(data, "reason"),
      yearly: data.get("yearly") !== null,
    };
    void act
      .run(
        () => ask("POST /members/:code/closures", { params: { code }, body: { closures: [closure] } }),
        t("closures.added"),
      )
      .then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={add} aria-label={t("closures.add")}>
      <h2>{t("closures.add")}</h2>
      <div className="row">
        <label>
          {t("closures.first")}
          <input type="date" name="firstOn" required />
        </label>
        <label>
          {t("closures.last")}
          <input type="date" name="lastOn" />
        </label>
      </div>
      <LocalFields legend={t("closures.reason")} name="reason" />
      <label className="check">
        <input type="checkbox" name="yearly" /> {t("closures.everyYear")}
      </label>
      <Send act={act} label={t("closures.add")} />
    </form>
  );
}

type Load = Answer<"POST /members/:code/closures/file">;

function ClosureFile({ code, act }: { code: string; act: Act }): ReactNode {
  const [tried, setTried] = useState<{ text: string; load: Load } | null>(null);
  const send = async (text: string, dryRun: boolean): Promise<Load> =>
    await ask("POST /members/:code/closures/file", {
      params: { code },
      body: { text, dryRun, language: currentLanguage() },
    });
  const choose = async (file: File | undefined): Promise<void> => {
    setTried(null);
    if (!file) return;
    const text = await file.text();
    await act.run(async () => setTried({ text, load: await send(text, true) }), "");
  };
  const load = (): void =>
    void act
      .run(() => send(tried!.text, false), t("closures.loaded", { count: tried!.load.added }))
      .then((done) => done && setTried(null));
  return (
    <div className="admin">
      <h2>{t("closures.file")}</h2>
      <label>
        {t("closures.fileHint")}
        <input
          type="file"
          accept=".csv,.ics,.txt"
          onChange={(event) => void choose(event.target.files?.[0])}
        />
      </label>
      {tried && (
        <>
          <p role="status">{t("closures.tried", { added: tried.load.added, known: tried.load.known })}</p>
          {tried.load.rejected.length > 0 && (
            <ul className="refused">
              {tried.load.rejected.map((one) => (
                <li key={one.line}>
                  {t("closures.line", { line: one.line })} {t(`closures.fault.${one.reason}`)}
                </li>
              ))}
            </ul>
          )}
          <button type="button" disabled={act.busy || tried.load.added === 0} onClick={load}>
            {t("closures.load", { count: tried.load.added })}
          </button>
        </>
      )}
    </div>
  );
}
