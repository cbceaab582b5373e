import type { ReactElement } from "react";
import type { Thought } from "../../../server/src/drifting/index.ts";
import { saidIn } from "../../ui/own-words.ts";
import { ReaderWords } from "../frame/post-form.tsx";
import type { SiteContext } from "../frame/site-context.ts";

/** A published review as others read it. */
export type ReviewFacts = {
  id: string;
  text: string;
  writer: string | null;
  stars: number | null;
  at: string;
};

/** What readers say about a title, as its page shows it. `rating` null: too few to say. */
export type VoicesFacts = {
  rating: { average: number; count: number } | null;
  tags: { label: string; count: number; href: string }[];
  reviews: ReviewFacts[];
  /** Lines by readers of its travelling copies. */
  thoughts: Thought[];
  /** Page with all of it and the reader's own. */
  href: string;
};

/** Stars as signs, and in words for those who do not see them. */
function Stars({ site, stars }: { site: SiteContext; stars: number }): ReactElement {
  const whole = Math.round(stars);
  return (
    <span className="stars">
      <span aria-hidden="true">
        {"★".repeat(whole)}
        {"☆".repeat(5 - whole)}
      </span>
      <span className="vh">{site.t("community.stars", { count: stars })}</span>
    </span>
  );
}

/** One line: the average and how many it is of. */
export function RatingLine({
  site,
  rating,
}: {
  site: SiteContext;
  rating: { average: number; count: number };
}): ReactElement {
  return (
    <p className="rating-line">
      <Stars site={site} stars={rating.average} />{" "}
      <span className="num">
        {site.t("community.rating", { average: rating.average.toFixed(1), count: rating.count })}
      </span>
    </p>
  );
}

/** The part of a record's page in which readers speak. */
export function VoicesPart({ site, voices }: { site: SiteContext; voices: VoicesFacts }): ReactElement {
  const { t } = site;
  return (
    <section className="voices" aria-labelledby="voices">
      <h2 id="voices" className="song">
        {t("community.voices")}
      </h2>
      {voices.rating ? <RatingLine site={site} rating={voices.rating} /> : null}
      {voices.tags.length > 0 ? <Tags site={site} tags={voices.tags} /> : null}
      {voices.reviews.map((review) => (
        <Review key={review.id} site={site} review={review} />
      ))}
      {voices.thoughts.map((thought) => (
        <article key={thought.id} className="review">
          <p className="quiet">
            <span className="fact">{thought.name || t("community.a-reader")}</span>
            <span className="fact">
              <a href={`${site.base}/drift/${thought.code}`}>{t("drift.thoughts")}</a>
            </span>
          </p>
          <ReaderWords site={site} text={thought.text} />
        </article>
      ))}
      <p>
        <a href={voices.href}>
          {t(voices.reviews.length > 0 ? "community.voices.all" : "community.voices.first")}
        </a>
      </p>
    </section>
  );
}

/** Public tags; each leads to everything that has it. */
export function Tags({ site, tags }: { site: SiteContext; tags: VoicesFacts["tags"] }): ReactElement {
  const { t } = site;
  return (
    <ul className="tags" aria-label={t("community.tags")}>
      {tags.map((tag) => (
        <li key={tag.label}>
          <a href={tag.href} rel="nofollow">
            <span {...saidIn(tag.label, site.language)}>{tag.label}</span>
            {tag.count > 1 ? (
              <>
                {" "}
                <span className="num quiet" aria-hidden="true">
                  {tag.count}
                </span>
                <span className="vh">{t("community.tags.readers", { count: tag.count })}</span>
              </>
            ) : null}
          </a>
        </li>
      ))}
    </ul>
  );
}

/** A review with its writer's chosen name. */
export function Review({ site, review }: { site: SiteContext; review: ReviewFacts }): ReactElement {
  const { t } = site;
  return (
    <article className="review" id={`review-${review.id}`}>
      <p className="quiet">
        <span className="fact" {...saidIn(review.writer ?? "", site.language)}>
          {review.writer ?? t("community.a-reader")}
        </span>
        {review.stars === null ? null : (
          <span className="fact">
            <Stars site={site} stars={review.stars} />
          </span>
        )}
        <span className="fact num">{review.at}</span>
      </p>
      <ReaderWords site={site} text={review.text} />
    </article>
  );
}
