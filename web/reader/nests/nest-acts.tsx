import type { ReactElement, ReactNode } from "react";
import { visitSchema } from "../../../server/src/nests/schema.ts";
import { boundsOf } from "../frame/bounds.ts";
import { FormTokens, PostForm } from "../frame/post-form.tsx";
import { Field } from "../frame/readers/frame.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import type { NestProps } from "./nest.tsx";

/** What stands on the label at the nest: read by the camera, or typed. */
export function SecretField({ site, secret }: Pick<NestProps, "site" | "secret">): ReactElement {
  if (secret !== "") return <input type="hidden" name="secret" value={secret} />;
  return (
    <Field label={site.t("nests.secret")}>
      <input
        type="text"
        name="secret"
        {...boundsOf(visitSchema, "secret")}
        required
        autoCapitalize="none"
        spellCheck={false}
      />
    </Field>
  );
}

type ActProps = { site: SiteContext; to: string; isOpen: boolean };

/** One thing to tell of a nest: open where the camera read the label, else opened by its name. */
function Act(props: { label: string; isOpen: boolean; children: ReactNode }): ReactElement {
  if (props.isOpen) return <>{props.children}</>;
  return (
    <details className="nest-act" name="nest-act">
      <summary>{props.label}</summary>
      {props.children}
    </details>
  );
}

/** Whoever stands before a nest needs no account: the label's secret, typed where no camera reads it, opens what can be told. */
function AtTheDoor({ site, to }: Pick<ActProps, "site" | "to">): ReactElement {
  const { t, base } = site;
  return (
    <div className="sharing-panel nest-acts">
      <form action={to}>
        <Field label={t("nests.secret")} note={t("nests.at-the-door")}>
          <input type="text" name="s" maxLength={20} required autoCapitalize="none" spellCheck={false} />
        </Field>
        <button className="primary sharing-big" type="submit">
          {t("nests.at-the-door.send")}
        </button>
      </form>
      <p>
        <a href={`${base}/sign-in?next=${encodeURIComponent(to)}`}>{t("nests.sign-in-visit")}</a>
      </p>
    </div>
  );
}

/** What a reader may tell of a nest, or do at it. */
export function Visits({ site, nest, own, loans, secret }: NestProps): ReactElement {
  const { t, base } = site;
  const to = `${base}/nests/${nest.code}`;
  if (!site.session && secret === "") return <AtTheDoor site={site} to={to} />;
  const act = { site, to, isOpen: secret !== "" };
  return (
    <div className="sharing-panel nest-acts">
      {(["took", "left"] as const).map((kind) => (
        <Act key={kind} label={t(`nests.did.${kind}`)} isOpen={act.isOpen}>
          <PostForm site={site} action={`${to}/visits`} label={t(`nests.did.${kind}`)}>
            <input type="hidden" name="kind" value={kind} />
            <Field label={t("nests.books")}>
              <input
                type="number"
                name="books"
                {...boundsOf(visitSchema, "books")}
                min={1}
                max={kind === "took" ? 3 : 50}
                defaultValue={1}
                inputMode="numeric"
              />
            </Field>
            <SecretField site={site} secret={secret} />
            <button
              className={kind === "took" || !act.isOpen ? "primary sharing-big" : "secondary sharing-big"}
              type="submit"
            >
              {t(`nests.did.${kind}`)}
            </button>
          </PostForm>
        </Act>
      ))}
      <PostForm site={site} action={`${to}/visits`} label={t("nests.did.saw")}>
        <input type="hidden" name="kind" value="saw" />
        <input type="hidden" name="secret" value={secret} />
        <button className="secondary sharing-big" type="submit">
          {t("nests.did.saw")}
        </button>
      </PostForm>
      <CountAct {...act} secret={secret} />
      {site.session ? <PhotoAct {...act} /> : null}
      {loans.map((loan) => (
        <LoanAct key={loan.id} site={site} to={to} loan={loan} />
      ))}
      {own.length > 0 ? <LeaveAct {...act} own={own} secret={secret} /> : null}
      <PostForm site={site} action={`${to}/visits`} label={t("nests.did.gone")}>
        <input type="hidden" name="kind" value="gone" />
        <input type="hidden" name="secret" value={secret} />
        <button className="plain" type="submit">
          {t("nests.did.gone")}
        </button>
      </PostForm>
    </div>
  );
}

function CountAct({ site, to, isOpen, secret }: ActProps & Pick<NestProps, "secret">): ReactElement {
  const { t } = site;
  return (
    <Act label={t("nests.did.counted")} isOpen={isOpen}>
      <PostForm site={site} action={`${to}/visits`} label={t("nests.did.counted")}>
        <input type="hidden" name="kind" value="counted" />
        <Field label={t("nests.count")}>
          <input
            type="number"
            name="books"
            {...boundsOf(visitSchema, "books")}
            required
            inputMode="numeric"
          />
        </Field>
        <SecretField site={site} secret={secret} />
        <button className="secondary" type="submit">
          {t("nests.did.counted")}
        </button>
      </PostForm>
    </Act>
  );
}

function PhotoAct({ site, to, isOpen }: ActProps): ReactElement {
  const { t } = site;
  return (
    <Act label={t("nests.photo")} isOpen={isOpen}>
      <form method="post" action={`${to}/photo`} encType="multipart/form-data" aria-label={t("nests.photo")}>
        <FormTokens site={site} />
        <Field label={t("nests.photo")} note={t("nests.photo.note")}>
          <input
            type="file"
            name="photo"
            accept="image/jpeg,image/png,image/webp"
            capture="environment"
            required
          />
        </Field>
        <button className="secondary" type="submit">
          {t("nests.photo.send")}
        </button>
      </form>
    </Act>
  );
}

function LeaveAct({
  site,
  to,
  isOpen,
  own,
  secret,
}: ActProps & Pick<NestProps, "own" | "secret">): ReactElement {
  const { t } = site;
  return (
    <Act label={t("nests.leave")} isOpen={isOpen}>
      <PostForm site={site} action={`${to}/leave`} label={t("nests.leave")}>
        <Field label={t("nests.leave")} note={t("nests.leave.note")}>
          <select name="copyId" required>
            {own.map((copy) => (
              <option key={copy.id} value={copy.id}>
                {copy.title}
              </option>
            ))}
          </select>
        </Field>
        <SecretField site={site} secret={secret} />
        <button className="secondary" type="submit">
          {t("nests.leave.send")}
        </button>
      </PostForm>
    </Act>
  );
}

/** A lent book handed over here. */
function LoanAct({
  site,
  to,
  loan,
}: Omit<ActProps, "isOpen"> & { loan: NestProps["loans"][number] }): ReactElement {
  const { t } = site;
  return (
    <PostForm site={site} action={`${to}/loans/${loan.id}`} label={t("nests.loan", { title: loan.title })}>
      <p>{t("nests.loan", { title: loan.title })}</p>
      <button className="secondary" type="submit">
        {t("nests.loan.send")}
      </button>
    </PostForm>
  );
}
