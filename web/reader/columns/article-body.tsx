import type { ReactElement } from "react";

/** A piece of an article: `## ` begins a heading, `> ` a quotation, everything else is a paragraph. */
export type Piece = { kind: "heading" | "quotation" | "paragraph"; text: string };

/** `"## 一\n甲\n\n乙"` -> heading 一, paragraph 甲, paragraph 乙. Lines of one paragraph stay lines. */
export function piecesOf(body: string): Piece[] {
  return body
    .split(/\n\s*\n|\n(?=#{2,3} )|(?<=^#{2,3} .*)\n/m)
    .map((block) => block.trim())
    .filter((block) => block !== "")
    .map((block) => {
      if (/^#{2,3} /.test(block)) return { kind: "heading", text: block.replace(/^#+\s*/, "") };
      if (/^>/.test(block)) return { kind: "quotation", text: block.replace(/^>\s?/gm, "") };
      return { kind: "paragraph", text: block };
    });
}

/** An article as it is read. */
export function ArticleBody({ body }: { body: string }): ReactElement {
  return (
    <div className="article-body">
      {piecesOf(body).map(({ kind, text }, i) => {
        const key = `${i}${text.slice(0, 20)}`;
        if (kind === "heading") return <h2 key={key}>{text}</h2>;
        if (kind === "quotation") return <blockquote key={key}>{text}</blockquote>;
        return <p key={key}>{text}</p>;
      })}
    </div>
  );
}
