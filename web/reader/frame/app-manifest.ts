/** What a phone needs to put the site among its programs (W3C Web Application Manifest). */
export const MANIFEST = {
  id: "/",
  name: "共架 Commonshelf",
  short_name: "共架",
  lang: "zh-Hans",
  start_url: "/?source=app",
  scope: "/",
  display: "standalone",
  background_color: "#fbfaf7",
  theme_color: "#fbfaf7",
  icons: [
    { src: "/favicon.svg", type: "image/svg+xml", sizes: "any", purpose: "any" },
    { src: "/icon-maskable.svg", type: "image/svg+xml", sizes: "any", purpose: "maskable" },
  ],
  shortcuts: [
    { name: "借阅与还书", url: "/zh-hans/sharing/loans" },
    { name: "我的书目", url: "/zh-hans/sharing/books" },
    { name: "附近", url: "/zh-hans/sharing/near" },
  ],
};

/** The seal as a picture of its own, for tabs and bookmarks. */
export const FAVICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="5" fill="#A8352A"/><path d="M7.5 25V7.5h6.5V25M18 25V7.5h6.5V25M4.5 16h23M10.75 7.5V23M21.25 7.5V23" fill="none" stroke="#FFFDF9" stroke-width="1.8"/></svg>`;

/** The same with room around it, for systems that cut icons into shapes of their own. */
export const MASKABLE = FAVICON.replace('viewBox="0 0 32 32"', 'viewBox="-8 -8 48 48"').replace(
  '<rect width="32" height="32" rx="5"',
  '<rect x="-8" y="-8" width="48" height="48"',
);
