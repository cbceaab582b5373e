import type { ReactElement, ReactNode } from "react";
import { reportReasons } from "../../../server/src/moderation/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import type { SiteContext } from "./site-context.ts";

/**
 * What every form carries that changes something: the session's token, whose act it is, and a key so that sent twice it
 * acts once; `repeats`: a form whose answer is a secret, never kept.
 */
export function FormTokens({ site, repeats }: { site: SiteContext; repeats?: boolean }): ReactElement {
  return (
    <>
      <input type="hidden" name="_csrf" value={site.session?.csrfToken ?? ""} />
      <input type="hidden" name="_for" value={site.session?.personId ?? ""} />
      {repeats ? null : <input type="hidden" name="_key" value={site.newKey()} />}
    </>
  );
}

/** A form that changes something. */
export function PostForm(props: {
  site: SiteContext;
  action: string;
  className?: string;
  id?: string;
  label?: string;
  children: ReactNode;
}): ReactElement {
  const { site, action, className, id, label, children } = props;
  return (
    <form method="post" action={action} className={className} id={id} aria-label={label}>
      <FormTokens site={site} />
      {children}
    </form>
  );
}

/** A form that is one button; `name` says what it is about, for those who do not see its place. */
export function PostButton(props: {
  site: SiteContext;
  action: string;
  label: string;
  name?: string;
  look?: "secondary" | "plain" | "primary";
}): ReactElement {
  return (
    <PostForm site={props.site} action={props.action} className="one-button">
      <button className={props.look ?? "secondary"} type="submit" aria-label={props.name}>
        {props.label}
      </button>
    </PostForm>
  );
}

/** Says to the moderators that a text should not be public; folded away until it is wanted. */
export function ReportForm(props: {
  site: SiteContext;
  action: string;
  /** Tells this form from others on the page. */
  id: string;
  label: string;
  hidden?: { name: string; value: string }[];
}): ReactElement | null {
  const { site, action, id, label, hidden = [] } = props;
  const { t } = site;
  if (!site.session) return null;
  return (
    <details className="report">
      <summary>{label}</summary>
      <PostForm site={site} action={action} className="stacked">
        {hidden.map(({ name, value }) => (
          <input key={name} type="hidden" name={name} value={value} />
        ))}
        <label htmlFor={`${id}-reason`}>{t("community.report.why")}</label>
        <select className="field" id={`${id}-reason`} name="reason">
          {reportReasons.map((reason) => (
            <option key={reason} value={reason}>
              {t(`community.reason.${reason}`)}
            </option>
          ))}
        </select>
        <label htmlFor={`${id}-words`}>{t("community.report.words")}</label>
        <textarea className="field" id={`${id}-words`} name="words" rows={2} maxLength={1000} />
        <button className="secondary" type="submit">
          {t("community.report.send")}
        </button>
      </PostForm>
    </details>
  );
}

/** Links to one's own pages, above each of them. */
export function OwnPages({ site, here }: { site: SiteContext; here: string }): ReactElement {
  const { t, base } = site;
  const pages = [
    { id: "account", href: `${base}/account`, label: t("site.account") },
    { id: "sharing", href: `${base}/sharing/loans`, label: t("sharing.title") },
    { id: "lists", href: `${base}/account/lists`, label: t("community.lists") },
    { id: "searches", href: `${base}/account/saved-searches`, label: t("community.searches") },
    { id: "reviews", href: `${base}/account/reviews`, label: t("community.reviews.mine") },
    { id: "object-requests", href: `${base}/account/object-requests`, label: t("requests.own-short") },
    { id: "history", href: `${base}/account/history`, label: t("community.history") },
    { id: "security", href: `${base}/account/security`, label: t("security.title") },
    { id: "data", href: `${base}/account/data`, label: t("data.title") },
  ];
  return (
    <nav className="own-pages" aria-label={t("community.own-pages")}>
      {pages.map((page) => (
        <a key={page.id} href={page.href} aria-current={page.id === here ? "page" : undefined}>
          {page.label}
        </a>
      ))}
    </nav>
  );
}

/** Words of a reader, their lines kept, in the language they show. */
export function ReaderWords(props: { site: SiteContext; text: string; className?: string }): ReactElement {
  const { site, text, className } = props;
  return (
    <p className={className ? `reader-words ${className}` : "reader-words"} {...saidIn(text, site.language)}>
      {text}
    </p>
  );
}
