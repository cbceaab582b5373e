import type { ReactElement } from "react";
import { visibilities } from "../../../server/src/lists/words.ts";
import { Layout } from "../frame/layout.tsx";
import { PostButton, PostForm } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { StepLinks } from "./list.tsx";

/** A title as its editors change it. */
type EditEntry = {
  instanceId: number;
  title: string;
  sectionId: string | null;
  note: string;
  requirement: string | null;
};

/** Everything a list's owner or editor can change; what only the owner may is null for editors. */
type ListEditProps = {
  site: SiteContext;
  /** Address of the list's page, and beginning of every form's. */
  href: string;
  title: string;
  words: {
    kind: string;
    description: string;
    courseCode: string;
    term: string;
    teacher: string;
    visibility: string;
    coverInstanceId: number | null;
  } | null;
  /** Address of the list shared by link; null: it is not shared so. */
  shareAddress: string | null;
  /** Address that makes co-editors; null: nobody is invited. */
  inviteAddress: string | null;
  editors: { personId: string; name: string | null; isMe: boolean }[];
  myself: string;
  sections: { id: string; title: string }[];
  entries: EditEntry[];
  pages: { previous: string | null; next: string | null };
};

/** Titles, sections and order first; then words, sharing and co-editors. No step needs dragging or a script. */
export function ListEditPage(props: ListEditProps): ReactElement {
  const { site, href, title } = props;
  const { t } = site;
  return (
    <Layout site={site} title={t("community.edit.title", { title })} query="" hidden>
      <div className="account list-edit">
        <p>
          <a href={href}>{t("community.edit.back")}</a>
        </p>
        <h1>{t("community.edit.title", { title })}</h1>
        <section aria-labelledby="paste">
          <h2 id="paste" className="song">
            {t("community.paste")}
          </h2>
          <PostForm site={site} action={`${href}/entries`} className="stacked">
            <label htmlFor="numbers">{t("community.paste.label")}</label>
            <textarea className="field" id="numbers" name="text" rows={3} required maxLength={50000} />
            <button className="secondary" type="submit">
              {t("community.paste.add")}
            </button>
          </PostForm>
        </section>
        <section aria-labelledby="entries">
          <h2 id="entries" className="song">
            {t("community.edit.titles")}
          </h2>
          {props.entries.length === 0 ? <p className="quiet">{t("community.list.empty-own")}</p> : null}
          <ol className="edit-entries">
            {props.entries.map((entry) => (
              <EntryForm key={entry.instanceId} {...props} entry={entry} />
            ))}
          </ol>
          <StepLinks site={site} pages={props.pages} />
        </section>
        <Sections {...props} />
        {props.words ? <WordsForm {...props} words={props.words} /> : null}
        <Sharing {...props} />
      </div>
    </Layout>
  );
}

/** Up, down, away: for an entry or a section, inside its form. */
function MoveButtons({
  site,
  action,
  title,
}: {
  site: ListEditProps["site"];
  action: string;
  title: string;
}): ReactElement {
  const { t } = site;
  const moves = [
    ["up", "↑ "],
    ["down", "↓ "],
    ["remove", ""],
  ] as const;
  return (
    <>
      {moves.map(([move, sign]) => (
        <button
          key={move}
          className="secondary"
          type="submit"
          formAction={`${action}/${move}`}
          aria-label={t(`community.entry.${move}-this`, { title })}
        >
          {sign}
          {t(`community.${move}`)}
        </button>
      ))}
    </>
  );
}

function EntryForm({ site, href, sections, entry }: ListEditProps & { entry: EditEntry }): ReactElement {
  const { t } = site;
  const id = `e${entry.instanceId}`;
  const action = `${href}/entries/${entry.instanceId}`;
  return (
    <li id={id}>
      <PostForm site={site} action={action} className="entry-form">
        <p className="entry-title">{entry.title}</p>
        <div className="entry-moves">
          <MoveButtons site={site} action={action} title={entry.title} />
        </div>
        <details>
          <summary>
            {t("community.entry.words")}
            <span className="vh"> {entry.title}</span>
          </summary>
          <div className="stacked">
            <label htmlFor={`${id}-note`}>{t("community.entry.note")}</label>
            <textarea
              className="field"
              id={`${id}-note`}
              name="note"
              rows={2}
              maxLength={2000}
              defaultValue={entry.note}
            />
            <label htmlFor={`${id}-requirement`}>{t("community.entry.requirement")}</label>
            <select
              className="field"
              id={`${id}-requirement`}
              name="requirement"
              defaultValue={entry.requirement ?? ""}
            >
              <option value="">{t("community.requirement.none")}</option>
              <option value="required">{t("community.requirement.required")}</option>
              <option value="optional">{t("community.requirement.optional")}</option>
            </select>
            {sections.length > 0 ? (
              <>
                <label htmlFor={`${id}-section`}>{t("community.entry.section")}</label>
                <select
                  className="field"
                  id={`${id}-section`}
                  name="sectionId"
                  defaultValue={entry.sectionId ?? ""}
                >
                  <option value="">{t("community.section.none")}</option>
                  {sections.map((section) => (
                    <option key={section.id} value={section.id}>
                      {section.title}
                    </option>
                  ))}
                </select>
              </>
            ) : null}
            <button className="secondary" type="submit">
              {t("community.save")}
            </button>
          </div>
        </details>
      </PostForm>
    </li>
  );
}

