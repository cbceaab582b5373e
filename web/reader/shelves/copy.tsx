import type { ReactElement } from "react";
import type { CircleView } from "../../../server/src/circles/index.ts";
import type { Sharer } from "../../../server/src/neighbours/index.ts";
import type { Reputation } from "../../../server/src/peer-loans/index.ts";
import { readingStates, requestModes } from "../../../server/src/shelves/copies/offer-options.ts";
import type { OwnCopy, VisibleCopy } from "../../../server/src/shelves/index.ts";
import type { RequestMode } from "../../../server/src/shelves/schema.ts";
import { wordingSchema } from "../../../server/src/shelves/schema.ts";
import { StateMark } from "../../ui/state-mark.tsx";
import { boundsOf } from "../frame/bounds.ts";
import { FormTokens, ReaderWords } from "../frame/post-form.tsx";
import {
  BookCover,
  Field,
  readerName,
  SharingButton,
  SharingForm,
  SharingFrame,
  type SharingSite,
  Tick,
} from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import { Said } from "../frame/said.tsx";
import { ReputationFacts } from "../regards/partner.tsx";
import { OfferFields } from "./offer-fields.tsx";

/** A copy: for its owner (`own`) with everything to change, for others with the way to ask. */
type CopyProps = {
  site: SharingSite;
  me: Sharer;
  copy: VisibleCopy;
  own: OwnCopy | null;
  circles: CircleView[];
  reputation: Reputation | null;
  /** The reader's open loan of this copy. */
  openLoanId: string | null;
  /** The same title of other owners, who can be asked at the same time. */
  others: VisibleCopy[];
};

/** A copy's page: what it is, whose, and the one thing to do. */
export function CopyPage(props: CopyProps): ReactElement {
  const { site, copy, own } = props;
  const { t } = site;
  return (
    <SharingFrame site={site} tab={own ? "books" : "near"} title={copy.title}>
      <article className="sharing-copy">
        <BookCover site={site} book={copy} />
        <div>
          <Said site={site} as="h1">
            {copy.title}
          </Said>
          {copy.author ? <p>{copy.author}</p> : null}
          <p>
            <CopyState {...props} />
          </p>
          <p className="quiet">
            <span className="fact">{t(`sharing.condition.${copy.condition}`)}</span>
            <span className="fact">{t("sharing.copy.days", { count: copy.loanDays })}</span>
            {copy.band === null || copy.isOwn ? null : (
              <span className="fact">{t("sharing.within", { km: copy.band })}</span>
            )}
            {copy.circles.map((name) => (
              <span key={name} className="fact">
                {name}
              </span>
            ))}
            {copy.isbn ? <span className="fact num">ISBN {copy.isbn}</span> : null}
          </p>
          {copy.note ? <ReaderWords site={site} text={copy.note} className="sharing-note" /> : null}
          <p>
            {copy.instanceId === null ? (
              <a href={`${site.base}/sharing/titles/${copy.titleId}`}>{t("stubs.title-page")}</a>
            ) : (
              <a href={`${site.base}/instance/${copy.instanceId}`}>{t("sharing.copy.catalogue")}</a>
            )}
          </p>
        </div>
      </article>
      {copy.photoIds.length > 0 ? (
        <ul className="sharing-photos">
          {copy.photoIds.map((id, i) => (
            <li key={id}>
              <img
                src={`/api/v1/sharing/photos/${id}`}
                alt={t("sharing.copy.photo", { number: i + 1, title: copy.title })}
                loading="lazy"
              />
            </li>
          ))}
        </ul>
      ) : null}
      {own ? <OwnerPart {...props} own={own} /> : <VisitorPart {...props} />}
      {own ? <WordingPart site={site} own={own} /> : null}
    </SharingFrame>
  );
}

