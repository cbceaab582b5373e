import type { ReactElement } from "react";
import type { CircleView } from "../../../server/src/circles/index.ts";
import { Seal } from "../../ui/icons.tsx";
import { saidIn } from "../../ui/own-words.ts";
import { SharingButton, SharingFrame } from "../frame/readers/frame.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Coming into a circle by an invitation. */
export function InvitePage(props: { site: SiteContext; name: string; token: string }): ReactElement {
  const { site, name, token } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab="circles" title={name}>
      <h1 {...saidIn(name, site.language)}>{name}</h1>
      <p>{t("sharing.invite.welcome", { name })}</p>
      <SharingButton main site={site} action={`invite/${token}`} label={t("sharing.join.enter")} />
    </SharingFrame>
  );
}

/** An invitation as a poster: the circle, a code to scan, the link to copy. */
export function InvitePosterPage(props: {
  site: SiteContext;
  circle: Pick<CircleView, "id" | "name" | "about" | "kind">;
  address: string;
  until: string;
  code: { path: string; size: number };
}): ReactElement {
  const { site, circle, address, until, code } = props;
  const { t, base } = site;
  return (
    <SharingFrame site={site} tab={null} title={circle.name}>
      <article className="poster">
        <p className="poster-kind">
          {t(`sharing.kind.${circle.kind}`)} <Seal />
        </p>
        <h1 {...saidIn(circle.name, site.language)}>{circle.name}</h1>
        {circle.about ? (
          <p className="poster-about" {...saidIn(circle.about, site.language)}>
            {circle.about}
          </p>
        ) : null}
        <svg
          viewBox={`0 0 ${code.size} ${code.size}`}
          role="img"
          aria-label={t("invite.code", { name: circle.name })}
          shapeRendering="crispEdges"
        >
          <rect width={code.size} height={code.size} fill="#fff" />
          <path d={code.path} fill="#000" />
        </svg>
        <p>{t("invite.scan")}</p>
        <p className="quiet num">{t("invite.until", { date: until })}</p>
        <p className="poster-address" id="invite-address">
          {address}
        </p>
      </article>
      <div className="sharing-acts">
        <button
          className="primary"
          type="button"
          data-island="copy-link"
          data-copy="#invite-address"
          data-done={t("record.copied")}
          hidden
        >
          <span>{t("record.copy-link")}</span>
        </button>
        <a className="secondary" href={`${base}/sharing/circles/${circle.id}`}>
          {t("invite.back")}
        </a>
      </div>
      <p className="quiet">{t("invite.note")}</p>
    </SharingFrame>
  );
}
