import type { ReactElement, ReactNode } from "react";
import type {
  Announcement,
  Campaign,
  Organisation,
  SharingFigures,
} from "../../../server/src/alliance/schema.ts";
import type { OrganisationKind } from "../../../server/src/alliance/words.ts";
import { saidIn } from "../../ui/own-words.ts";
import { H2 } from "../frame/heading.tsx";
import { Layout } from "../frame/layout.tsx";
import { PostButton, PostForm, ReaderWords } from "../frame/post-form.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { AnnounceForm, Announcements, Campaigns, Figures, OrganisationFields } from "./alliance.tsx";

/** One organisation. `steward`: what its stewards work with; null for everybody else. */
type OrganisationProps = {
  site: SiteContext;
  day: (date: string) => string;
  organisation: Organisation;
  figures: SharingFigures | null;
  circles: { id: string; name: string }[];
  nests: { code: string; name: string }[];
  announcements: Announcement[];
  campaigns: Campaign[];
  steward: { kinds: readonly OrganisationKind[]; ownCircles: { id: string; name: string }[] } | null;
};

const FIGURES = ["readers", "copies", "loans", "turnover", "nests", "journeys"] as const;

/** An organisation: what it is, what it comes to, its circles and what is on; below, its stewards' work. */
export function OrganisationPage(props: OrganisationProps): ReactElement {
  const { site, organisation, circles } = props;
  const { t, base } = site;
  return (
    <Layout site={site} title={organisation.name} query="">
      <div className="alliance">
        <p>
          <a href={`${base}/alliance`}>{t("alliance.title")}</a>
        </p>
        <h1 {...saidIn(organisation.name, site.language)}>{organisation.name}</h1>
        <p className="quiet">
          <span className="fact">{t(`alliance.kind.${organisation.kind}`)}</span>
          <Said site={site} className="fact">
            {organisation.contact}
          </Said>
        </p>
        {organisation.state === "member" ? null : (
          <p className="note">
            {t(`alliance.state.${organisation.state}`)} {organisation.reason}
          </p>
        )}
        {organisation.about ? <ReaderWords site={site} text={organisation.about} /> : null}
        {props.figures ? <Figures site={site} names={FIGURES} figures={props.figures} /> : null}
        <Taken
          heading={<H2 id="nests">{t("nests.title")}</H2>}
          items={props.nests.map(({ code, name }) => ({
            name,
            key: `nests/${code}`,
            href: `${base}/nests/${code}`,
          }))}
          {...props}
        />
        <Taken
          heading={<H2 id="circles">{t("alliance.circles")}</H2>}
          items={circles.map(({ id, name }) => ({
            name,
            key: `circles/${id}`,
            href: `${base}/sharing/circles/${id}`,
          }))}
          {...props}
        />
        <Announcements
          site={site}
          day={props.day}
          announcements={props.announcements}
          own={props.steward !== null}
        />
        <Campaigns site={site} day={props.day} campaigns={props.campaigns} />
        {props.steward ? <StewardPart {...props} steward={props.steward} /> : null}
      </div>
    </Layout>
  );
}

/** Nests or circles of an organisation, which its stewards let go of. */
function Taken(
  props: Pick<OrganisationProps, "site" | "organisation" | "steward"> & {
    heading: ReactElement<{ id: string }>;
    items: readonly { key: string; name: string; href: string }[];
  },
): ReactElement | null {
  const { site, organisation, heading, items } = props;
  const { t, base } = site;
  if (items.length === 0) return null;
  return (
    <section aria-labelledby={heading.props.id}>
      {heading}
      <ul className="alliance-list">
        {items.map(({ key, name, href }) => (
          <li key={key}>
            <a href={href}>{name}</a>
            {props.steward ? (
              <PostButton
                site={site}
                action={`${base}/alliance/organisations/${organisation.id}/${key}/detach`}
                label={t("alliance.detach")}
                name={`${t("alliance.detach")}: ${name}`}
                look="plain"
              />
            ) : null}
          </li>
        ))}
      </ul>
    </section>
  );
}

type StewardProps = OrganisationProps & { steward: NonNullable<OrganisationProps["steward"]> };

function StewardPart(props: StewardProps): ReactElement {
  const { site, organisation, steward } = props;
  const { t } = site;
  const action = `${site.base}/alliance/organisations/${organisation.id}`;
  return (
    <section aria-labelledby="steward">
      <H2 id="steward">{t("alliance.steward")}</H2>
      <More site={site} action={action} label={t("alliance.change")} save={t("alliance.save")}>
        <OrganisationFields site={site} kinds={steward.kinds} known={organisation} />
      </More>
      <More site={site} action={`${action}/nests`} label={t("alliance.attach-nest")}>
        <label htmlFor="attach-nest">{t("alliance.attach-nest.code")}</label>
        <input className="field" id="attach-nest" name="code" required maxLength={20} autoCapitalize="none" />
      </More>
      <details className="alliance-more">
        <summary>{t("alliance.announce")}</summary>
        <AnnounceForm site={site} action={`${action}/announcements`} />
      </details>
      <More
        site={site}
        action={`${action}/campaigns`}
        label={t("alliance.campaign")}
        save={t("alliance.campaign.start")}
      >
        <CampaignFields t={t} />
      </More>
      {steward.ownCircles.length > 0 ? (
        <More site={site} action={`${action}/circles`} label={t("alliance.attach")}>
          <label htmlFor="attach-circle">{t("alliance.attach.which")}</label>
          <select className="field" id="attach-circle" name="circleId">
            {steward.ownCircles.map((circle) => (
              <option key={circle.id} value={circle.id}>
                {circle.name}
              </option>
            ))}
          </select>
        </More>
      ) : null}
      <More
        site={site}
        action={`${action}/stewards`}
        label={t("alliance.stewards")}
        save={t("alliance.steward.add")}
        beside={
          <PostButton
            site={site}
            action={`${action}/step-down`}
            label={t("alliance.step-down")}
            look="plain"
          />
        }
      >
        <label htmlFor="steward-login">{t("alliance.steward.login")}</label>
        <input
          className="field"
          id="steward-login"
          name="login"
          required
          maxLength={100}
          autoComplete="off"
        />
      </More>
    </section>
  );
}

/** A form that opens under its label. `save`: what its button says, else the label. */
function More(props: {
  site: SiteContext;
  action: string;
  label: string;
  save?: string;
  children: ReactNode;
  beside?: ReactNode;
}): ReactElement {
  return (
    <details className="alliance-more">
      <summary>{props.label}</summary>
      <PostForm site={props.site} action={props.action} className="stacked">
        {props.children}
        <button className="secondary" type="submit">
          {props.save ?? props.label}
        </button>
      </PostForm>
      {props.beside}
    </details>
  );
}

function CampaignFields({ t }: Pick<SiteContext, "t">): ReactElement {
  return (
    <>
      <label htmlFor="campaign-title">{t("alliance.heading")}</label>
      <input className="field" id="campaign-title" name="title" required minLength={2} maxLength={100} />
      <label htmlFor="campaign-about">{t("alliance.body")}</label>
      <textarea className="field" id="campaign-about" name="about" rows={3} maxLength={2000} />
      <label htmlFor="campaign-from">{t("alliance.from")}</label>
      <input className="field" id="campaign-from" name="startsOn" type="date" required />
      <label htmlFor="campaign-to">{t("alliance.until")}</label>
      <input className="field" id="campaign-to" name="endsOn" type="date" required />
    </>
  );
}