/** How a copy stands: as the rules see it, which for its owner is more than free or out. */
function CopyState({ site: { t }, copy, own }: CopyProps): ReactElement {
  if (own?.state === "hidden") return <StateMark mark="bad">{t("sharing.copy.moderated")}</StateMark>;
  if (own?.state === "paused") return <StateMark mark="no">{t("sharing.copy.paused")}</StateMark>;
  if (copy.isOwn && own === null) return <StateMark mark="no">{t("sharing.copy.withdrawn")}</StateMark>;
  return (
    <StateMark mark={copy.isFree ? "yes" : "wait"}>
      {copy.isFree ? t("sharing.copy.free") : t("sharing.copy.out")}
    </StateMark>
  );
}

/** Other owners that can be asked along with one. */
const MOST_ALSO = 2;

function VisitorPart({ site, copy, reputation, openLoanId, others }: CopyProps): ReactElement {
  const { t } = site;
  const modes = requestModes.filter((mode) => copy.modes.includes(mode));
  return (
    <>
      <section className="sharing-panel">
        <h2>{t("sharing.copy.owner", { name: readerName(site, copy.owner) })}</h2>
        {reputation ? <ReputationFacts site={site} reputation={reputation} /> : null}
        {openLoanId ? (
          <p>
            <a className="primary sharing-big" href={`${site.base}/sharing/loans/${openLoanId}`}>
              {t("sharing.copy.see-loan")}
            </a>
          </p>
        ) : modes.length === 0 ? (
          <p>{t("sharing.copy.not-asked")}</p>
        ) : (
          <SharingForm site={site} action={`copies/${copy.id}/request`}>
            {modes.length > 1 ? (
              <fieldset className="sharing-set">
                <legend>{t("sharing.offer.modes")}</legend>
                {modes.map((mode, i) => (
                  <Tick
                    key={mode}
                    type="radio"
                    name="mode"
                    value={mode}
                    label={t(`sharing.mode.${mode}`)}
                    checked={i === 0}
                  />
                ))}
              </fieldset>
            ) : (
              <input type="hidden" name="mode" value={modes[0]} />
            )}
            <AlsoAsk site={site} others={others} modes={modes} />
            <Field label={t("sharing.request.words")}>
              <textarea name="words" rows={2} maxLength={1000} />
            </Field>
            <button className="primary sharing-big" type="submit">
              {copy.isFree ? t("sharing.request") : t("sharing.request.queue", { count: copy.waiting })}
            </button>
          </SharingForm>
        )}
      </section>
      {copy.owner.library ? null : (
        <details className="sharing-more">
          <summary>{t("sharing.reader.more")}</summary>
          <SharingButton site={site} action={`copies/${copy.id}/befriend`} label={t("sharing.befriend")} />
          <p className="quiet">{t("sharing.block.note")}</p>
          <SharingButton site={site} action={`copies/${copy.id}/block`} label={t("sharing.block")} />
        </details>
      )}
      <Report site={site} action={`${site.base}/sharing/copies/${copy.id}/report`} about={copy.title} />
    </>
  );
}

/** The same title of others: the first who says yes lends it. */
function AlsoAsk(props: {
  site: SharingSite;
  others: VisibleCopy[];
  modes: RequestMode[];
}): ReactElement | null {
  const { site, modes } = props;
  const { t } = site;
  const others = props.others.filter((copy) => modes.every((mode) => copy.modes.includes(mode)));
  if (others.length === 0) return null;
  return (
    <fieldset className="sharing-set">
      <legend>{t("sharing.also")}</legend>
      {others.slice(0, MOST_ALSO).map((copy) => (
        <Tick
          key={copy.id}
          name="also"
          value={copy.id}
          label={[
            readerName(site, copy.owner),
            copy.band === null ? copy.circles[0] : t("sharing.within", { km: copy.band }),
          ]
            .filter(Boolean)
            .join(" · ")}
        />
      ))}
      <p className="quiet">{t("sharing.also.note")}</p>
    </fieldset>
  );
}

