import type { LayerSpecification, SourceSpecification } from "maplibre-gl";
import type { MapGround } from "../frame/site-context.ts";

type Colour = (name: string) => string;

/** Layers of vector tiles by what they show, as Protomaps, OpenMapTiles and Shortbread call them. */
const AREAS = {
  water: ["water", "ocean", "water_polygons"],
  green: ["landcover", "landuse", "park", "land", "sites"],
} as const;
const WATERWAYS = ["waterway", "water_lines", "physical_line"];
const STREETS = ["roads", "transportation", "streets"];
const NAMES = ["places", "place", "place_labels"];
const STREET_NAMES = ["roads", "transportation_name", "street_labels"];
const GREEN = [
  "park",
  "wood",
  "forest",
  "grass",
  "nature_reserve",
  "cemetery",
  "garden",
  "recreation_ground",
  "scrub",
];

/** The tiles as the map takes them; none without a file. */
export function groundSources(ground: MapGround | null): Record<string, SourceSpecification> {
  if (!ground) return {};
  const { kind, minZoom, maxZoom, bounds, attribution } = ground;
  const tiles = [new URL(ground.tiles, location.origin).href.replace(/%7B/g, "{").replace(/%7D/g, "}")];
  const common = { tiles, minzoom: minZoom, maxzoom: maxZoom, bounds, attribution };
  return {
    tiles: kind === "vector" ? { type: "vector", ...common } : { type: "raster", tileSize: 256, ...common },
  };
}

/** Water, green, streets and names of the tiles in the colours of the site; of names the one in the script of the page. */
export function tileLayers(ground: MapGround | null, colour: Colour): LayerSpecification[] {
  if (!ground) return [];
  if (ground.kind === "raster") return [{ id: "tiles", type: "raster", source: "tiles" }];
  const known = (names: readonly string[]): string[] => names.filter((name) => ground.layers.includes(name));
  return [
    ...known(AREAS.green).map((layer) => green(layer, colour)),
    ...known(AREAS.water).map((layer) => water(layer, colour)),
    ...known([...WATERWAYS, "water"]).map((layer) => waterway(layer, colour)),
    ...known(STREETS).map((layer) => street(layer, colour)),
    ...known(STREET_NAMES).map((layer) => names(layer, "line", colour)),
    ...known(NAMES).map((layer) => names(layer, "point", colour)),
  ];
}

const from = (layer: string): { source: string; "source-layer": string } => ({
  source: "tiles",
  "source-layer": layer,
});

function green(layer: string, colour: Colour): LayerSpecification {
  const kind = ["coalesce", ["get", "kind"], ["get", "class"], ""] as never;
  return {
    id: `tiles-green-${layer}`,
    type: "fill",
    ...from(layer),
    filter: ["in", kind, ["literal", GREEN]],
    paint: { "fill-color": colour("--celadon"), "fill-opacity": 0.15 },
  };
}

function water(layer: string, colour: Colour): LayerSpecification {
  return {
    id: `tiles-water-${layer}`,
    type: "fill",
    ...from(layer),
    filter: ["==", ["geometry-type"], "Polygon"],
    paint: { "fill-color": colour("--indigo"), "fill-opacity": 0.18 },
  };
}

function waterway(layer: string, colour: Colour): LayerSpecification {
  return {
    id: `tiles-waterway-${layer}`,
    type: "line",
    ...from(layer),
    filter: ["==", ["geometry-type"], "LineString"],
    paint: { "line-color": colour("--indigo"), "line-opacity": 0.35, "line-width": 2 },
  };
}

function street(layer: string, colour: Colour): LayerSpecification {
  return {
    id: `tiles-street-${layer}`,
    type: "line",
    ...from(layer),
    layout: { "line-cap": "round", "line-join": "round" },
    paint: {
      "line-color": colour("--control"),
      "line-opacity": 0.4,
      "line-width": ["interpolate", ["exponential", 1.6], ["zoom"], 9, 0.5, 13, 2, 17, 9],
    },
  };
}

function names(layer: string, placement: "line" | "point", colour: Colour): LayerSpecification {
  const script = document.documentElement.lang;
  const own = script === "en" ? ["name:en", "name_en"] : [`name:${script}`, "name:zh"];
  return {
    id: `tiles-names-${layer}`,
    type: "symbol",
    ...from(layer),
    ...(placement === "line" && { minzoom: 14 }),
    layout: {
      "symbol-placement": placement,
      "text-field": ["coalesce", ...[...own, "name"].map((name) => ["get", name])] as never,
      "text-font": ["sans-serif"],
      "text-size": placement === "line" ? 11 : 13,
    },
    paint: {
      "text-color": colour("--ink-2"),
      "text-halo-color": colour("--paper"),
      "text-halo-width": 1.5,
    },
  };
}
