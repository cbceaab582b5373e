import type { ReactElement } from "react";
import { Layout } from "../frame/layout.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** Searches a reader can try from the help page, by the section they belong to. */
const EXAMPLES: Record<string, string[]> = {
  words: ["红楼梦", "紅樓夢", "hong lou meng", "hlm", "鲁迅 呐喊"],
  numbers: ["978-7-02-000220-7", "I242.4"],
  fields: ["作者:鲁迅", "书名=呐喊", "subject:文学", "《边城》", '"中国哲学"'],
  logic: ["鲁迅 且 散文", "茶馆 或 骆驼祥子", "鲁迅 非 日记"],
  years: ["鲁迅 呐喊 1923"],
};

const SECTIONS = [
  "words",
  "numbers",
  "fields",
  "logic",
  "years",
  "narrow",
  "works",
  "get",
  "share",
  "keep",
  "none",
] as const;

/** How to find and get books, section by section, with searches to try. */
export function HelpPage({ site }: { site: SiteContext }): ReactElement {
  const { t, base } = site;
  return (
    <Layout site={site} title={t("help.title")} query="">
      <div className="help">
        <h1 className="song">{t("help.title")}</h1>
        {SECTIONS.map((name) => (
          <section key={name} aria-labelledby={`help-${name}`}>
            <h2 id={`help-${name}`}>{t(`help.${name}.title`)}</h2>
            <p>{t(`help.${name}.text`)}</p>
            {EXAMPLES[name] ? (
              <ul className="help-examples" aria-label={t("help.try")}>
                {EXAMPLES[name].map((query) => (
                  <li key={query}>
                    <a href={`${base}/search?${new URLSearchParams({ q: query })}`} rel="nofollow">
                      {query}
                    </a>
                  </li>
                ))}
              </ul>
            ) : null}
          </section>
        ))}
        <p>
          <a href={`${base}/expert`}>{t("help.expert")}</a>
        </p>
        <p>
          <a href={`${base}/help/ranking`}>{t("help.ranking.title")}</a>
        </p>
      </div>
    </Layout>
  );
}

/** The weights in force, by name. */
type RankingHelpProps = { site: SiteContext; weights: { name: string; weight: number }[] };

const PARTS = ["what", "order", "works", "not"] as const;

/** For librarians: why one title stands before another, with the weights the program uses at this moment. */
export function RankingHelpPage({ site, weights }: RankingHelpProps): ReactElement {
  const { t, base } = site;
  return (
    <Layout site={site} title={t("help.ranking.title")} query="">
      <div className="help">
        <p>
          <a href={`${base}/help`}>{t("help.title")}</a>
        </p>
        <h1 className="song">{t("help.ranking.title")}</h1>
        {PARTS.map((name) => (
          <section key={name} aria-labelledby={`ranking-${name}`}>
            <h2 id={`ranking-${name}`}>{t(`help.ranking.${name}.title`)}</h2>
            <p>{t(`help.ranking.${name}.text`)}</p>
            {name === "order" ? <Weights site={site} weights={weights} /> : null}
          </section>
        ))}
      </div>
    </Layout>
  );
}

function Weights({ site, weights }: RankingHelpProps): ReactElement {
  const { t } = site;
  return (
    <table className="help-weights">
      <caption className="vh">{t("help.ranking.order.title")}</caption>
      <thead>
        <tr>
          <th scope="col">{t("help.ranking.evidence")}</th>
          <th scope="col" className="num">
            {t("help.ranking.weight")}
          </th>
        </tr>
      </thead>
      <tbody>
        {weights.map(({ name, weight }) => (
          <tr key={name}>
            <td>{t(`help.weight.${name}`)}</td>
            <td className="num">{t("number", { value: weight })}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
