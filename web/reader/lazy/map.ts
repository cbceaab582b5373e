import type { FeatureCollection, Geometry, Polygon } from "geojson";
import {
  type LayerSpecification,
  LngLatBounds,
  Map as MapView,
  Marker,
  NavigationControl,
  Popup,
  setWorkerUrl,
} from "maplibre-gl";
import { type Ground, groundOf } from "../frame/maps/basemap.ts";
import type { MapPlace } from "../frame/maps/place-map.tsx";
import type { MapGround } from "../frame/site-context.ts";
import { groundSources, tileLayers } from "./map-ground.ts";

type Data = {
  here: { lat: number; lon: number } | null;
  places: MapPlace[];
  path: boolean;
  ground: MapGround | null;
};

/** Half the height of a square, in degrees of latitude (about 1.1 km each way). */
const HALF_CELL = 0.005;
const GRID_STEP = 0.01;
const MOST_LINES = 60;
const CLOSEST_ZOOM = 15;

/** Draws places on the ground: squares, points, the way between them. Tiles come from this server, fonts from the device. */
export function drawMap(box: HTMLElement, workerUrl: string): void {
  setWorkerUrl(workerUrl);
  const data = JSON.parse(box.dataset.map ?? "{}") as Data;
  const colour = (name: string): string => getComputedStyle(box).getPropertyValue(name).trim() || "#888";
  const bounds = boundsOf(data);
  const ground = data.ground ? [] : groundOf(data.here ? [data.here, ...data.places] : data.places);
  const map = new MapView({
    container: box,
    attributionControl: false,
    bounds,
    fitBoundsOptions: { padding: 40, maxZoom: CLOSEST_ZOOM },
    style: {
      version: 8,
      sources: {
        grid: { type: "geojson", data: collection(data.ground ? [] : gridOf(bounds)) },
        ground: { type: "geojson", data: collection(ground.flatMap(groundFeature)) },
        cells: { type: "geojson", data: collection(cellsOf(data)) },
        way: { type: "geojson", data: collection(wayOf(data)) },
        ...groundSources(data.ground),
        points: { type: "geojson", data: collection(pointsOf(data)) },
      },
      layers: [
        { id: "ground", type: "background", paint: { "background-color": colour("--paper-2") } },
        {
          id: "grid",
          type: "line",
          source: "grid",
          paint: { "line-color": colour("--line"), "line-width": 1 },
        },
        ...groundLayers(colour),
        ...tileLayers(data.ground, colour),
        {
          id: "cells",
          type: "fill",
          source: "cells",
          paint: { "fill-color": colour("--indigo"), "fill-opacity": 0.25 },
        },
        {
          id: "way",
          type: "line",
          source: "way",
          paint: { "line-color": colour("--cinnabar"), "line-width": 2 },
        },
        {
          id: "points",
          type: "circle",
          source: "points",
          paint: {
            "circle-radius": 8,
            "circle-color": colour("--cinnabar"),
            "circle-stroke-color": colour("--paper"),
            "circle-stroke-width": 2,
          },
        },
      ],
    },
  });
  for (const one of ground) nameOf(one).addTo(map);
  map.addControl(new NavigationControl({ showCompass: false }));
  map.on("click", (event) => {
    const [found] = map.queryRenderedFeatures(event.point, { layers: ["points", "cells"] });
    if (found) new Popup().setLngLat(event.lngLat).setDOMContent(cardOf(found.properties)).addTo(map);
  });
  map.once("idle", () => {
    box.dataset.drawn = "true";
  });
}

/** Water, parks, rivers and streets, below everything else. */
function groundLayers(colour: (name: string) => string): LayerSpecification[] {
  return [
    {
      id: "areas",
      type: "fill",
      source: "ground",
      filter: ["==", ["geometry-type"], "Polygon"],
      paint: {
        "fill-color": ["match", ["get", "kind"], "water", colour("--indigo"), colour("--celadon")],
        "fill-opacity": 0.18,
      },
    },
    {
      id: "lines",
      type: "line",
      source: "ground",
      filter: ["==", ["geometry-type"], "LineString"],
      layout: { "line-cap": "round", "line-join": "round" },
      paint: {
        "line-color": ["match", ["get", "kind"], "river", colour("--indigo"), colour("--control")],
        "line-width": 5,
        "line-opacity": 0.4,
      },
    },
  ];
}

