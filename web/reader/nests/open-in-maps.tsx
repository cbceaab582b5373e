import type { ReactElement } from "react";
import { groundOf } from "../frame/maps/basemap.ts";
import type { SiteContext } from "../frame/site-context.ts";

/** A place that anybody may go to, in degrees of WGS 84. */
type PublicPlace = { lat: number; lon: number; name: string };

/** Six decimals are a tenth of a metre. */
const text = (degrees: number): string => String(Number(degrees.toFixed(6)));

/**
 * Where maps open at a place: geo: (RFC 5870) for the map of the phone, and the two that most readers have; both take WGS 84
 * and turn it into their own system themselves. None for the invented places of a demo, which no map knows.
 */
export function mapLinks({ lat, lon, name }: PublicPlace): { map: "geo" | "amap" | "baidu"; href: string }[] {
  if (groundOf([{ lat, lon }]).length > 0) return [];
  const [y, x, called] = [text(lat), text(lon), encodeURIComponent(name)];
  return [
    { map: "geo", href: `geo:${y},${x}?q=${y},${x}(${called})` },
    {
      map: "amap",
      href: `https://uri.amap.com/marker?position=${x},${y}&name=${called}&coordinate=wgs84&src=commonshelf&callnative=1`,
    },
    {
      map: "baidu",
      href: `https://api.map.baidu.com/marker?location=${y},${x}&title=${called}&content=${called}&coord_type=wgs84&output=html&src=commonshelf`,
    },
  ];
}

/** Links that lead there; nothing is asked of any map before one is followed. */
export function OpenInMaps({ site, place }: { site: SiteContext; place: PublicPlace }): ReactElement | null {
  const { t } = site;
  const links = mapLinks(place);
  if (links.length === 0) return null;
  return (
    <p className="open-in">
      {t("map.open-in")}
      {links.map(({ map, href }) => (
        <a key={map} href={href} rel="noreferrer external">
          {t(`map.in.${map}`)}
        </a>
      ))}
    </p>
  );
}
