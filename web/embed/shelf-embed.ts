/**
 * `<shelf-embed book-title="…" author="…" year="…" isbn="…" lang="zh-Hans">`: shows on any page the digitised copies that this
 * region has of a book. No cookies, nothing but one question to where the script came from; a shadow of its own.
 */
type Found = {
  matches: { title: string; cover: string | null; href: string; access: string }[];
};

const WORDS: Record<string, { heading: string; access: Record<string, string> }> = {
  "zh-hant": {
    heading: "可線上翻閱",
    access: {
      "low-resolution": "小圖",
      readers: "登入後可看",
      campus: "校園網內可看",
      embargoed: "尚未公開",
    },
  },
  zh: {
    heading: "可在线翻阅",
    access: {
      "low-resolution": "小图",
      readers: "登录后可看",
      campus: "校园网内可看",
      embargoed: "尚未公开",
    },
  },
  en: {
    heading: "Digitised copies",
    access: {
      "low-resolution": "small pictures",
      readers: "after signing in",
      campus: "on campus",
      embargoed: "not open yet",
    },
  },
};

const STYLE = `:host{display:block;font:inherit}ul{list-style:none;margin:0;padding:0}
li{display:flex;gap:.75em;align-items:center;padding:.4em 0}img{height:4.5em;width:3.4em;object-fit:cover}
p{margin:0 0 .25em;font-weight:600}small{opacity:.75}`;

/** In which language it speaks: `zh-TW` -> `zh-hant`; what is no Chinese in English. */
const languageOf = (tag: string): string => {
  const asked = tag.toLowerCase();
  if (!asked.startsWith("zh")) return "en";
  return /hant|-(?:tw|hk|mo)\b/.test(asked) ? "zh-hant" : "zh";
};

const ORIGIN = new URL(import.meta.url).origin;

class ShelfEmbed extends HTMLElement {
  async connectedCallback(): Promise<void> {
    const asked = new URLSearchParams();
    for (const [attribute, name] of [
      ["book-title", "title"],
      ["author", "author"],
      ["year", "year"],
      ["isbn", "isbn"],
    ] as const) {
      const value = this.getAttribute(attribute)?.trim();
      if (value) asked.set(name, value);
    }
    if (!asked.has("title") && !asked.has("isbn")) return;
    const reply = await fetch(`${ORIGIN}/embed/match?${asked}`, { credentials: "omit" }).catch(() => null);
    if (reply?.ok) this.show((await reply.json()) as Found);
  }

  private show({ matches }: Found): void {
    if (matches.length === 0) return;
    const words = WORDS[languageOf(this.lang || document.documentElement.lang || navigator.language)]!;
    const root = this.attachShadow({ mode: "open" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLE);
    root.adoptedStyleSheets = [sheet];
    const heading = document.createElement("p");
    heading.textContent = words.heading;
    const list = document.createElement("ul");
    for (const match of matches) {
      const line = document.createElement("li");
      if (match.cover) {
        const image = document.createElement("img");
        Object.assign(image, { src: match.cover, alt: "", loading: "lazy" });
        line.append(image);
      }
      const link = document.createElement("a");
      Object.assign(link, { href: match.href, textContent: match.title });
      const access = document.createElement("small");
      access.textContent = words.access[match.access] ?? "";
      line.append(link, access);
      list.append(line);
    }
    root.append(heading, list);
  }
}

if (!customElements.get("shelf-embed")) customElements.define("shelf-embed", ShelfEmbed);