/** The name of a street, water or park as a word on the map: no font is fetched for it. */
function nameOf({ name, kind, points }: Ground): Marker {
  const element = document.createElement("span");
  element.className = "map-word";
  element.lang = "zh-Hans";
  element.textContent = name;
  const isArea = kind === "water" || kind === "park";
  const [lon, lat] = isArea
    ? ([0, 1].map((i) => points.reduce((sum, point) => sum + point[i]!, 0) / points.length) as [
        number,
        number,
      ])
    : points[Math.min(1, points.length - 1)]!;
  return new Marker({ element }).setLngLat([lon, lat]);
}

function groundFeature({ kind, points }: Ground): Feature[] {
  if (kind === "place") return [];
  const geometry: Geometry =
    kind === "water" || kind === "park"
      ? { type: "Polygon", coordinates: [points] }
      : { type: "LineString", coordinates: points };
  return [feature(geometry, { kind })];
}

function cardOf(properties: Record<string, unknown>): HTMLElement {
  const text = String(properties.label ?? "");
  if (typeof properties.href !== "string") {
    const card = document.createElement("span");
    card.textContent = text;
    return card;
  }
  const link = document.createElement("a");
  link.href = properties.href;
  link.textContent = text;
  return link;
}

type Feature = { type: "Feature"; properties: Record<string, string>; geometry: Geometry };
const collection = (features: Feature[]): FeatureCollection => ({
  type: "FeatureCollection",
  features,
});
const feature = (geometry: Geometry, properties: Record<string, string> = {}): Feature => ({
  type: "Feature",
  properties,
  geometry,
});

function square({ lat, lon }: { lat: number; lon: number }): Polygon {
  const across = HALF_CELL / Math.max(0.05, Math.cos((lat * Math.PI) / 180));
  const ring = [
    [lon - across, lat - HALF_CELL],
    [lon + across, lat - HALF_CELL],
    [lon + across, lat + HALF_CELL],
    [lon - across, lat + HALF_CELL],
    [lon - across, lat - HALF_CELL],
  ];
  return { type: "Polygon", coordinates: [ring] };
}

function cellsOf({ here, places }: Data): Feature[] {
  const cells = places.filter((place) => place.kind === "cell");
  return [
    ...(here ? [feature(square(here))] : []),
    ...cells.map((place) => feature(square(place), { label: place.label })),
  ];
}

function pointsOf({ places }: Data): Feature[] {
  return places
    .filter((place) => place.kind !== "cell")
    .map(({ lat, lon, label, href }) =>
      feature({ type: "Point", coordinates: [lon, lat] }, { label, ...(href && { href }) }),
    );
}

function wayOf({ places, path }: Data): Feature[] {
  if (!path || places.length < 2) return [];
  return [feature({ type: "LineString", coordinates: places.map(({ lat, lon }) => [lon, lat]) })];
}

function boundsOf({ here, places }: Data): LngLatBounds {
  const bounds = new LngLatBounds();
  for (const { lat, lon } of here ? [here, ...places] : places) {
    bounds.extend([lon - GRID_STEP, lat - GRID_STEP]);
    bounds.extend([lon + GRID_STEP, lat + GRID_STEP]);
  }
  return bounds;
}

/** Thin lines every square, or every so many of them where the map shows much. */
function gridOf(bounds: LngLatBounds): Feature[] {
  const [west, south, east, north] = [
    bounds.getWest(),
    bounds.getSouth(),
    bounds.getEast(),
    bounds.getNorth(),
  ];
  const span = Math.max(east - west, north - south);
  const step = GRID_STEP * Math.max(1, Math.ceil((3 * span) / GRID_STEP / MOST_LINES));
  const lines: Feature[] = [];
  for (let lon = Math.floor((west - span) / step) * step; lon <= east + span; lon += step)
    lines.push(
      feature({
        type: "LineString",
        coordinates: [
          [lon, south - span],
          [lon, north + span],
        ],
      }),
    );
  for (let lat = Math.floor((south - span) / step) * step; lat <= north + span; lat += step)
    lines.push(
      feature({
        type: "LineString",
        coordinates: [
          [west - span, lat],
          [east + span, lat],
        ],
      }),
    );
  return lines;
}
