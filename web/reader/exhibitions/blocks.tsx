import type { ReactElement } from "react";
import { pictureOf, SmallNote } from "../collections/look.tsx";
import type { SiteContext } from "../frame/site-context.ts";
import { Player } from "../media/player.tsx";
import { type ObjectLabel, type ShownBlock, Words } from "./shown.tsx";

type Part = { site: SiteContext; block: ShownBlock };
type Picture = ShownBlock["pictures"][number];

/** A picture as large as it is seen, and no larger. */
function Seen({
  site,
  picture,
  title,
}: {
  site: SiteContext;
  picture: Picture;
  title: string;
}): ReactElement {
  return (
    <img
      className={picture.isSmall ? "exh-small" : undefined}
      src={pictureOf(picture.fileId, "page")}
      width={picture.seen?.width}
      height={picture.seen?.height}
      alt={site.t("collections.picture-of", { title })}
      loading="lazy"
    />
  );
}

/** One block of a page; every kind is whole without JavaScript and on paper. */
export function ShownBlockPart({ site, block }: Part): ReactElement {
  switch (block.kind) {
    case "text":
      return (
        <div className="exh-block">
          {block.title ? <h3>{block.title}</h3> : null}
          <Words text={block.text} />
        </div>
      );
    case "object":
      return <ObjectBlock site={site} block={block} />;
    case "zoom":
      return <ZoomBlock site={site} block={block} />;
    case "compare":
      return <CompareBlock site={site} block={block} />;
    case "media":
      return <MediaBlock site={site} block={block} />;
    case "wall":
      return <WallBlock site={site} block={block} />;
  }
}

function Label({ label }: { label: ObjectLabel }): ReactElement {
  return (
    <span className="exh-label">
      <a href={label.href} lang={label.lang}>
        {label.title}
      </a>{" "}
      <span className="quiet">{label.collection}</span>
    </span>
  );
}

function ObjectBlock({ site, block }: Part): ReactElement {
  const picture = block.pictures[0]!;
  const isTall = (picture.height ?? 1) > (picture.width ?? 1);
  return (
    <figure className={isTall ? "exh-block exh-object exh-tall" : "exh-block exh-object"}>
      <a href={block.object!.href}>
        <Seen site={site} picture={picture} title={block.object!.title} />
      </a>
      <figcaption>
        <Label label={block.object!} />
        {picture.isSmall ? <SmallNote site={site} /> : null}
        {block.text ? <Words text={block.text} /> : null}
      </figcaption>
    </figure>
  );
}

/** Pixels of the part of a picture beside the words about it. */
const CROP = "!900,700";

/** A part of a picture as it is asked for: of one that is seen small in hundredths, for its pixels are not those of the original. */
function regionOf(picture: Picture, step: ShownBlock["steps"][number]): string {
  const { left, top, width, height } = step;
  if (!picture.isSmall) return [left, top, width, height].join();
  const of = (size: number, whole: number | null): number => Number(((100 * size) / whole!).toFixed(4));
  const { width: wide, height: high } = picture;
  return `pct:${[of(left, wide), of(top, high), of(width, wide), of(height, high)].join()}`;
}

function ZoomBlock({ site, block }: Part): ReactElement {
  const picture = block.pictures[0]!;
  const [width, height] = [picture.width!, picture.height!];
  const stroke = Math.max(width, height) / 300;
  return (
    <div
      className={picture.isSmall ? "exh-block exh-zoom exh-zoom-small" : "exh-block exh-zoom"}
      data-island={picture.isSmall ? undefined : "zoom"}
    >
      {block.title ? <h3>{block.title}</h3> : null}
      <figure className="exh-stage">
        <div className="exh-stage-window">
          <div className="exh-stage-picture" data-width={width} data-height={height}>
            <Seen site={site} picture={picture} title={block.object!.title} />
            <svg viewBox={`0 0 ${width} ${height}`} aria-hidden="true">
              {block.steps.map((step, at) => (
                <g key={`${step.left} ${step.top} ${step.width}`}>
                  <rect
                    x={step.left}
                    y={step.top}
                    width={step.width}
                    height={step.height}
                    strokeWidth={stroke}
                  />
                  <circle cx={step.left} cy={step.top} r={stroke * 7} />
                  <text x={step.left} y={step.top} fontSize={stroke * 8}>
                    {at + 1}
                  </text>
                </g>
              ))}
            </svg>
          </div>
        </div>
        <figcaption>
          <Label label={block.object!} />
          {picture.isSmall ? <SmallNote site={site} /> : null}
        </figcaption>
      </figure>
      <ol className="exh-steps">
        {block.steps.map((step) => (
          <li
            key={`${step.left} ${step.top} ${step.width}`}
            data-part={`${step.left},${step.top},${step.width},${step.height}`}
          >
            <img
              className="exh-crop"
              src={`/iiif/image/${picture.fileId}/${regionOf(picture, step)}/${CROP}/0/default.jpg`}
              alt=""
              loading="lazy"
            />
            {step.title ? <h4>{step.title}</h4> : null}
            <Words text={step.text} />
          </li>
        ))}
      </ol>
    </div>
  );
}

function CompareBlock({ site, block }: Part): ReactElement {
  return (
    <div
      className="exh-block exh-compare"
      data-island="compare"
      data-label={site.t("exhibitions.compare-slide")}
    >
      <div className="exh-compare-sides">
        {block.pictures.map((picture) => (
          <figure key={picture.fileId}>
            <Seen site={site} picture={picture} title={picture.label?.title ?? ""} />
            <figcaption>{picture.label ? <Label label={picture.label} /> : null}</figcaption>
          </figure>
        ))}
      </div>
      {block.pictures.some((picture) => picture.isSmall) ? <SmallNote site={site} /> : null}
      {block.text ? <Words text={block.text} /> : null}
    </div>
  );
}

function MediaBlock({ site, block }: Part): ReactElement {
  const still = block.pictures[0];
  return (
    <div className="exh-block exh-media">
      {still && block.media.every((file) => file.kind === "audio") ? (
        <img src={pictureOf(still.fileId, "card")} alt="" loading="lazy" />
      ) : null}
      <div>
        <p>
          <Label label={block.object!} />
        </p>
        {block.text ? <Words text={block.text} /> : null}
        {block.media.map((file, at) => (
          <Player
            key={file.fileId}
            site={site}
            file={{ ...file, name: block.object!.title, captions: block.captions?.[at] ?? null }}
            title={block.object!.title}
            still={still ? pictureOf(still.fileId, "wide") : null}
          />
        ))}
      </div>
    </div>
  );
}

function WallBlock({ block }: Part): ReactElement {
  return (
    <div className="exh-block exh-wall">
      {block.title ? <h3>{block.title}</h3> : null}
      <ul>
        {block.rows.map((row) => (
          <li key={row.href}>
            <a href={row.href}>
              {row.picture ? (
                <img src={pictureOf(row.picture, "card")} alt="" loading="lazy" />
              ) : (
                <span className="exh-blank" aria-hidden="true" />
              )}
              <span lang={row.lang}>{row.title}</span>
            </a>
          </li>
        ))}
      </ul>
    </div>
  );
}
