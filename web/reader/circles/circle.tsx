import type { ReactElement } from "react";
import type { CircleLink, CirclePerson, CircleView } from "../../../server/src/circles/index.ts";
import type { CirclePart } from "../../../server/src/contracts/circle-strip.ts";
import type { VisibleCopy } from "../../../server/src/shelves/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { ReaderWords } from "../frame/post-form.tsx";
import {
  Field,
  readerName,
  SharingButton,
  SharingForm,
  SharingFrame,
  type SharingSite,
} from "../frame/readers/frame.tsx";
import { Report } from "../frame/readers/report.tsx";
import { CopyList } from "../shelves/near.tsx";
import { CircleFields } from "./circles.tsx";

/** A circle. `people` and `copies` for its members only. */
type CircleProps = {
  site: SharingSite;
  circle: CircleView;
  people: CirclePerson[];
  copies: VisibleCopy[];
  /** What its members do together, room by room. */
  together: CirclePart[];
  members: { id: number; name: string }[];
  links: CircleLink[];
  /** Libraries for which the reader, as their staff, may answer. */
  guards: { id: number; name: string }[];
  /** Circles this one could be part of. */
  parents: CircleView[];
};

/** A circle's page: how to enter it, what it shares, who belongs, and what its stewards do. */
export function CirclePage(props: CircleProps): ReactElement {
  const { site, circle, copies } = props;
  const { t } = site;
  const isMember = circle.standing === "active";
  return (
    <SharingFrame site={site} tab="circles" title={circle.name}>
      <h1 {...saidIn(circle.name, site.language)}>{circle.name}</h1>
      <p className="quiet">
        <span className="fact">
          {circle.kind === "library" ? t("sharing.circle.official") : t(`sharing.kind.${circle.kind}`)}
        </span>
        <span className="fact">{t("sharing.circle.members", { count: circle.members })}</span>
        {circle.maxLoanDays ? (
          <span className="fact">{t("sharing.copy.days", { count: circle.maxLoanDays })}</span>
        ) : null}
        {circle.maxActiveLoans ? (
          <span className="fact">{t("sharing.circle.at-a-time", { count: circle.maxActiveLoans })}</span>
        ) : null}
        {circle.isGuarded ? <span className="fact">{t("sharing.circle.guarded")}</span> : null}
        {circle.isResting ? <span className="fact">{t("sharing.circle.rests")}</span> : null}
      </p>
      {circle.isCalled ? (
        <div className="sharing-panel">
          <p>{t("sharing.circle.called")}</p>
          <SharingButton
            main
            site={site}
            action={`circles/${circle.id}/stewardship`}
            label={t("sharing.circle.take")}
          />
        </div>
      ) : null}
      {circle.about ? <ReaderWords site={site} text={circle.about} className="sharing-note" /> : null}
      {isMember ? null : <JoinPart {...props} />}
      <Together {...props} />
      {isMember ? (
        <section>
          <h2 className="song">{t("sharing.circle.books")}</h2>
          {copies.length === 0 ? <p className="sharing-none">{t("sharing.circle.books.none")}</p> : null}
          <CopyList site={site} copies={copies} />
        </section>
      ) : null}
      {isMember ? <PeoplePart {...props} /> : null}
      <LinksPart {...props} />
      {circle.isSteward ? <StewardPart {...props} /> : null}
      <GuardPart {...props} />
      {isMember || circle.standing === "applied" ? (
        <div className="sharing-acts">
          <SharingButton
            site={site}
            action={`circles/${circle.id}/leave`}
            label={t("sharing.circle.leave")}
          />
        </div>
      ) : null}
      <Report site={site} action={`${site.base}/sharing/circles/${circle.id}/report`} about={circle.name} />
    </SharingFrame>
  );
}

/** What the circle does together: what is going on, and the way to begin. */
function Together({ site, together }: CircleProps): ReactElement | null {
  const shown = together.filter(({ begin, items }) => begin !== null || items.length > 0);
  if (shown.length === 0) return null;
  return (
    <div className="circle-together">
      {shown.map(({ heading, begin, items }) => (
        <section key={heading}>
          <h2>{heading}</h2>
          <ul>
            {items.map((item) => (
              <li key={item.href}>
                <a href={item.href} {...saidIn(item.title, site.language)}>
                  {item.title}
                </a>
                <p className="quiet">{item.line}</p>
              </li>
            ))}
          </ul>
          {begin === null ? null : (
            <a className="secondary" href={begin.href}>
              {begin.label}
            </a>
          )}
        </section>
      ))}
    </div>
  );
}

