import type { ReactElement } from "react";
import { operators } from "../../../server/src/discovery/words.ts";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Rows of the form, each an index and its words, and the CQL underneath. */
export type ExpertProps = {
  site: SiteContext;
  rows: { index: string; words: string; operator: string }[];
  indexes: { name: string; label: string }[];
  cql: string;
  examples: string[];
};

/** The expert form: lines of index and words, or CQL as it is. */
export function ExpertPage({ site, rows, indexes, cql, examples }: ExpertProps): ReactElement {
  const { t } = site;
  return (
    <Layout site={site} title={t("expert.title")} query="">
      <div className="expert">
        <h1 className="song">{t("expert.title")}</h1>
        <form method="get" action={`${site.base}/expert`} className="expert-lines">
          <fieldset>
            <legend>{t("expert.lines")}</legend>
            {rows.map((row, i) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: lines have no name but their place
              <ExpertLine key={i} t={t} line={i + 1} row={row} indexes={indexes} />
            ))}
          </fieldset>
          <button className="primary" type="submit">
            {t("search.submit")}
          </button>
        </form>
        <form method="get" action={`${site.base}/search`} className="expert-cql">
          <label>
            <span>{t("expert.cql")}</span>
            <textarea
              className="field"
              name="cql"
              rows={4}
              maxLength={1000}
              defaultValue={cql}
              spellCheck={false}
            />
          </label>
          <button className="secondary" type="submit">
            {t("search.submit")}
          </button>
        </form>
        <h2 className="song">{t("expert.examples")}</h2>
        <ul className="examples">
          {examples.map((example) => (
            <li key={example}>
              <a href={`${site.base}/search?${new URLSearchParams({ cql: example })}`}>
                <code>{example}</code>
              </a>
            </li>
          ))}
        </ul>
      </div>
    </Layout>
  );
}

function ExpertLine(
  props: Pick<SiteContext, "t"> &
    Pick<ExpertProps, "indexes"> & { line: number; row: ExpertProps["rows"][number] },
): ReactElement {
  const { t, line, row } = props;
  return (
    <div className="expert-line">
      {line === 1 ? null : (
        <label>
          <span className="vh">{t("expert.operator", { line })}</span>
          <select className="field" name="op" defaultValue={row.operator}>
            {operators.map((operator) => (
              <option key={operator} value={operator}>
                {t(`expert.op.${operator}`)}
              </option>
            ))}
          </select>
        </label>
      )}
      <label>
        <span className="vh">{t("expert.index", { line })}</span>
        <select className="field" name="in" defaultValue={row.index}>
          {props.indexes.map((index) => (
            <option key={index.name} value={index.name}>
              {index.label}
            </option>
          ))}
        </select>
      </label>
      <label className="expert-words">
        <span className="vh">{t("expert.words", { line })}</span>
        <input
          className="field"
          name="words"
          type="text"
          defaultValue={row.words}
          maxLength={300}
          autoComplete="off"
        />
      </label>
    </div>
  );
}
