import type { ReactElement, ReactNode } from "react";
import { pick } from "../../../../server/src/kernel/text.ts";
import type { ReaderName } from "../../../../server/src/neighbours/index.ts";
import type { CopyOwner } from "../../../../server/src/shelves/index.ts";
import { Cover } from "../cover.tsx";
import { Layout } from "../layout.tsx";
import { FormTokens } from "../post-form.tsx";
import { runOf } from "../record-language.ts";
import type { SiteContext } from "../site-context.ts";

/** What the pages of sharing are given beside the site: a key per form, and dates in the reader's words and zone. */
export type SharingSite = SiteContext & {
  day(date: string): string;
  moment(instant: string): string;
  /** The region has somebody who holds deposits. */
  deposits: boolean;
};

const PATHS = {
  loans: "/sharing/loans",
  books: "/sharing/books",
  near: "/sharing/near",
  circles: "/sharing/circles",
  wanted: "/wanted",
  salons: "/salons",
  readings: "/readings",
} as const;
export type SharingTab = keyof typeof PATHS;
const TABS = Object.keys(PATHS) as SharingTab[];

/**
 * The frame of every page of sharing: its parts, then the page. `open`: one that others may keep and find; nests and
 * journeys stand beside these parts, in the head of every page. `wide`: the whole width carries something.
 */
export function SharingFrame(props: {
  site: SiteContext;
  tab: SharingTab | null;
  title: string;
  open?: boolean;
  wide?: boolean;
  /** Picture that stands for the page where its address is passed on. */
  card?: string;
  children: ReactNode;
}): ReactElement {
  const { site, tab, title, open, wide, card, children } = props;
  const { t } = site;
  return (
    <Layout site={site} title={title} query="" hidden={!open} {...(card && { card })}>
      <div className={wide ? "sharing sharing-wide" : "sharing"}>
        {tab === null ? null : (
          <nav className="sharing-tabs" aria-label={t("sharing.title")}>
            {TABS.map((name) => (
              <a key={name} href={site.base + PATHS[name]} aria-current={name === tab ? "page" : undefined}>
                {t(`sharing.tab.${name}`)}
              </a>
            ))}
          </nav>
        )}
        {children}
      </div>
    </Layout>
  );
}

/** A form that may be sent twice without doing anything twice; `repeats`: one whose answer is a secret, never kept. */
export function SharingForm(props: {
  site: SiteContext;
  action: string;
  className?: string;
  repeats?: boolean;
  children: ReactNode;
}): ReactElement {
  const { site, action, className, repeats, children } = props;
  return (
    <form method="post" action={`${site.base}/sharing/${action}`} className={className}>
      <FormTokens site={site} repeats={repeats ?? false} />
      {children}
    </form>
  );
}

/** A form that is one button. */
export function SharingButton(props: {
  site: SiteContext;
  action: string;
  label: string;
  main?: boolean;
  values?: Record<string, string>;
  name?: string;
}): ReactElement {
  const { site, action, label, main, values = {}, name } = props;
  return (
    <SharingForm site={site} action={action} className="sharing-act">
      {Object.entries(values).map(([key, value]) => (
        <input key={key} type="hidden" name={key} value={value} />
      ))}
      <button className={main ? "primary sharing-big" : "secondary"} type="submit" aria-label={name}>
        {label}
      </button>
    </SharingForm>
  );
}

/** What a visitor is asked at the moment they want to act: to sign in, and to come back to this page. */
export function SignInFirst(props: { site: SiteContext; label: string; main?: boolean }): ReactElement {
  const { site, label, main } = props;
  return (
    <p>
      <a
        className={main ? "primary sharing-big" : "secondary"}
        href={`${site.base}/sign-in?next=${encodeURIComponent(site.here)}`}
        rel="nofollow"
      >
        {label}
      </a>
    </p>
  );
}

/** A field with its label above. */
export function Field(props: { label: string; note?: string; children: ReactNode }): ReactElement {
  return (
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is the child
    <label className="sharing-field">
      <span>{props.label}</span>
      {props.children}
      {props.note ? <small className="quiet">{props.note}</small> : null}
    </label>
  );
}

/** A tick with its words beside it. */
export function Tick(props: {
  name: string;
  value: string;
  label: string;
  checked?: boolean;
  type?: "checkbox" | "radio";
}): ReactElement {
  return (
    <label className="sharing-tick">
      <input
        type={props.type ?? "checkbox"}
        name={props.name}
        value={props.value}
        defaultChecked={props.checked}
      />
      <span>{props.label}</span>
    </label>
  );
}

/** How a reader is called: by the nickname they chose, else by four characters. A library has its name. */
export function readerName(
  site: SiteContext,
  reader: ReaderName & { library?: CopyOwner["library"] },
): string {
  if (reader.library) return pick(reader.library, site.language);
  return reader.nickname ?? site.t("sharing.reader", { tag: reader.tag });
}

/** The drawn cover of a book in somebody's hands. */
export function BookCover({
  site,
  book,
}: {
  site: SiteContext;
  book: { title: string; author: string };
}): ReactElement {
  const { lang } = runOf(book.title, [], site.language);
  return <Cover facts={{ title: book.title, lang, author: book.author }} />;
}

const RADII = [1, 3, 5, 10, 20, 50];

/** How far around one's place, in kilometres. */
export function RadiusField(props: {
  site: SiteContext;
  name: string;
  label: string;
  km: number;
}): ReactElement {
  return (
    <Field label={props.label}>
      <select name={props.name} defaultValue={String(props.km)}>
        {RADII.map((km) => (
          <option key={km} value={km}>
            {props.site.t("sharing.km", { km })}
          </option>
        ))}
      </select>
    </Field>
  );
}
