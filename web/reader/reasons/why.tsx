import type { ReactElement, ReactNode } from "react";
import { Layout } from "../frame/layout.tsx";
import { PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** What holds, whose rule says it, and what would have come next. */
type Sentence = { value: string; whose: string; next: string[] };

function Rule(props: { site: SiteContext; name: string; rule: Sentence | null }): ReactElement | null {
  const { site, name, rule } = props;
  if (!rule) return null;
  return (
    <div className="why-rule">
      <dt>{name}</dt>
      <dd>
        <b>{rule.value}</b> <span className="quiet">{rule.whose}</span>
        {rule.next.length > 0 ? (
          <details>
            <summary>{site.t("why.otherwise")}</summary>
            <ol>
              {rule.next.map((text) => (
                <li key={text}>{text}</li>
              ))}
            </ol>
          </details>
        ) : null}
      </dd>
    </div>
  );
}

function WhyFrame(props: {
  site: SiteContext;
  title: string;
  back: { href: string; label: string };
  children: ReactNode;
}): ReactElement {
  const { site, title, back } = props;
  return (
    <Layout site={site} title={title} query="" hidden>
      <div className="account why">
        <p>
          <a href={back.href}>{back.label}</a>
        </p>
        <h1>{title}</h1>
        {props.children}
      </div>
    </Layout>
  );
}

/** Why a loan is due when it is, and what may still be done with it. */
export function LoanWhyPage(props: {
  site: SiteContext;
  title: string;
  due: string;
  loaned: string;
  period: Sentence | null;
  renewalsMax: Sentence | null;
  renewals: number;
  renewal: { due: string | null; refused: string | null };
  fine: { days: number; amount: string } | null;
}): ReactElement {
  const { site, renewal, fine } = props;
  const { t } = site;
  return (
    <WhyFrame
      site={site}
      title={t("why.loan", { title: props.title })}
      back={{ href: `${site.base}/account#loans`, label: t("why.back-account") }}
    >
      <p>{t("why.loan.due", { loaned: props.loaned, due: props.due })}</p>
      {props.period === null ? <p className="quiet">{t("why.loan.older")}</p> : null}
      <dl className="why-rules">
        <Rule site={site} name={t("why.period")} rule={props.period} />
        <Rule site={site} name={t("why.renewalsMax")} rule={props.renewalsMax} />
      </dl>
      <p className="quiet">{t("why.loan.closed")}</p>
      <h2 className="song">{t("why.renewal")}</h2>
      <p>{t("why.renewal.done", { count: props.renewals })}</p>
      <p>
        {renewal.due === null
          ? t("why.renewal.not", { reason: renewal.refused ?? "" })
          : t("why.renewal.can", { due: renewal.due })}
      </p>
      {fine ? <p>{t("why.fine", { count: fine.days, amount: fine.amount })}</p> : null}
    </WhyFrame>
  );
}

/** What may be changed of a request that is not ready yet. */
type HoldChange = {
  id: string;
  pickupBranchId: number;
  pickups: { id: number; name: string }[];
  today: string;
  restsUntil: string;
};

function ChangeForm({ site, change }: { site: SiteContext; change: HoldChange }): ReactElement {
  const { t } = site;
  return (
    <PostForm site={site} action={`${site.base}/account/holds/${change.id}/change`} className="stacked">
      <h2 className="song">{t("hold.change")}</h2>
      <label htmlFor="pickup">{t("request.where")}</label>
      <select className="field" id="pickup" name="pickupBranchId" defaultValue={change.pickupBranchId}>
        {change.pickups.map((branch) => (
          <option key={branch.id} value={branch.id}>
            {branch.name}
          </option>
        ))}
      </select>
      <label htmlFor="rest">{t("hold.rest-until")}</label>
      <input
        className="field"
        id="rest"
        type="date"
        name="suspendedUntil"
        min={change.today}
        defaultValue={change.restsUntil}
      />
      <button className="secondary" type="submit">
        {t("hold.change.save")}
      </button>
    </PostForm>
  );
}

/** Why a request waits, and until when about. */
export function HoldWhyPage(props: {
  site: SiteContext;
  title: string;
  state: string;
  position: number | null;
  basis: string;
  on: string | null;
  reasons: { reason: string; copies: number }[];
  change: HoldChange | null;
}): ReactElement {
  const { site } = props;
  const { t } = site;
  return (
    <WhyFrame
      site={site}
      title={t("why.hold", { title: props.title })}
      back={{ href: `${site.base}/account#holds`, label: t("why.back-account") }}
    >
      <p>
        {t(`hold.${props.state}`)}
        {props.position === null ? "" : ` · ${t("why.hold.position", { position: props.position })}`}
      </p>
      <p>
        <b>{t(`why.promise.${props.basis}`, { on: props.on ?? "" })}</b>
      </p>
      {props.change ? <ChangeForm site={site} change={props.change} /> : null}
      <h2 className="song">{t("why.hold.copies")}</h2>
      {props.reasons.length === 0 ? <p className="quiet">{t("why.hold.none")}</p> : null}
      <ul>
        {props.reasons.map(({ reason, copies }) => (
          <li key={reason}>{t("why.copies-so", { count: copies, reason: t(`why.copy.${reason}`) })}</li>
        ))}
      </ul>
    </WhyFrame>
  );
}

/** Whether a reader can ask for a title, and for how long each library would lend it. */
export function BorrowWhyPage(props: {
  site: SiteContext;
  href: string;
  title: string;
  refused: string | null;
  libraries: {
    key: string;
    name: string;
    copies: number;
    refused: string | null;
    period: Sentence | null;
    renewalsMax: Sentence | null;
  }[];
}): ReactElement {
  const { site } = props;
  const { t } = site;
  return (
    <WhyFrame
      site={site}
      title={t("why.borrow", { title: props.title })}
      back={{ href: props.href, label: t("why.back-record") }}
    >
      <p>{props.refused === null ? t("why.borrow.can") : t("why.borrow.not", { reason: props.refused })}</p>
      {props.libraries.map((library) => (
        <section key={library.key}>
          <h2>{library.name}</h2>
          <p className="quiet">{t("why.borrow.copies", { count: library.copies })}</p>
          {library.refused === null ? (
            <dl className="why-rules">
              <Rule site={site} name={t("why.period")} rule={library.period} />
              <Rule site={site} name={t("why.renewalsMax")} rule={library.renewalsMax} />
            </dl>
          ) : (
            <p>{library.refused}</p>
          )}
        </section>
      ))}
    </WhyFrame>
  );
}
