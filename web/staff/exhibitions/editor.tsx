import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useState } from "react";
import { themeColours } from "../../../server/src/collections/words.ts";
import type { Content, ExhibitionPage } from "../../../server/src/exhibitions/schema.ts";
import { ask } from "../api.ts";
import { Choice, LocalInputs } from "../collections/local-inputs.tsx";
import { type Act, Said, useAct } from "../consortium/fields.tsx";
import { pick, sitePath, t } from "../text.ts";
import { BlockList } from "./block-list.tsx";
import { ExhibitionState, type Worked } from "./exhibition-state.tsx";
import { ObjectPlace } from "./object-picker.tsx";

/** The making of an exhibition: its pages beside it, what stands on one, and what readers will see of it. */
export function ExhibitionEditor(props: { one: Worked; onLeave: () => void }): ReactNode {
  const { one } = props;
  const act = useAct("exhibitions-worked", "exhibition-editions");
  const [content, setContent] = useState<Content | null>(null);
  const [shown, setShown] = useState<string | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another version is another draft; the same one keeps what was typed
  useEffect(() => setContent(null), [one.version]);
  const current = content ?? one.content;
  const change = (next: Partial<Content>): void => setContent({ ...current, ...next });
  const page = current.pages.find((each) => each.key === shown);
  return (
    <section className="exhibition">
      <div className="library-head">
        <a
          href="/staff/exhibitions"
          onClick={(event) => {
            event.preventDefault();
            props.onLeave();
          }}
        >
          {t("nav.exhibitions")}
        </a>
        <b>{pick(one.content.title) || one.slug}</b>
        <ExhibitionState one={one} />
      </div>
      <div className="exhibition-parts">
        <PageList content={current} shown={shown} onShow={setShown} change={change} />
        <div className="admin">
          {page ? (
            <PageEditor
              key={page.key}
              page={page}
              onChange={(next) =>
                change({ pages: current.pages.map((each) => (each.key === page.key ? next : each)) })
              }
            />
          ) : (
            <CoverEditor content={current} change={change} />
          )}
        </div>
        <Preview one={one} page={page?.key ?? null} unsaved={content !== null} />
      </div>
      <Bar one={one} content={content} act={act} onUndo={() => setContent(null)} />
      <Editions one={one} act={act} />
    </section>
  );
}

function PageList(props: {
  content: Content;
  shown: string | null;
  onShow: (key: string | null) => void;
  change: (next: Partial<Content>) => void;
}): ReactNode {
  const { content, shown, onShow, change } = props;
  const { pages } = content;
  const add = (): void => {
    let number = pages.length + 1;
    while (pages.some((each) => each.key === String(number))) number++;
    const key = String(number);
    change({ pages: [...pages, { key, title: {}, sections: [{ title: {}, blocks: [] }] }] });
    onShow(key);
  };
  const move = (at: number, by: number): void => {
    const next = [...pages];
    const [moved] = next.splice(at, 1);
    next.splice(at + by, 0, moved!);
    change({ pages: next });
  };
  return (
    <nav className="exhibition-pages" aria-label={t("exhibitions.pages.title")}>
      <button type="button" aria-pressed={shown === null} onClick={() => onShow(null)}>
        {t("exhibitions.cover")}
      </button>
      <ol>
        {pages.map((each, at) => (
          <li key={each.key}>
            <button type="button" aria-pressed={shown === each.key} onClick={() => onShow(each.key)}>
              {pick(each.title) || t("exhibitions.page.unnamed")}
            </button>
            <button
              type="button"
              disabled={at === 0}
              aria-label={t("exhibitions.up")}
              title={t("exhibitions.up")}
              onClick={() => move(at, -1)}
            >
              ↑
            </button>
            <button
              type="button"
              aria-label={t("exhibitions.remove")}
              title={t("exhibitions.remove")}
              onClick={() => {
                change({ pages: pages.filter((page) => page.key !== each.key) });
                onShow(null);
              }}
            >
              ×
            </button>
          </li>
        ))}
      </ol>
      <button type="button" onClick={add}>
        {t("exhibitions.page.add")}
      </button>
    </nav>
  );
}

function CoverEditor(props: { content: Content; change: (next: Partial<Content>) => void }): ReactNode {
  const { content, change } = props;
  return (
    <>
      <LocalInputs
        legend={t("exhibitions.title")}
        value={content.title}
        onChange={(title) => change({ title })}
      />
      <LocalInputs
        legend={t("exhibitions.subtitle")}
        value={content.subtitle}
        onChange={(subtitle) => change({ subtitle })}
      />
      <LocalInputs
        legend={t("exhibitions.intro")}
        rows={5}
        value={content.intro}
        onChange={(intro) => change({ intro })}
      />
      <fieldset>
        <legend>{t("exhibitions.cover.picture")}</legend>
        <ObjectPlace value={content.cover} onChange={(cover) => change({ cover })} />
      </fieldset>
      <Choice
        label={t("collections.front.colour")}
        names="collections.colour"
        options={themeColours}
        value={content.colour}
        onChange={(colour) => colour && change({ colour })}
      />
      <LocalInputs
        legend={t("exhibitions.credits")}
        rows={2}
        value={content.credits}
        onChange={(credits) => change({ credits })}
      />
    </>
  );
}