function JoinPart({ site, circle }: CircleProps): ReactElement {
  const { t } = site;
  const action = (name: string): string => `circles/${circle.id}/${name}`;
  if (circle.standing === "applied") return <p className="sharing-note">{t("sharing.standing.applied")}</p>;
  if (circle.standing === "expelled") return <p className="sharing-note">{t("problem.circle-expelled")}</p>;
  return (
    <section className="sharing-panel">
      <h2 className="song">{t("sharing.circle.join")}</h2>
      {circle.proofs.includes("account") ? (
        <SharingButton main site={site} action={action("join-account")} label={t("sharing.join.account")} />
      ) : null}
      {circle.proofs.includes("roster") ? (
        <SharingButton main site={site} action={action("join-roster")} label={t("sharing.join.roster")} />
      ) : null}
      {circle.proofs.includes("email") ? (
        <>
          <SharingForm site={site} action={action("email")}>
            <Field label={t("sharing.join.address", { domain: circle.emailDomain })}>
              <input type="email" name="address" maxLength={200} required />
            </Field>
            <button className="secondary" type="submit">
              {t("sharing.join.send-code")}
            </button>
          </SharingForm>
          <SharingForm site={site} action={action("join-email")}>
            <Field label={t("sharing.join.code")}>
              <input
                type="text"
                name="code"
                inputMode="numeric"
                maxLength={9}
                required
                autoComplete="one-time-code"
              />
            </Field>
            <button className="secondary" type="submit">
              {t("sharing.join.enter")}
            </button>
          </SharingForm>
        </>
      ) : null}
      {(["steward", "vouch"] as const)
        .filter((proof) => circle.proofs.includes(proof))
        .map((proof) => (
          <SharingForm key={proof} site={site} action={action("application")}>
            <input type="hidden" name="proof" value={proof} />
            <Field label={t("sharing.join.words")}>
              <textarea name="words" rows={2} maxLength={300} />
            </Field>
            <button className="primary sharing-big" type="submit">
              {t(`sharing.join.${proof}`)}
            </button>
          </SharingForm>
        ))}
      {circle.proofs.includes("invite") ? <p className="quiet">{t("sharing.join.invite")}</p> : null}
    </section>
  );
}

