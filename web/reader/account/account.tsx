import type { ReactElement, ReactNode } from "react";
import { type MailWish, mailWishes } from "../../../server/src/notices/words.ts";
import { type Mark, StateMark } from "../../ui/state-mark.tsx";
import { Cover, type CoverFacts } from "../frame/cover.tsx";
import { Layout } from "../frame/layout.tsx";
import { FormTokens, OwnPages, PostForm } from "../frame/post-form.tsx";
import type { Run } from "../frame/record-language.ts";
import { RecordText } from "../frame/record-text.tsx";
import { shortName } from "../frame/short-name.ts";
import type { SiteContext } from "../frame/site-context.ts";

/** A title in somebody's account. */
export type AccountTitle = { href: string; title: Run; cover: CoverFacts };

/** A copy on loan. `urgency`: how near the due date is; `sought`: the reader does not have it, and the library looks for it. */
export type LoanView = AccountTitle & {
  id: string;
  due: string;
  urgency: "calm" | "soon" | "overdue" | "sought";
  owner: string;
  renewals: number;
};

/** A request. `before`: readers whose turn comes first, while it waits. */
export type HoldView = AccountTitle & {
  id: string;
  state: string;
  pickup: string;
  placed: string;
  before: number | null;
  shelfUntil: string | null;
};

/** A wish that goes from way to way. `steps`: what was tried, what is being tried, what comes next, as sentences. */
export type WishView = AccountTitle & { id: string; steps: { state: string; text: string }[] };

/** A message as a sentence. */
export type NoticeView = { id: string; at: string; text: string; href: string | null; unread: boolean };

/** What a reader has, waits for and should know. */
export type AccountProps = {
  site: SiteContext;
  name: string;
  loans: LoanView[];
  holds: HoldView[];
  wishes: WishView[];
  notices: NoticeView[];
  mailWish: MailWish;
};

const HOLD_MARKS: Record<string, Mark> = { "on-shelf": "yes" };

/** Loans with their due dates, requests with their place, and messages; every button is a plain form. */
export function AccountPage({
  site,
  name,
  loans,
  holds,
  wishes,
  notices,
  mailWish,
}: AccountProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("account.title")} query="" hidden>
      <div className="account">
        <OwnPages site={site} here="account" />
        <h1>{t("account.hello", { name })}</h1>
        <div className="account-parts">
          <div>
            <AccountSection
              id="loans"
              title={t("account.loans")}
              count={loans.length}
              none={t("account.loans.none")}
            >
              {loans.map((loan) => (
                <LoanRow key={loan.id} site={site} loan={loan} />
              ))}
            </AccountSection>
            <AccountSection
              id="holds"
              title={t("account.holds")}
              count={holds.length}
              none={t("account.holds.none")}
            >
              {holds.map((hold) => (
                <HoldRow key={hold.id} site={site} hold={hold} />
              ))}
            </AccountSection>
            {wishes.length > 0 ? (
              <AccountSection id="wishes" title={t("account.wishes")} count={wishes.length} none="">
                {wishes.map((wish) => (
                  <WishRow key={wish.id} site={site} wish={wish} />
                ))}
              </AccountSection>
            ) : null}
          </div>
          <Notices site={site} notices={notices} mailWish={mailWish} />
        </div>
      </div>
    </Layout>
  );
}

/** What one was told, and how it comes by mail. */
function Notices({
  site,
  notices,
  mailWish,
}: Pick<AccountProps, "site" | "notices" | "mailWish">): ReactElement {
  const { t } = site;
  return (
    <div>
      <AccountSection
        id="notices"
        title={t("account.notices")}
        count={notices.length}
        none={t("account.notices.none")}
      >
        {notices.map((notice) => (
          <li key={notice.id} className={notice.unread ? "notice notice-unread" : "notice"}>
            <div>
              <p>{notice.href ? <a href={notice.href}>{notice.text}</a> : notice.text}</p>
              <p className="quiet num">{notice.at}</p>
            </div>
            {notice.unread ? (
              <AccountButton
                site={site}
                action={`${site.base}/account/notices/${notice.id}/read`}
                label={t("account.read")}
              />
            ) : null}
          </li>
        ))}
      </AccountSection>
      <MailWishForm site={site} wish={mailWish} canReadAll={notices.some((notice) => notice.unread)} />
    </div>
  );
}

/** How messages come by mail, and one button for all of them. */
function MailWishForm(props: { site: SiteContext; wish: MailWish; canReadAll: boolean }): ReactElement {
  const { site, wish, canReadAll } = props;
  const { t } = site;
  return (
    <div className="notice-tools">
      {canReadAll ? (
        <AccountButton
          site={site}
          action={`${site.base}/account/notices/read`}
          label={t("notice.read-all")}
        />
      ) : null}
      <PostForm site={site} action={`${site.base}/account/notices/mail`} className="mail-wish">
        <label htmlFor="mail-wish">{t("notice.wish.title")}</label>
        <select className="field" id="mail-wish" name="mail" defaultValue={wish}>
          {mailWishes.map((one) => (
            <option key={one} value={one}>
              {t(`notice.wish.${one}`)}
            </option>
          ))}
        </select>
        <button className="secondary" type="submit">
          {t("notice.wish.save")}
        </button>
      </PostForm>
    </div>
  );
}