function PageEditor(props: { page: ExhibitionPage; onChange: (page: ExhibitionPage) => void }): ReactNode {
  const { page, onChange } = props;
  const setSections = (sections: ExhibitionPage["sections"]): void => onChange({ ...page, sections });
  return (
    <>
      <LocalInputs
        legend={t("exhibitions.page.name")}
        value={page.title}
        onChange={(title) => onChange({ ...page, title })}
      />
      {page.sections.map((section, at) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: sections have no other name
        <fieldset key={at} className="exhibition-section">
          <legend>{t("exhibitions.section", { number: at + 1 })}</legend>
          <LocalInputs
            legend={t("exhibitions.section.name")}
            value={section.title}
            onChange={(title) =>
              setSections(page.sections.map((each, i) => (i === at ? { ...each, title } : each)))
            }
          />
          <BlockList
            blocks={section.blocks}
            onChange={(blocks) =>
              setSections(page.sections.map((each, i) => (i === at ? { ...each, blocks } : each)))
            }
          />
          {page.sections.length > 1 ? (
            <button type="button" onClick={() => setSections(page.sections.filter((_each, i) => i !== at))}>
              {t("exhibitions.section.remove")}
            </button>
          ) : null}
        </fieldset>
      ))}
      <button type="button" onClick={() => setSections([...page.sections, { title: {}, blocks: [] }])}>
        {t("exhibitions.section.add")}
      </button>
    </>
  );
}

/** What readers will see, as it was saved last: drawn anew with every save. */
function Preview(props: { one: Worked; page: string | null; unsaved: boolean }): ReactNode {
  const { one, page, unsaved } = props;
  const href = sitePath(`/exhibitions/${one.slug}${page === null ? "" : `/${page}`}?preview`);
  return (
    <aside className="exhibition-preview">
      <p>
        <a href={href} target="_blank" rel="noreferrer">
          {t("exhibitions.preview")}
        </a>{" "}
        <span className="quiet">
          {t(unsaved ? "exhibitions.preview.unsaved" : "exhibitions.preview.saved")}
        </span>
      </p>
      <iframe
        key={`${href} ${one.version}`}
        src={`${href}=${one.version}`}
        title={t("exhibitions.preview")}
      />
    </aside>
  );
}

function Bar(props: { one: Worked; content: Content | null; act: Act; onUndo: () => void }): ReactNode {
  const { one, content, act } = props;
  const { slug, version } = one;
  const params = { slug };
  return (
    <div className="draft-bar">
      <button
        type="button"
        className={content === null ? undefined : "primary"}
        disabled={content === null || act.busy}
        onClick={() =>
          content &&
          void act.run(
            () => ask("PUT /exhibitions/:slug/draft", { params, body: { version, content } }),
            t("collections.saved"),
          )
        }
      >
        {t("collections.save")}
      </button>
      <button type="button" disabled={content === null} onClick={props.onUndo}>
        {t("collections.undo")}
      </button>
      <button
        type="button"
        className={content === null ? "primary" : undefined}
        disabled={content !== null || act.busy || !one.changed}
        onClick={() =>
          void act.run(
            () => ask("POST /exhibitions/:slug/editions", { params, body: { version } }),
            t("exhibitions.published"),
          )
        }
      >
        {t("exhibitions.publish")}
      </button>
      {one.live === null ? null : (
        <button
          type="button"
          disabled={act.busy}
          onClick={() =>
            void act.run(
              () => ask("PUT /exhibitions/:slug/withdrawal", { params, body: { withdrawn: !one.withdrawn } }),
              t(one.withdrawn ? "exhibitions.reopened" : "exhibitions.closed"),
            )
          }
        >
          {t(one.withdrawn ? "exhibitions.reopen" : "exhibitions.close")}
        </button>
      )}
      <Said act={act} />
    </div>
  );
}

function Editions({ one, act }: { one: Worked; act: Act }): ReactNode {
  const { slug } = one;
  const editions = useQuery({
    queryKey: ["exhibition-editions", slug],
    queryFn: async () => (await ask("GET /exhibitions/:slug/editions", { params: { slug } })).items,
  });
  if (!editions.data || editions.data.length === 0) return null;
  return (
    <details className="exhibition-editions">
      <summary>{t("exhibitions.editions")}</summary>
      <ol>
        {editions.data.map((each) => (
          <li key={each.number}>
            {new Date(each.at).toLocaleString()} {each.author}{" "}
            {each.live ? (
              <b>{t("exhibitions.live")}</b>
            ) : (
              <button
                type="button"
                disabled={act.busy}
                onClick={() =>
                  void act.run(
                    () =>
                      ask("POST /exhibitions/:slug/editions/:number/restoration", {
                        params: { slug, number: each.number },
                      }),
                    t("exhibitions.restored"),
                  )
                }
              >
                {t("exhibitions.restore")}
              </button>
            )}
          </li>
        ))}
      </ol>
    </details>
  );
}
