import type { ReactElement } from "react";
import type { Nest, NestCopy, NestPhoto, Steward } from "../../../server/src/nests/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { PlaceMap } from "../frame/maps/place-map.tsx";
import { PostButton, PostForm } from "../frame/post-form.tsx";
import { readerName, SharingFrame } from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import { Said } from "../frame/said.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { SecretField, Visits } from "./nest-acts.tsx";
import { NestFields, NestState, Stock } from "./nests.tsx";
import { OpenInMaps } from "./open-in-maps.tsx";

/** One nest: what stands there, one tap for what one did, and who looks after it. */
export type NestProps = {
  site: SiteContext & { unread?: number };
  nest: Nest;
  copies: NestCopy[];
  stewards: Steward[];
  photos: NestPhoto[];
  isSteward: boolean;
  /** Agreed loans of the reader that may be handed over here. */
  loans: { id: string; title: string }[];
  /** Books of the reader that may be left here. */
  own: { id: string; title: string }[];
  /** `secret`: what stands on the label, for its stewards to print. */
  code: { path: string; size: number; address: string; secret: string | null };
  /** What the reader told last here and can still take back. */
  undo: string | null;
  /** Read from the label by a camera; empty: to be typed. */
  secret: string;
};

export function NestPage(props: NestProps): ReactElement {
  const { site, nest, photos } = props;
  const { t, base } = site;
  const shown = photos.find((photo) => !photo.isPending);
  const place = <NestPlace site={site} nest={nest} />;
  return (
    <SharingFrame site={site} tab={null} title={nest.name} open wide card={`/cards/nest/${nest.code}.png`}>
      <h1 {...saidIn(nest.name, site.language)}>{nest.name}</h1>
      <p>
        <NestState site={site} nest={nest} />
      </p>
      <p>
        <Stock site={site} nest={nest} />
      </p>
      <p className="quiet">
        <span className="fact">{t(`nests.kind.${nest.kind}`)}</span>
        <span className="fact">{t(`nests.access.${nest.access}`)}</span>
        {nest.forChildren ? <span className="fact">{t("nests.for-children")}</span> : null}
        {nest.capacity === null ? null : (
          <span className="fact num">{t("nests.holds", { count: nest.capacity })}</span>
        )}
      </p>
      {nest.address || nest.opening ? (
        <p>
          {nest.address ? (
            <span className="fact" {...saidIn(nest.address, site.language)}>
              {nest.address}
            </span>
          ) : null}
          {nest.opening ? (
            <span className="fact" {...saidIn(nest.opening, site.language)}>
              {nest.opening}
            </span>
          ) : null}
        </p>
      ) : null}
      <div className="thing nest-thing">
        {shown ? (
          <img
            className="nest-photo"
            src={`/api/v1/nests/photos/${shown.id}`}
            alt={t("nests.photo.alt", { name: nest.name })}
          />
        ) : (
          place
        )}
        <div>
          {props.undo === null ? null : (
            <PostForm site={site} action={`${base}/nests/${nest.code}/undo`}>
              <button className="secondary" type="submit">
                {t("nests.undo", { what: t(`nests.did.${props.undo}`) })}
              </button>
            </PostForm>
          )}
          {nest.state === "closed" ? null : <Visits {...props} />}
        </div>
        <Copies {...props} />
        <div>
          {shown ? place : null}
          <Stewards {...props} />
          <Report site={site} action={`${base}/nests/${nest.code}/report`} about={nest.name} />
        </div>
      </div>
    </SharingFrame>
  );
}

/** Where it stands. */
function NestPlace({ site, nest }: Pick<NestProps, "site" | "nest">): ReactElement {
  const href = `${site.base}/nests/${nest.code}`;
  const place = { ...nest.position, kind: "nest" as const, label: nest.name, href };
  return (
    <div>
      <PlaceMap site={site} label={site.t("nests.map")} here={null} places={[place]} />
      <OpenInMaps site={site} place={{ ...nest.position, name: nest.name }} />
    </div>
  );
}

