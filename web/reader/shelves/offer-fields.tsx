import type { ReactElement } from "react";
import { copyConditions, offerModes } from "../../../server/src/shelves/copies/offer-options.ts";
import type { Audience, OfferMode } from "../../../server/src/shelves/schema.ts";
import { copyChangesSchema } from "../../../server/src/shelves/schema.ts";
import { boundsOf } from "../frame/bounds.ts";
import { Field, RadiusField, Tick } from "../frame/readers/frame.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** What is offered of a copy, how long, in which condition, and to whom. */
type OfferChoice = {
  modes: OfferMode[];
  loanDays: number;
  condition: string;
  note: string;
  shelf: string;
  audience: Audience;
};

type OfferProps = {
  site: SiteContext;
  choice: OfferChoice;
  circles: { id: string; name: string }[];
  hasPlace: boolean;
  isMinor: boolean;
};

/** The fields of an offer: the same for publishing and for changing. */
export function OfferFields(props: OfferProps): ReactElement {
  const { site, choice } = props;
  const { t } = site;
  return (
    <>
      <fieldset className="sharing-set">
        <legend>{t("sharing.offer.modes")}</legend>
        {offerModes.map((mode) => (
          <Tick
            key={mode}
            name="modes"
            value={mode}
            label={t(`sharing.mode.${mode}`)}
            checked={choice.modes.includes(mode)}
          />
        ))}
      </fieldset>
      <AudienceFields {...props} />
      <div className="sharing-pair">
        <Field label={t("sharing.offer.days")}>
          <input
            type="number"
            name="loanDays"
            {...boundsOf(copyChangesSchema, "loanDays")}
            defaultValue={choice.loanDays}
            inputMode="numeric"
          />
        </Field>
        <Field label={t("sharing.offer.condition")}>
          <select name="condition" defaultValue={choice.condition}>
            {copyConditions.map((condition) => (
              <option key={condition} value={condition}>
                {t(`sharing.condition.${condition}`)}
              </option>
            ))}
          </select>
        </Field>
      </div>
      <Field label={t("sharing.offer.note")}>
        <input type="text" name="note" {...boundsOf(copyChangesSchema, "note")} defaultValue={choice.note} />
      </Field>
      <Field label={t("sharing.offer.shelf")}>
        <input
          type="text"
          name="shelf"
          {...boundsOf(copyChangesSchema, "shelf")}
          defaultValue={choice.shelf}
        />
      </Field>
    </>
  );
}

function AudienceFields({ site, choice, circles, hasPlace, isMinor }: OfferProps): ReactElement {
  const { t } = site;
  const { audience } = choice;
  return (
    <fieldset className="sharing-set">
      <legend>{t("sharing.offer.audience")}</legend>
      {isMinor ? null : (
        <>
          <Tick
            name="public"
            value="1"
            label={hasPlace ? t("sharing.offer.public") : t("sharing.offer.public-no-place")}
            checked={audience.public}
          />
          <RadiusField site={site} name="radiusKm" label={t("sharing.offer.radius")} km={audience.radiusKm} />
          <Tick name="friends" value="1" label={t("sharing.offer.friends")} checked={audience.friends} />
        </>
      )}
      {circles.map((circle) => (
        <Tick
          key={circle.id}
          name="circleIds"
          value={circle.id}
          label={circle.name}
          checked={audience.circleIds.includes(circle.id)}
        />
      ))}
      <p className="quiet">{t("sharing.offer.private")}</p>
    </fieldset>
  );
}
