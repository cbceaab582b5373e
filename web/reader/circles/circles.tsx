import type { ReactElement } from "react";
import type { CircleView } from "../../../server/src/circles/index.ts";
import { circleInputSchema } from "../../../server/src/circles/schema.ts";
import { caseOutcomes, circleKinds, circleProofs } from "../../../server/src/circles/words.ts";
import type { Sharer } from "../../../server/src/neighbours/index.ts";
import type { VisibleCopy } from "../../../server/src/shelves/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { boundsOf } from "../frame/bounds.ts";
import { Field, SharingForm, SharingFrame, type SharingSite, Tick } from "../frame/readers/frame.tsx";
import { CopyList } from "../shelves/near.tsx";

const named = (name: keyof typeof circleInputSchema.shape) => ({
  name,
  ...boundsOf(circleInputSchema, name),
});

/** Circles to be found, one's own first. */
type CirclesProps = {
  site: SharingSite;
  me: Sharer;
  circles: (CircleView & { offers: number })[];
  text: string;
  /** What is open to the reader through circles and friends. */
  copies: VisibleCopy[];
  members: { id: number; name: string }[];
};

/** Finds circles, and founds them. */
export function CirclesPage({ site, me, circles, text, members, copies }: CirclesProps): ReactElement {
  const { t } = site;
  return (
    <SharingFrame site={site} tab="circles" title={t("sharing.tab.circles")} wide>
      <h1 className="song">{t("sharing.tab.circles")}</h1>
      <form method="get" action={`${site.base}/sharing/circles`} className="sharing-inline">
        <Field label={t("sharing.circles.find")}>
          <input type="search" name="q" defaultValue={text} maxLength={100} />
        </Field>
        <button className="secondary" type="submit">
          {t("sharing.circles.look")}
        </button>
      </form>
      <div className="thing">
        <div>
          {circles.length === 0 ? <p className="sharing-none">{t("sharing.circles.none")}</p> : null}
          <CircleList site={site} circles={circles} />
        </div>
        {me.isMinor ? null : (
          <details className="sharing-panel">
            <summary>{t("sharing.circle.found")}</summary>
            <SharingForm site={site} action="circles">
              <CircleFields site={site} members={members} circle={null} />
              <button className="primary sharing-big" type="submit">
                {t("sharing.circle.found")}
              </button>
            </SharingForm>
          </details>
        )}
      </div>
      {copies.length > 0 ? (
        <section className="sharing-shelf">
          <h2 className="song">{t("sharing.circles.books")}</h2>
          <CopyList site={site} copies={copies} />
        </section>
      ) : null}
    </SharingFrame>
  );
}

function CircleList({ site, circles }: Pick<CirclesProps, "site" | "circles">): ReactElement {
  const { t } = site;
  return (
    <ul className="sharing-list">
      {circles.map((circle) => (
        <li key={circle.id} className="sharing-circle">
          <h2>
            <a href={`${site.base}/sharing/circles/${circle.id}`} {...saidIn(circle.name, site.language)}>
              {circle.name}
            </a>
          </h2>
          <p className="quiet">
            <span className="fact">
              {circle.kind === "library" ? t("sharing.circle.official") : t(`sharing.kind.${circle.kind}`)}
            </span>
            <span className="fact">{t("sharing.circle.members", { count: circle.members })}</span>
            <span className="fact">{t("sharing.circle.offers", { count: circle.offers })}</span>
            {circle.standing === "active" || circle.standing === "applied" ? (
              <span className="fact">
                {circle.isSteward ? t("sharing.circle.steward") : t(`sharing.standing.${circle.standing}`)}
              </span>
            ) : null}
            {circle.isGuarded ? <span className="fact">{t("sharing.circle.guarded")}</span> : null}
          </p>
        </li>
      ))}
    </ul>
  );
}

/** What a founder or steward says of a circle. */
export function CircleFields(props: {
  site: SharingSite;
  members: { id: number; name: string }[];
  circle: CircleView | null;
}): ReactElement {
  const { site, members, circle } = props;
  const { t } = site;
  return (
    <>
      <Field label={t("sharing.circle.name")}>
        <input type="text" {...named("name")} required defaultValue={circle?.name} />
      </Field>
      <Field label={t("sharing.circle.kind")}>
        <select name="kind" defaultValue={circle?.kind ?? "interest"}>
          {circleKinds.map((kind) => (
            <option key={kind} value={kind}>
              {t(`sharing.kind.${kind}`)}
            </option>
          ))}
        </select>
      </Field>
      <Field label={t("sharing.circle.about")}>
        <textarea {...named("about")} rows={2} defaultValue={circle?.about} />
      </Field>
      <fieldset className="sharing-set">
        <legend>{t("sharing.circle.proofs")}</legend>
        {circleProofs.map((proof) => (
          <Tick
            key={proof}
            name="proofs"
            value={proof}
            label={t(`sharing.proof.${proof}`)}
            checked={circle ? circle.proofs.includes(proof) : proof === "steward"}
          />
        ))}
      </fieldset>
      <div className="sharing-pair">
        <Field label={t("sharing.circle.library")}>
          <select name="memberId" defaultValue={circle?.memberId ?? ""}>
            <option value="">—</option>
            {members.map((member) => (
              <option key={member.id} value={member.id}>
                {member.name}
              </option>
            ))}
          </select>
        </Field>
        <Field label={t("sharing.circle.domain")}>
          <input
            type="text"
            {...named("emailDomain")}
            placeholder="stu.example.edu.cn"
            defaultValue={circle?.emailDomain ?? ""}
          />
        </Field>
      </div>
      <CircleRules site={site} circle={circle} />
    </>
  );
}

/** What holds for loans that come through a circle. */
function CircleRules({ site, circle }: { site: SharingSite; circle: CircleView | null }): ReactElement {
  const { t } = site;
  return (
    <>
      <div className="sharing-pair">
        <Field label={t("sharing.circle.max-days")}>
          <input type="number" {...named("maxLoanDays")} defaultValue={circle?.maxLoanDays ?? ""} />
        </Field>
        <Field label={t("sharing.circle.max-loans")}>
          <input type="number" {...named("maxActiveLoans")} defaultValue={circle?.maxActiveLoans ?? ""} />
        </Field>
      </div>
      <Field label={t("sharing.circle.case-outcome")}>
        <select name="caseOutcome" defaultValue={circle?.caseOutcome ?? ""}>
          <option value="">{t("sharing.circle.case-outcome.region")}</option>
          {caseOutcomes.map((outcome) => (
            <option key={outcome} value={outcome}>
              {t(`sharing.outcome.${outcome}`)}
            </option>
          ))}
        </select>
      </Field>
    </>
  );
}