/** Books known to stand here. */
function Copies(props: NestProps): ReactElement {
  const { site, nest, copies } = props;
  const { t, base } = site;
  return (
    <section aria-labelledby="copies">
      <h2 id="copies" className="song">
        {t("nests.copies")}
      </h2>
      <p className="quiet">{t("nests.copies.note")}</p>
      <ul className="sharing-list">
        {copies.map((copy) => (
          <li key={copy.id} className="sharing-row plain-row">
            <div>
              <h3>
                {copy.instanceId === null ? (
                  copy.title
                ) : (
                  <a href={`${base}/instance/${copy.instanceId}`} {...saidIn(copy.title, site.language)}>
                    {copy.title}
                  </a>
                )}
              </h3>
              <Said site={site} as="p" className="quiet">
                {copy.author}
              </Said>
              {copy.travels ? (
                <p>{t("nests.travels")}</p>
              ) : site.session && nest.state !== "closed" ? (
                <PostForm site={site} action={`${base}/nests/${nest.code}/copies/${copy.id}/take`}>
                  <SecretField site={site} secret={props.secret} />
                  <button
                    className="secondary"
                    type="submit"
                    aria-label={`${t("nests.take")}: ${copy.title}`}
                  >
                    {t("nests.take")}
                  </button>
                </PostForm>
              ) : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function Stewards(props: NestProps): ReactElement {
  const { site, nest, stewards, isSteward } = props;
  const { t, base } = site;
  const to = `${base}/nests/${nest.code}`;
  const agreed = stewards.filter((one) => one.isAgreed);
  return (
    <section aria-labelledby="stewards">
      <h2 id="stewards" className="song">
        {t("nests.stewards")}
      </h2>
      <p>
        {agreed.length === 0
          ? t("nests.stewards.none")
          : agreed.map((one) => (
              <span key={one.personId} className="fact">
                {readerName(site, one)}
              </span>
            ))}
      </p>
      {site.session && !isSteward ? (
        <PostButton site={site} action={`${to}/steward`} label={t("nests.steward.offer")} />
      ) : null}
      {site.session && !isSteward && agreed.length === 0 ? <Offers {...props} /> : null}
      {isSteward ? <Manage {...props} /> : null}
    </section>
  );
}

/** Offers of others that a reader at a nest without stewards can second. */
function Offers({ site, nest, stewards, secret }: NestProps): ReactElement {
  const { t, base } = site;
  return (
    <>
      {stewards.map((one) => (
        <PostForm key={one.personId} site={site} action={`${base}/nests/${nest.code}/steward-second`}>
          <input type="hidden" name="personId" value={one.personId} />
          <p>{t("nests.steward.asks", { reader: readerName(site, one) })}</p>
          <SecretField site={site} secret={secret} />
          <button className="secondary" type="submit">
            {t("nests.steward.second")}
          </button>
        </PostForm>
      ))}
    </>
  );
}

/** What stewards do. */
function Manage(props: NestProps): ReactElement {
  const { site, nest, stewards, photos } = props;
  const { t, base } = site;
  const to = `${base}/nests/${nest.code}`;
  return (
    <details className="sharing-more">
      <summary>{t("nests.manage")}</summary>
      {stewards
        .filter((one) => !one.isAgreed)
        .map((one) => (
          <PostForm key={one.personId} site={site} action={`${to}/steward-agree`}>
            <input type="hidden" name="personId" value={one.personId} />
            <p>{t("nests.steward.asks", { reader: readerName(site, one) })}</p>
            <button className="secondary" type="submit">
              {t("nests.steward.agree")}
            </button>
          </PostForm>
        ))}
      {photos
        .filter((photo) => photo.isPending)
        .map((photo) => (
          <PostForm key={photo.id} site={site} action={`${to}/photos/${photo.id}`}>
            <img
              className="nest-photo"
              src={`/api/v1/nests/photos/${photo.id}`}
              alt={t("nests.photo.waiting")}
            />
            <button className="secondary" type="submit" name="show" value="1">
              {t("nests.photo.show")}
            </button>
            <button className="plain" type="submit" name="show" value="0">
              {t("nests.photo.hide")}
            </button>
          </PostForm>
        ))}
      <PostForm site={site} action={`${to}/change`} className="sharing-panel" label={t("nests.change")}>
        <NestFields site={site} nest={nest} />
        <button className="secondary" type="submit">
          {t("nests.change")}
        </button>
      </PostForm>
      <PostForm site={site} action={`${to}/open`}>
        <button className="secondary" type="submit" name="open" value={nest.state === "closed" ? "1" : "0"}>
          {t(nest.state === "closed" ? "nests.reopen" : "nests.close")}
        </button>
      </PostForm>
      <PostButton site={site} action={`${to}/step-down`} label={t("nests.step-down")} look="plain" />
      <Label {...props} />
    </details>
  );
}

/** What is printed and stuck to the nest. */
function Label({ site, nest, code }: NestProps): ReactElement {
  const { t, base } = site;
  return (
    <>
      <figure className="sharing-code">
        <svg
          className="sharing-qr"
          viewBox={`0 0 ${code.size} ${code.size}`}
          role="img"
          aria-label={t("nests.code")}
        >
          <rect width={code.size} height={code.size} fill="#fff" />
          <path d={code.path} fill="#000" />
        </svg>
        <figcaption>
          {t("nests.code")} <span className="num">{nest.code}</span>
          {code.secret ? (
            <>
              {" "}
              {t("nests.secret")} <span className="num">{code.secret}</span>
            </>
          ) : null}
        </figcaption>
      </figure>
      <p>
        <a href={`${base}/nests/${nest.code}/labels.pdf`}>{t("nests.labels")}</a>
      </p>
    </>
  );
}
