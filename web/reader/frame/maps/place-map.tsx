import type { ReactElement } from "react";
import type { SiteContext } from "../site-context.ts";
import { type Ground, groundOf } from "./basemap.ts";
import { type Label, placeLabels } from "./map-labels.ts";

/** Something with a place on a map; a `cell` is drawn as its square, all else as a point. */
export type MapPlace = {
  lat: number;
  lon: number;
  kind: "nest" | "cell" | "library";
  label: string;
  href?: string;
};

type MapProps = {
  site: SiteContext;
  label: string;
  here: { lat: number; lon: number } | null;
  places: MapPlace[];
  path?: boolean;
};

const WIDTH = 720;
const HEIGHT = 380;
/** Degrees of latitude around the outermost places. */
const MARGIN = 0.012;
/** Half a square of places, in degrees of latitude. */
const HALF_CELL = 0.005;
const POINT = 8;
/** Letters of names, in units of the picture: on a phone it is half as wide, so they are twice as tall. */
const NAME_SIZE = 14;
const SMALL_NAME_SIZE = 25;

type Project = (place: { lat: number; lon: number }) => { x: number; y: number };

/** Fits places into the picture; as many kilometres across as up. */
function projection(places: readonly { lat: number; lon: number }[]): {
  project: Project;
  perDegree: number;
} {
  const lats = places.map((place) => place.lat);
  const lons = places.map((place) => place.lon);
  const middle = {
    lat: (Math.max(...lats) + Math.min(...lats)) / 2,
    lon: (Math.max(...lons) + Math.min(...lons)) / 2,
  };
  const across = Math.max(0.05, Math.cos((middle.lat * Math.PI) / 180));
  const high = Math.max(...lats) - Math.min(...lats) + 2 * MARGIN;
  const wide = (Math.max(...lons) - Math.min(...lons)) * across + 2 * MARGIN;
  const perDegree = Math.min(HEIGHT / high, WIDTH / wide);
  const project: Project = ({ lat, lon }) => ({
    x: WIDTH / 2 + (lon - middle.lon) * across * perDegree,
    y: HEIGHT / 2 - (lat - middle.lat) * perDegree,
  });
  return { project, perDegree };
}

/**
 * A map: drawn where the page is made, so that it needs no script; with one, a button opens it to be moved. The list beside
 * it says the same. `here`: the middle of the reader's square; `path`: draw the way from place to place.
 */
export function PlaceMap(props: MapProps): ReactElement | null {
  const { site, label, here, places, path } = props;
  if (places.length === 0 && !here) return null;
  const all = here ? [here, ...places] : places;
  const { project, perDegree } = projection(all);
  const ground = groundOf(all);
  const line = places.map((place) => pointText(project(place))).join(" ");
  const cell = HALF_CELL * perDegree;
  const marked = places.map((place) => ({
    ...project(place),
    reach: place.kind === "cell" ? cell : POINT,
    label: place.label,
  }));
  const [wide, small] = [NAME_SIZE, SMALL_NAME_SIZE].map((size) =>
    placeLabels(marked, size, { width: WIDTH, height: HEIGHT }),
  );
  return (
    <figure className="map">
      <svg viewBox={`0 0 ${WIDTH} ${HEIGHT}`} className="map-drawn">
        <title>{label}</title>
        <GroundLayer ground={ground} project={project} />
        {here ? <Square className="map-here" at={project(here)} half={cell} /> : null}
        {path ? <polyline className="map-way" points={line} /> : null}
        {places.map((place, i) => (
          <Mark
            key={`${place.label}${place.lat}${place.lon}`}
            place={place}
            at={project(place)}
            half={cell}
            names={[wide![i]!, small![i]!]}
          />
        ))}
      </svg>
      {site.ground?.attribution ? (
        <figcaption className="quiet">{site.t("map.whose", { name: site.ground.attribution })}</figcaption>
      ) : null}
      {ground.length > 0 ? <figcaption className="quiet">{site.t("map.sample")}</figcaption> : null}
      <div
        className="place-map"
        data-map={JSON.stringify({ here, places, path: path === true, ground: site.ground ?? null })}
        data-map-label={site.t("map.open")}
        hidden
      />
    </figure>
  );
}

const pointText = ({ x, y }: { x: number; y: number }): string => `${x.toFixed(1)},${y.toFixed(1)}`;

function GroundLayer({ ground, project }: { ground: readonly Ground[]; project: Project }): ReactElement {
  return (
    <g>
      {ground.map((one) => {
        const points = one.points.map(([lon, lat]) => project({ lat, lon }));
        const text = points.map(pointText).join(" ");
        const named = points[Math.min(1, points.length - 1)]!;
        const isArea = one.kind === "water" || one.kind === "park";
        const middle = isArea
          ? {
              x: points.reduce((sum, p) => sum + p.x, 0) / points.length,
              y: points.reduce((sum, p) => sum + p.y, 0) / points.length,
            }
          : { x: named.x, y: named.y - 5 };
        return (
          <g key={one.name} className={`map-${one.kind}`}>
            {one.kind === "place" ? null : isArea ? <polygon points={text} /> : <polyline points={text} />}
            <text x={middle.x.toFixed(0)} y={middle.y.toFixed(0)} textAnchor="middle" lang="zh-Hans">
              {one.name}
            </text>
          </g>
        );
      })}
    </g>
  );
}

function Square(props: { className: string; at: { x: number; y: number }; half: number }): ReactElement {
  const { at, half } = props;
  return (
    <rect
      className={props.className}
      x={(at.x - half).toFixed(1)}
      y={(at.y - half).toFixed(1)}
      width={(2 * half).toFixed(1)}
      height={(2 * half).toFixed(1)}
    />
  );
}

/** A place with its name, where there is room for it on wide pages and on phones; else it is told where it is pointed at. */
function Mark(props: {
  place: MapPlace;
  at: { x: number; y: number };
  half: number;
  names: [wide: Label | null, small: Label | null];
}): ReactElement {
  const { place, at, half, names } = props;
  const drawn =
    place.kind === "cell" ? (
      <Square className="map-cell" at={at} half={half} />
    ) : (
      <circle className="map-point" cx={at.x.toFixed(1)} cy={at.y.toFixed(1)} r={POINT} />
    );
  const inside = (
    <>
      <title>{place.label}</title>
      {drawn}
      {names.map((name, i) =>
        name ? (
          <text
            key={name.anchor + name.y}
            className={i === 0 ? "map-name map-wide" : "map-name map-small"}
            x={name.x.toFixed(0)}
            y={name.y.toFixed(0)}
            textAnchor={name.anchor}
            aria-hidden={i === 1 ? true : undefined}
          >
            {place.label}
          </text>
        ) : null,
      )}
    </>
  );
  return place.href ? (
    <a href={place.href} aria-label={place.label}>
      {inside}
    </a>
  ) : (
    <g>{inside}</g>
  );
}