function PhotoForm({ site, copyId }: { site: SharingSite; copyId: string }): ReactElement {
  const { t } = site;
  return (
    <form method="post" encType="multipart/form-data" action={`${site.base}/sharing/copies/${copyId}/photo`}>
      <FormTokens site={site} />
      <Field label={t("sharing.photo.choose")} note={t("sharing.photo.note")}>
        <input type="file" name="photo" accept="image/*" required data-shrink />
      </Field>
      <button className="secondary" type="submit">
        {t("sharing.photo.add")}
      </button>
    </form>
  );
}

function OwnerPart({ site, me, own, circles }: CopyProps & { own: OwnCopy }): ReactElement {
  const { t } = site;
  return (
    <>
      {own.waiting > 0 ? (
        <p>
          <a className="primary sharing-big" href={`${site.base}/sharing/loans?side=lender`}>
            {t("sharing.copy.answer", { count: own.waiting })}
          </a>
        </p>
      ) : null}
      <section className="sharing-panel">
        <h2 className="song">{t("sharing.copy.change")}</h2>
        <SharingForm site={site} action={`copies/${own.id}/change`}>
          <OfferFields
            site={site}
            choice={own}
            circles={circles}
            hasPlace={me.cell !== null}
            isMinor={me.isMinor}
          />
          <Field label={t("sharing.reading")}>
            <select name="reading" defaultValue={own.reading}>
              {readingStates.map((state) => (
                <option key={state} value={state}>
                  {t(`sharing.reading.${state}`)}
                </option>
              ))}
            </select>
          </Field>
          <button className="primary" type="submit">
            {t("sharing.save")}
          </button>
        </SharingForm>
      </section>
      <section className="sharing-panel">
        <h2 className="song">{t("sharing.photos")}</h2>
        <PhotoForm site={site} copyId={own.id} />
        {own.photoIds.map((id, i) => (
          <SharingButton
            key={id}
            site={site}
            action={`photos/${id}/remove`}
            label={t("sharing.photo.remove", { number: i + 1 })}
          />
        ))}
      </section>
      <div className="sharing-acts">
        {site.deposits ? <DepositForm site={site} own={own} /> : null}
        {own.state === "hidden" ? null : (
          <SharingButton
            site={site}
            action={`copies/${own.id}/pause`}
            values={{ paused: own.state === "paused" ? "0" : "1" }}
            label={own.state === "paused" ? t("sharing.copy.show") : t("sharing.copy.pause")}
          />
        )}
        <SharingButton site={site} action={`copies/${own.id}/withdraw`} label={t("sharing.copy.withdraw")} />
      </div>
    </>
  );
}

function DepositForm({ site, own }: { site: SharingSite; own: OwnCopy }): ReactElement {
  const { t } = site;
  return (
    <SharingForm site={site} action={`copies/${own.id}/deposit`} className="sharing-inline">
      <Field label={t("sharing.deposit")} note={t("sharing.deposit.note")}>
        <input
          type="number"
          name="yuan"
          min={0}
          max={500}
          step={0.01}
          inputMode="decimal"
          defaultValue={own.deposit / 100}
        />
      </Field>
      <button className="secondary" type="submit">
        {t("sharing.deposit.save")}
      </button>
    </SharingForm>
  );
}

/** How the book is called, where no library's record says so. */
function WordingPart({ site, own }: { site: SharingSite; own: OwnCopy }): ReactElement | null {
  const { t } = site;
  if (own.instanceId !== null) return null;
  return (
    <details className="sharing-more">
      <summary>{t("sharing.wording")}</summary>
      <SharingForm site={site} action={`copies/${own.id}/wording`}>
        <Field label={t("sharing.wording.title")}>
          <input
            type="text"
            name="title"
            {...boundsOf(wordingSchema, "title")}
            required
            defaultValue={own.title}
          />
        </Field>
        <Field label={t("sharing.wording.author")}>
          <input type="text" name="author" {...boundsOf(wordingSchema, "author")} defaultValue={own.author} />
        </Field>
        {own.isbn === null ? null : <p className="quiet">{t("sharing.wording.note")}</p>}
        <button className="secondary" type="submit">
          {t("sharing.save")}
        </button>
      </SharingForm>
    </details>
  );
}