function PeoplePart({ site, circle, people }: CircleProps): ReactElement {
  const { t } = site;
  const act = (person: CirclePerson, name: string, values: Record<string, string> = {}): ReactElement => (
    <SharingButton
      site={site}
      action={`circles/${circle.id}/${name}`}
      values={{ personId: person.personId, ...values }}
      label={t(`sharing.person.${name}${values.isSteward === "0" ? "-down" : ""}`)}
      name={`${t(`sharing.person.${name}`)} ${readerName(site, person)}`}
    />
  );
  return (
    <section>
      <h2 className="song">{t("sharing.circle.people")}</h2>
      <ul className="sharing-list">
        {people.map((person) => (
          <li key={person.personId} className="sharing-person">
            <div>
              <p>
                {readerName(site, person)}
                {person.isMe ? ` (${t("sharing.person.me")})` : ""}
              </p>
              <p className="quiet">
                <span className="fact">
                  {person.isSteward ? t("sharing.circle.steward") : t(`sharing.standing.${person.state}`)}
                </span>
                {person.vouches > 0 && person.state === "applied" ? (
                  <span className="fact">{t("sharing.person.vouches", { count: person.vouches })}</span>
                ) : null}
              </p>
              {person.words ? <ReaderWords site={site} text={person.words} className="sharing-note" /> : null}
            </div>
            <div className="sharing-acts">
              {person.state === "applied" && circle.proofs.includes("vouch") && !person.isMe
                ? act(person, "vouch")
                : null}
              {circle.isSteward && person.state === "applied" ? (
                <>
                  {act(person, "admit")}
                  {act(person, "refuse")}
                </>
              ) : null}
              {circle.isSteward && person.state === "active" && !person.isSteward ? (
                <>
                  {act(person, "steward", { isSteward: "1" })}
                  {act(person, "expel")}
                </>
              ) : null}
              {circle.isSteward && person.isSteward ? act(person, "steward", { isSteward: "0" }) : null}
              {circle.isSteward && person.state === "expelled" ? act(person, "pardon") : null}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}

function LinksPart({ site, circle, links, parents }: CircleProps): ReactElement | null {
  const { t } = site;
  if (links.length === 0 && parents.length === 0) return null;
  return (
    <section>
      <h2 className="song">{t("sharing.links")}</h2>
      <ul className="sharing-list">
        {links.map((link) => (
          <li key={link.direction + link.id} className="sharing-person">
            <div>
              <p>
                <a href={`${site.base}/sharing/circles/${link.id}`} {...saidIn(link.name, site.language)}>
                  {link.name}
                </a>
              </p>
              <p className="quiet">
                {link.agreed ? t(`sharing.links.${link.direction}`) : t("sharing.links.asked")}
              </p>
            </div>
            {circle.isSteward ? (
              <div className="sharing-acts">
                {!link.agreed && link.direction === "of" ? (
                  <SharingButton
                    site={site}
                    action={`circles/${circle.id}/parent-agree`}
                    values={{ childId: link.id }}
                    label={t("sharing.links.agree")}
                  />
                ) : null}
                <SharingButton
                  site={site}
                  action={`circles/${circle.id}/part`}
                  values={{ otherId: link.id, direction: link.direction }}
                  label={t("sharing.links.part")}
                />
              </div>
            ) : null}
          </li>
        ))}
      </ul>
      {parents.length > 0 ? (
        <SharingForm site={site} action={`circles/${circle.id}/parent`} className="sharing-inline">
          <Field label={t("sharing.links.ask")}>
            <select name="parentId">
              {parents.map((parent) => (
                <option key={parent.id} value={parent.id}>
                  {parent.name}
                </option>
              ))}
            </select>
          </Field>
          <button className="secondary" type="submit">
            {t("sharing.links.send")}
          </button>
        </SharingForm>
      ) : null}
    </section>
  );
}

function GuardPart({ site, circle, guards }: CircleProps): ReactElement | null {
  const { t } = site;
  if (guards.length === 0) return null;
  return (
    <details className="sharing-more">
      <summary>{t("sharing.guard")}</summary>
      <p className="quiet">{t("sharing.guard.note")}</p>
      <SharingForm site={site} action={`circles/${circle.id}/guard`}>
        <Field label={t("sharing.circle.library")}>
          <select name="memberId">
            {guards.map((member) => (
              <option key={member.id} value={member.id}>
                {member.name}
              </option>
            ))}
            <option value="">{t("sharing.guard.none")}</option>
          </select>
        </Field>
        <button className="secondary" type="submit">
          {t("sharing.save")}
        </button>
      </SharingForm>
    </details>
  );
}

function StewardPart({ site, circle, members }: CircleProps): ReactElement {
  const { t } = site;
  return (
    <section>
      <h2 className="song">{t("sharing.steward")}</h2>
      {circle.proofs.includes("invite") ? (
        <details className="sharing-more">
          <summary>{t("sharing.invite")}</summary>
          <SharingForm site={site} action={`circles/${circle.id}/invite`} repeats>
            <div className="sharing-pair">
              <Field label={t("sharing.invite.days")}>
                <input type="number" name="days" min={1} max={60} defaultValue={7} />
              </Field>
              <Field label={t("sharing.invite.uses")}>
                <input type="number" name="uses" min={1} max={500} defaultValue={20} />
              </Field>
            </div>
            <button className="secondary" type="submit">
              {t("sharing.invite.make")}
            </button>
          </SharingForm>
        </details>
      ) : null}
      {circle.proofs.includes("roster") ? (
        <details className="sharing-more">
          <summary>{t("sharing.roster")}</summary>
          <SharingForm site={site} action={`circles/${circle.id}/roster`}>
            <Field label={t("sharing.roster.lines")} note={t("sharing.roster.note")}>
              <textarea name="text" rows={5} maxLength={500_000} required spellCheck={false} />
            </Field>
            <button className="secondary" type="submit">
              {t("sharing.save")}
            </button>
          </SharingForm>
        </details>
      ) : null}
      <details className="sharing-more">
        <summary>{t("sharing.circle.change")}</summary>
        <SharingForm site={site} action={`circles/${circle.id}/change`}>
          <CircleFields site={site} members={members} circle={circle} />
          <button className="secondary" type="submit">
            {t("sharing.save")}
          </button>
        </SharingForm>
      </details>
    </section>
  );
}
