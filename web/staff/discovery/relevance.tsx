import { type FormEvent, type ReactNode, useState } from "react";
import { ask, explain } from "../api.ts";
import type { Answer, InputOf } from "../operations.ts";
import { currentLanguage, t } from "../text.ts";

type Comparison = Answer<"POST /search/compare">;
type Hit = Comparison["columns"][number][number];
type Recipe = InputOf<"POST /search/compare">["body"]["recipes"][number];

const PATHS = { "zh-Hans": "/zh-hans", "zh-Hant": "/zh-hant", en: "/en" };

/** One query by the recipe in force and by a changed one, side by side, with what every score is made of. */
export function Relevance(): ReactNode {
  const [query, setQuery] = useState("");
  const [changes, setChanges] = useState("{}");
  const [found, setFound] = useState<Comparison | null>(null);
  const [refusal, setRefusal] = useState<string | null>(null);
  const compare = async (event: FormEvent): Promise<void> => {
    event.preventDefault();
    setRefusal(null);
    let recipe: Recipe;
    try {
      recipe = JSON.parse(changes.trim() || "{}") as Recipe;
    } catch {
      setRefusal(t("relevance.notJson"));
      return;
    }
    try {
      const hasChanges = Object.keys(recipe).length > 0;
      const recipes = hasChanges ? [{}, recipe] : [{}];
      setFound(await ask("POST /search/compare", { body: { q: query, recipes } }));
    } catch (error) {
      setRefusal(explain(error));
    }
  };
  return (
    <section>
      <form className="admin" onSubmit={(event) => void compare(event)}>
        <label>
          {t("relevance.query")}
          <input value={query} onChange={(e) => setQuery(e.target.value)} required maxLength={1000} />
        </label>
        <label>
          {t("relevance.changes")}
          <textarea
            value={changes}
            onChange={(e) => setChanges(e.target.value)}
            rows={3}
            spellCheck={false}
          />
        </label>
        <button type="submit">{t("relevance.compare")}</button>
      </form>
      {refusal && <p role="alert">{refusal}</p>}
      {found && <Columns found={found} />}
    </section>
  );
}

function Columns({ found }: { found: Comparison }): ReactNode {
  const ranks = found.columns.map((hits) => new Map(hits.map((hit, i) => [hit.id, i + 1])));
  return (
    <>
      <details>
        <summary>{t("relevance.recipe")}</summary>
        <pre>{JSON.stringify(found.recipe, null, 2)}</pre>
        <p>{t("relevance.readAs")}</p>
        <pre>{found.query}</pre>
      </details>
      <div className="columns">
        {found.columns.map((hits, column) => (
          <div key={column === 0 ? "now" : "changed"}>
            <h2>{t(column === 0 ? "relevance.now" : "relevance.changed")}</h2>
            {hits.length === 0 && <p className="quiet">{t("relevance.nothing")}</p>}
            <ol>
              {hits.map((hit) => (
                <HitLine key={hit.id} hit={hit} other={ranks[1 - column]?.get(hit.id)} />
              ))}
            </ol>
          </div>
        ))}
      </div>
    </>
  );
}

function HitLine({ hit, other }: { hit: Hit; other: number | undefined }): ReactNode {
  return (
    <li>
      <a href={`${PATHS[currentLanguage()]}/instance/${hit.id}`}>{hit.title}</a>{" "}
      <span className="quiet">{[...hit.authors, hit.year].filter(Boolean).join(" · ")}</span>{" "}
      {other !== undefined && <span className="quiet">{t("relevance.otherRank", { rank: other })}</span>}
      <details>
        <summary>{hit.score.toFixed(1)}</summary>
        <Part part={hit.explanation} />
      </details>
    </li>
  );
}

function Part({ part }: { part: Hit["explanation"] }): ReactNode {
  const figures = Object.entries(part.figures ?? {}).map(([name, value]) => `${name} ${value.toFixed(2)}`);
  return (
    <ul className="explain">
      <li>
        <code>{part.what}</code> <b>{part.score.toFixed(2)}</b>{" "}
        {figures.length > 0 && <span className="quiet">{figures.join(", ")}</span>}
        {(part.parts ?? []).map((child, i) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts of one score have no other name
          <Part key={`${i} ${child.what}`} part={child} />
        ))}
      </li>
    </ul>
  );
}
