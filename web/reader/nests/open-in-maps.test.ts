import { expect, test } from "vitest";
import { mapLinks } from "./open-in-maps.tsx";

test("a real place is opened in the phone's map, Amap and Baidu: each in its own order of numbers, as WGS 84", () => {
  const place = { lat: 20.0194, lon: 110.31861234567, name: "海大 & 书屋" };
  const links = Object.fromEntries(mapLinks(place).map(({ map, href }) => [map, new URL(href)]));
  expect(links.geo!.href).toBe(
    "geo:20.0194,110.318612?q=20.0194,110.318612(%E6%B5%B7%E5%A4%A7%20%26%20%E4%B9%A6%E5%B1%8B)",
  );
  expect(links.amap!.host).toBe("uri.amap.com");
  expect(Object.fromEntries(links.amap!.searchParams)).toMatchObject({
    position: "110.318612,20.0194",
    coordinate: "wgs84",
    name: "海大 & 书屋",
  });
  expect(links.baidu!.host).toBe("api.map.baidu.com");
  expect(Object.fromEntries(links.baidu!.searchParams)).toMatchObject({
    location: "20.0194,110.318612",
    coord_type: "wgs84",
    title: "海大 & 书屋",
  });
});

test("no map is sent to an invented place", () => {
  expect(mapLinks({ lat: 39.06, lon: 84.03, name: "沙洲街小书巢" })).toEqual([]);
});
