import { type FormEvent, type ReactNode, useState } from "react";
import { ask } from "../api.ts";
import { TwicePressed } from "../circulation/twice-pressed.tsx";
import { type Act, Said, Send, textOf, useAct } from "../consortium/fields.tsx";
import type { Answer, RowOf } from "../operations.ts";
import { ADMINISTRATORS, MemberName, MemberOptions, useOwnMembers } from "../own-members.tsx";
import { Pages } from "../pages.tsx";
import type { Session } from "../session.ts";
import { date, t } from "../text.ts";
import { Wide } from "../wide.tsx";

const USUAL_DAILY = 10_000;
const MOST_DAILY = 1_000_000;
/** Letters of a key, all of which shall be seen. */
const KEY_LENGTH = 38;
const number = (value: number): string => value.toLocaleString();
type Row = RowOf<"GET /api-keys">;

/** Keys with which other systems ask more of the open doors: given out, watched, ended. */
export function ApiKeys({ session }: { session: Session }): ReactNode {
  const act = useAct("api-keys");
  const [issued, setIssued] = useState<Answer<"POST /api-keys"> | null>(null);
  return (
    <section>
      <p className="quiet">{t("apiKeys.what")}</p>
      {issued && (
        <div role="status" className="issued-key">
          <label>
            {t("apiKeys.once")}
            <input
              readOnly
              value={issued.key}
              onFocus={(event) => event.target.select()}
              size={KEY_LENGTH}
              spellCheck={false}
            />
          </label>
        </div>
      )}
      <div className="beside">
        <div>
          <Pages
            queryKey={["api-keys"]}
            ask={(cursor) => ask("GET /api-keys", { query: { cursor } })}
            empty={t("apiKeys.none")}
            rows={(rows) => (
              <Wide>
                <Keys rows={rows} act={act} />
              </Wide>
            )}
          />
          <Said act={act} />
        </div>
        <NewKey session={session} onIssued={setIssued} />
      </div>
    </section>
  );
}

function Keys({ rows, act }: { rows: readonly Row[]; act: Act }): ReactNode {
  const revoke = ({ id }: Row): void =>
    void act.run(
      () => ask("POST /api-keys/:id/revocation", { params: { id }, body: {} }),
      t("apiKeys.revoked"),
    );
  return (
    <table className="lines api-keys">
      <thead>
        <tr>
          {(["name", "operator", "sites", "today", "month", "state"] as const).map((one) => (
            <th key={one} scope="col" className={one === "today" || one === "month" ? "num" : undefined}>
              {t(`apiKeys.${one}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr key={row.id}>
            <th scope="row">{row.name}</th>
            <td>
              {row.member === null ? t("apiKeys.region") : <MemberName code={row.member} />}
              <br />
              {row.contact}
              <br />
              <code className="quiet">{row.beginning}…</code>
            </td>
            <td>{row.origins.length === 0 ? t("apiKeys.servers") : row.origins.join(" ")}</td>
            <td className="num">
              {number(row.today)} / {number(row.daily)}
              {row.refusedToday > 0 && (
                <>
                  <br />
                  <span className="quiet">{t("apiKeys.refused", { count: number(row.refusedToday) })}</span>
                </>
              )}
            </td>
            <td className="num">{number(row.month)}</td>
            <td>
              {row.revokedAt ? (
                t("apiKeys.ended", { day: date(row.revokedAt) })
              ) : (
                <TwicePressed label={t("apiKeys.revoke")} onPress={() => revoke(row)} />
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

function NewKey(props: { session: Session; onIssued: (key: Answer<"POST /api-keys">) => void }): ReactNode {
  const act = useAct("api-keys");
  const { members, isForAll } = useOwnMembers(props.session, ADMINISTRATORS);
  const send = (event: FormEvent<HTMLFormElement>): void => {
    event.preventDefault();
    const form = event.currentTarget;
    const data = new FormData(form);
    const body = {
      member: textOf(data, "member") || null,
      name: textOf(data, "name"),
      contact: textOf(data, "contact"),
      origins: textOf(data, "origins")
        .split(/[\s,;，；]+/)
        .filter(Boolean),
      daily: Number(textOf(data, "daily")),
    };
    void act
      .run(async () => props.onIssued(await ask("POST /api-keys", { body })), t("apiKeys.issued"))
      .then((done) => done && form.reset());
  };
  return (
    <form className="admin" onSubmit={send}>
      <h2>{t("apiKeys.new")}</h2>
      <label>
        {t("apiKeys.for")}
        <select name="member">
          {isForAll && <option value="">{t("apiKeys.region")}</option>}
          <MemberOptions members={members} />
        </select>
      </label>
      <label>
        {t("apiKeys.system")}
        <input name="name" required maxLength={100} />
      </label>
      <label>
        {t("apiKeys.contact")}
        <input name="contact" required minLength={3} maxLength={200} />
      </label>
      <label>
        {t("apiKeys.origins")}
        <textarea name="origins" rows={3} spellCheck={false} placeholder="https://opac.example.edu" />
        <span className="quiet">{t("apiKeys.originsHint")}</span>
      </label>
      <label>
        {t("apiKeys.daily")}
        <input name="daily" type="number" min={1} max={MOST_DAILY} defaultValue={USUAL_DAILY} required />
      </label>
      <p className="actions">
        <Send act={act} label={t("apiKeys.issue")} />
      </p>
      <Said act={act} />
    </form>
  );
}
