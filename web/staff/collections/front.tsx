import { type ReactNode, useEffect, useState } from "react";
import { accessLevels, rightsStatements } from "../../../server/src/collections/words.ts";
import { ask, explain } from "../api.ts";
import { languages, pick, sitePath, t } from "../text.ts";
import { AddressForm } from "./address.tsx";
import { DraftEditor, type Editing } from "./draft.tsx";
import { Featured } from "./featured.tsx";
import { FrontBlocks } from "./front-blocks.tsx";
import { Choice, LocalInputs, Tick } from "./local-inputs.tsx";
import { LookPart } from "./look.tsx";
import { Topics } from "./topics.tsx";

/** Before what was typed is shown: long enough not to draw every letter. */
const SHOWN_AFTER_MS = 700;

/** What readers meet first: the blocks of the front page, look, highlights, topics, rights; beside it how it will look. */
export function FrontPart({ slug }: { slug: string }): ReactNode {
  return (
    <>
      <DraftEditor slug={slug}>
        {(editing) => (
          <div className="front-editor">
            <div className="admin">
              <Words {...editing} />
              <FrontBlocks {...editing} />
              <Featured {...editing} />
              <Part name="topics">
                <Topics {...editing} />
              </Part>
              <Part name="trees">
                <Trees {...editing} />
              </Part>
              <Part name="look">
                <LookPart {...editing} />
              </Part>
              <Part name="rights">
                <Rights {...editing} />
              </Part>
            </div>
            <LivePreview {...editing} />
          </div>
        )}
      </DraftEditor>
      <AddressForm slug={slug} />
    </>
  );
}

/** A part that is opened when it is needed. */
function Part({ name, children }: { name: string; children: ReactNode }): ReactNode {
  return (
    <details className="front-part">
      <summary>{t(`collections.front.${name}`)}</summary>
      {children}
    </details>
  );
}

/** The front page as it would be, drawn anew soon after every change; nothing is saved by it. */
function LivePreview({ slug, config, isChanged }: Editing): ReactNode {
  const [shown, setShown] = useState(0);
  const [error, setError] = useState<unknown>(null);
  const [language, setLanguage] = useState<(typeof languages)[number]>("zh-Hans");
  const [isPhone, setPhone] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => {
      ask("PUT /collections/:slug/trial", { params: { slug }, body: { config } })
        .then(() => {
          setShown((number) => number + 1);
          setError(null);
        })
        .catch(setError);
    }, SHOWN_AFTER_MS);
    return () => clearTimeout(timer);
  }, [slug, config]);
  const href = sitePath(`/collections/${slug}?preview=mine`, language);
  return (
    <aside className="front-preview" aria-label={t("collections.front.preview")}>
      <p className="actions">
        <b>{t("collections.front.preview")}</b>
        {languages.map((one) => (
          <button key={one} type="button" aria-pressed={one === language} onClick={() => setLanguage(one)}>
            {t(`collections.front.in.${one}`)}
          </button>
        ))}
        <button type="button" aria-pressed={isPhone} onClick={() => setPhone(!isPhone)}>
          {t("collections.front.phone")}
        </button>
        <span className="quiet">
          {t(isChanged ? "collections.front.preview.unsaved" : "collections.front.preview.saved")}
        </span>
      </p>
      {error !== null && <p role="alert">{explain(error)}</p>}
      {shown > 0 ? (
        <div className={isPhone ? "front-frame front-frame-phone" : "front-frame"}>
          <iframe key={`${href} ${shown}`} src={href} title={t("collections.front.preview")} />
        </div>
      ) : null}
    </aside>
  );
}

function Words({ config, change }: Editing): ReactNode {
  return (
    <>
      <LocalInputs
        legend={t("collections.new.name")}
        value={config.name}
        onChange={(name) => change({ name })}
      />
      <LocalInputs
        legend={t("collections.front.intro")}
        rows={3}
        value={config.intro}
        onChange={(intro) => change({ intro })}
      />
    </>
  );
}

function Rights({ config, change }: Editing): ReactNode {
  return (
    <fieldset>
      <legend>{t("collections.front.rights")}</legend>
      <div className="row">
        <Choice
          label={t("collections.front.access")}
          names="collections.access"
          options={accessLevels}
          value={config.access}
          onChange={(access) => access && change({ access })}
        />
        <Choice
          label={t("collections.front.statement")}
          names="collections.rights"
          options={rightsStatements}
          value={config.rights}
          onChange={(rights) => rights && change({ rights })}
        />
      </div>
      <LocalInputs
        legend={t("collections.front.rightsNote")}
        value={config.rightsNote}
        onChange={(rightsNote) => change({ rightsNote })}
      />
    </fieldset>
  );
}

function Trees({ config, change }: Editing): ReactNode {
  const terms = config.fields.filter((field) => field.type === "term");
  return (
    <fieldset>
      <legend>{t("collections.front.trees")}</legend>
      <div className="ticks">
        {terms.map((field) => (
          <Tick
            key={field.key}
            label={pick(field.label) || field.key}
            value={config.trees.includes(field.key)}
            onChange={(wanted) =>
              change({
                trees: wanted
                  ? [...config.trees, field.key]
                  : config.trees.filter((key) => key !== field.key),
              })
            }
          />
        ))}
      </div>
    </fieldset>
  );
}
