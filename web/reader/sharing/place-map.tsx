import type { ReactElement } from "react";
import type { SiteContext } from "../frame/site-context.ts";

/** Something with a place on a map; a `cell` is drawn as its square, all else as a point. */
export type MapPlace = {
  lat: number;
  lon: number;
  kind: "nest" | "cell" | "library";
  label: string;
  href?: string;
};

/**
 * A map as an extra: without JavaScript the list beside it says the same. `here`: the middle of the reader's square;
 * `path`: draw the way from place to place.
 */
export function PlaceMap(props: {
  site: SiteContext;
  label: string;
  here: { lat: number; lon: number } | null;
  places: MapPlace[];
  path?: boolean;
}): ReactElement | null {
  const { label, here, places, path } = props;
  if (places.length === 0 && !here) return null;
  return (
    <div
      className="place-map"
      data-map={JSON.stringify({ here, places, path: path === true })}
      data-map-label={label}
      hidden
    />
  );
}