function Sections({ site, href, sections }: ListEditProps): ReactElement {
  const { t } = site;
  return (
    <section aria-labelledby="sections">
      <h2 id="sections" className="song">
        {t("community.sections")}
      </h2>
      <ol className="edit-sections">
        {sections.map((section) => {
          const action = `${href}/sections/${section.id}`;
          return (
            <li key={section.id}>
              <PostForm site={site} action={action} className="section-form">
                <input
                  className="field"
                  name="title"
                  defaultValue={section.title}
                  required
                  maxLength={200}
                  aria-label={t("community.section.title")}
                />
                <button
                  className="secondary"
                  type="submit"
                  aria-label={t("community.section.rename-this", { title: section.title })}
                >
                  {t("community.rename")}
                </button>
                <MoveButtons site={site} action={action} title={section.title} />
              </PostForm>
            </li>
          );
        })}
      </ol>
      <PostForm site={site} action={`${href}/sections`} className="section-form">
        <label htmlFor="section-title">{t("community.section.new")}</label>
        <input className="field" id="section-title" name="title" required maxLength={200} />
        <button className="secondary" type="submit">
          {t("community.section.add")}
        </button>
      </PostForm>
    </section>
  );
}

type Words = NonNullable<ListEditProps["words"]>;

function WordsForm(props: ListEditProps & { words: Words }): ReactElement {
  const { site, href, title, words } = props;
  const { t } = site;
  const line = (name: "courseCode" | "term" | "teacher", key: string, most: number): ReactElement => (
    <>
      <label htmlFor={name}>{t(key)}</label>
      <input className="field" id={name} name={name} defaultValue={words[name]} maxLength={most} />
    </>
  );
  return (
    <section aria-labelledby="words">
      <h2 id="words" className="song">
        {t("community.words")}
      </h2>
      <PostForm site={site} action={`${href}/words`} className="stacked">
        <label htmlFor="title">{t("community.list.title")}</label>
        <input className="field" id="title" name="title" defaultValue={title} required maxLength={200} />
        <label htmlFor="description">{t("community.list.description")}</label>
        <textarea
          className="field"
          id="description"
          name="description"
          rows={4}
          maxLength={4000}
          defaultValue={words.description}
        />
        <fieldset className="choices">
          <legend>{t("community.list.kind")}</legend>
          {["list", "course"].map((kind) => (
            <label key={kind}>
              <input type="radio" name="kind" value={kind} defaultChecked={kind === words.kind} />
              {t(`community.kind.${kind}`)}
            </label>
          ))}
        </fieldset>
        {line("courseCode", "community.list.course", 40)}
        {line("term", "community.list.term", 40)}
        {line("teacher", "community.list.teacher", 100)}
        <CoverField {...props} />
        <fieldset className="choices choices-column">
          <legend>{t("community.visibility")}</legend>
          {visibilities.map((visibility) => (
            <label key={visibility}>
              <input
                type="radio"
                name="visibility"
                value={visibility}
                defaultChecked={visibility === words.visibility}
              />
              {t(`community.visibility.${visibility}-long`)}
            </label>
          ))}
        </fieldset>
        <button className="primary" type="submit">
          {t("community.save")}
        </button>
      </PostForm>
    </section>
  );
}

function CoverField({ site, words, entries }: ListEditProps & { words: Words }): ReactElement {
  const { t } = site;
  return (
    <>
      <label htmlFor="cover">{t("community.list.cover")}</label>
      <select className="field" id="cover" name="coverInstanceId" defaultValue={words.coverInstanceId ?? ""}>
        <option value="">{t("community.list.cover-first")}</option>
        {entries.map((entry) => (
          <option key={entry.instanceId} value={entry.instanceId}>
            {entry.title}
          </option>
        ))}
      </select>
    </>
  );
}

function Sharing(props: ListEditProps): ReactElement {
  const { site, href, shareAddress, inviteAddress, editors, words } = props;
  const { t } = site;
  return (
    <section aria-labelledby="sharing">
      <h2 id="sharing" className="song">
        {t("community.sharing")}
      </h2>
      {shareAddress ? (
        <>
          <Address label={t("community.sharing.address")} value={shareAddress} id="share-address" />
          <PostButton site={site} action={`${href}/share-key`} label={t("community.sharing.renew")} />
        </>
      ) : null}
      <h3 className="song">{t("community.editors")}</h3>
      {editors.length > 0 ? (
        <ul className="editors">
          {editors.map((editor) => (
            <li key={editor.personId}>
              <span>{editor.name ?? t("community.a-reader")}</span>
              {words || editor.isMe ? (
                <PostForm site={site} action={`${href}/editors/${editor.personId}/remove`}>
                  <button className="secondary" type="submit">
                    {t(editor.isMe ? "community.editors.leave" : "community.remove")}
                  </button>
                </PostForm>
              ) : null}
            </li>
          ))}
        </ul>
      ) : (
        <p className="quiet">{t("community.editors.none")}</p>
      )}
      {words && inviteAddress ? (
        <Address label={t("community.editors.address")} value={inviteAddress} id="invite-address" />
      ) : null}
      {words ? (
        <div className="list-tools">
          <PostButton
            site={site}
            action={`${href}/invitation`}
            label={t(inviteAddress ? "community.editors.invite-again" : "community.editors.invite")}
          />
          {inviteAddress ? (
            <PostButton
              site={site}
              action={`${href}/invitation/withdraw`}
              label={t("community.editors.withdraw")}
            />
          ) : null}
        </div>
      ) : null}
      {words ? (
        <details className="danger">
          <summary>{t("community.list.delete")}</summary>
          <p>{t("community.list.delete-sure")}</p>
          <PostButton site={site} action={`${href}/delete`} label={t("community.list.delete-yes")} />
        </details>
      ) : null}
    </section>
  );
}

function Address({ label, value, id }: { label: string; value: string; id: string }): ReactElement {
  return (
    <div className="stacked">
      <label htmlFor={id}>{label}</label>
      <input className="field address" id={id} value={value} readOnly />
    </div>
  );
}
