import { refuse } from "./refusals.ts";

/** Places where people put files of others: nothing there says who may pass it on. Hosts, with everything below them. */
const FILE_SHARES = [
  "115.com",
  "123pan.com",
  "1lib.sk",
  "189.cn",
  "alipan.com",
  "aliyundrive.com",
  "annas-archive.org",
  "ctfile.com",
  "drive.google.com",
  "dropbox.com",
  "jianguoyun.com",
  "lanzoui.com",
  "lanzoux.com",
  "lanzouw.com",
  "libgen.is",
  "libgen.li",
  "libgen.rs",
  "mediafire.com",
  "mega.nz",
  "onedrive.live.com",
  "pan.baidu.com",
  "pan.quark.cn",
  "pan.xunlei.com",
  "sci-hub.se",
  "singlelogin.re",
  "weiyun.com",
  "wetransfer.com",
  "yun.139.com",
  "z-lib.org",
  "z-library.sk",
];
const LONGEST = 500;

/**
 * An address that an e-book is read at. `" https://example.org/book "` -> `https://example.org/book`. Refuses `ebook-link` 400:
 * not https, without a name of a host, with a password; `ebook-link-shares-files` 422: of a place for files of anybody.
 */
export function readableLink(text: string): string {
  const url = URL.canParse(text.trim()) ? new URL(text.trim()) : null;
  const isAddress =
    url?.protocol === "https:" &&
    /^[a-z0-9-]+(\.[a-z0-9-]+)*\.[a-z][a-z0-9-]+$/.test(url.hostname) &&
    url.username === "" &&
    url.password === "" &&
    url.href.length <= LONGEST;
  if (!isAddress) throw refuse("ebook-link");
  const host = url.hostname;
  if (FILE_SHARES.some((place) => host === place || host.endsWith(`.${place}`)))
    throw refuse("ebook-link-shares-files");
  return url.href;
}