function AccountSection(props: {
  id: string;
  title: string;
  count: number;
  none: string;
  children: ReactNode;
}): ReactElement {
  const { id, title, count, none, children } = props;
  return (
    <section id={id} aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>
        {title} {count > 0 ? <span className="section-count num">{count}</span> : null}
      </h2>
      {count > 0 ? <ul className="account-list">{children}</ul> : <p className="quiet">{none}</p>}
    </section>
  );
}

function TitleLine({ book }: { book: AccountTitle }): ReactElement {
  return (
    <h3>
      <a href={book.href}>
        <RecordText run={book.title} />
      </a>
    </h3>
  );
}

const LOAN_STATES = {
  calm: { mark: "yes", key: "account.due" },
  soon: { mark: "wait", key: "account.due-soon" },
  overdue: { mark: "bad", key: "account.overdue" },
  sought: { mark: "wait", key: "account.sought" },
} as const;

function LoanRow({ site, loan }: { site: SiteContext; loan: LoanView }): ReactElement {
  const { t } = site;
  const state = LOAN_STATES[loan.urgency];
  return (
    <li className="account-row" id={`loan-${loan.id}`}>
      <Cover facts={loan.cover} />
      <div>
        <TitleLine book={loan} />
        <p className={loan.urgency === "calm" ? "due-calm" : undefined}>
          <StateMark mark={state.mark}>{t(state.key, { date: loan.due })}</StateMark>
        </p>
        <p className="quiet">
          <span className="fact">{t("account.owner", { name: shortName(loan.owner) })}</span>
          {loan.renewals > 0 ? (
            <span className="fact">{t("account.renewals", { count: loan.renewals })}</span>
          ) : null}
          <WhyLink site={site} href={`${site.base}/account/loans/${loan.id}/why`} title={loan.title.value} />
        </p>
      </div>
      {loan.urgency === "sought" ? null : (
        <AccountButton
          site={site}
          action={`${site.base}/account/loans/${loan.id}/renew`}
          label={t("account.renew")}
          name={t("account.renew-this", { title: loan.title.value })}
        />
      )}
    </li>
  );
}

function HoldRow({ site, hold }: { site: SiteContext; hold: HoldView }): ReactElement {
  const { t } = site;
  return (
    <li className="account-row" id={`hold-${hold.id}`}>
      <Cover facts={hold.cover} />
      <div>
        <TitleLine book={hold} />
        <p>
          <StateMark mark={HOLD_MARKS[hold.state] ?? "wait"}>{t(`hold.${hold.state}`)}</StateMark>
        </p>
        <p className="quiet">
          <span className="fact">{t("account.pickup", { branch: hold.pickup })}</span>
          {hold.shelfUntil ? (
            <span className="fact">{t("account.shelf-until", { date: hold.shelfUntil })}</span>
          ) : null}
          {hold.before === null ? null : (
            <span className="fact">
              {hold.before === 0 ? t("account.first") : t("account.place", { before: hold.before })}
            </span>
          )}
          <span className="fact">{t("account.placed", { date: hold.placed })}</span>
          <WhyLink site={site} href={`${site.base}/account/holds/${hold.id}/why`} title={hold.title.value} />
        </p>
      </div>
      <AccountButton
        site={site}
        action={`${site.base}/account/holds/${hold.id}/cancel`}
        label={t("account.cancel")}
        name={t("account.cancel-this", { title: hold.title.value })}
      />
    </li>
  );
}

/** Leads to why a loan or a request is as it is. */
function WhyLink(props: { site: SiteContext; href: string; title: string }): ReactElement {
  const { t } = props.site;
  return (
    <a className="fact" href={props.href} aria-label={`${props.title}: ${t("why.link")}`}>
      {t("why.link")}
    </a>
  );
}

function WishRow({ site, wish }: { site: SiteContext; wish: WishView }): ReactElement {
  const { t } = site;
  return (
    <li className="account-row" id={`wish-${wish.id}`}>
      <Cover facts={wish.cover} />
      <div>
        <TitleLine book={wish} />
        <ol className="wish-steps">
          {wish.steps.map((step) => (
            <li key={step.text} aria-current={step.state === "trying" ? "step" : undefined}>
              {step.text}
            </li>
          ))}
        </ol>
      </div>
      <AccountButton
        site={site}
        action={`${site.base}/account/wishes/${wish.id}/withdraw`}
        label={t("account.cancel")}
        name={t("account.cancel-this", { title: wish.title.value })}
      />
    </li>
  );
}

function AccountButton(props: {
  site: SiteContext;
  action: string;
  label: string;
  name?: string;
}): ReactElement {
  return (
    <form method="post" action={props.action}>
      <FormTokens site={props.site} />
      <button className="secondary" type="submit" aria-label={props.name}>
        {props.label}
      </button>
    </form>
  );
}
