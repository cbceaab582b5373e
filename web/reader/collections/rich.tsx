import type { ReactElement, ReactNode } from "react";

/** Where a link of rich text may lead: a page of the web, or one of this site. */
const SAFE = /^(?:https?:\/\/[^\s]+|\/(?!\/)[^\s]*)$/i;
const INLINE = /\*\*(.+?)\*\*|\*(.+?)\*|\[([^\]]+)\]\(([^)\s]+)\)/gs;

/** A line with its bold, italic and linked parts; what is none of these stays as it was typed. */
function inline(text: string): ReactNode[] {
  const parts: ReactNode[] = [];
  let at = 0;
  for (const found of text.matchAll(INLINE)) {
    const [whole, bold, italic, words, address] = found;
    if (address !== undefined && !SAFE.test(address)) continue;
    parts.push(text.slice(at, found.index));
    at = found.index + whole.length;
    const key = found.index;
    if (bold !== undefined) parts.push(<strong key={key}>{bold}</strong>);
    else if (italic !== undefined) parts.push(<em key={key}>{italic}</em>);
    else
      parts.push(
        <a key={key} href={address}>
          {words}
        </a>,
      );
  }
  return [...parts, text.slice(at)];
}

const isItem = (line: string): boolean => /^[-•]\s+/.test(line);

/**
 * Rich text as curators type it: paragraphs parted by an empty line, `- ` lists, `**bold**`, `*italic*`,
 * `[words](address)`. Everything else is text: no mark-up of a page comes through, and no address but of the web.
 */
export function RichText({ text }: { text: string }): ReactElement {
  const paragraphs = text.split(/\n\s*\n/).filter((one) => one.trim() !== "");
  return (
    <div className="rich">
      {paragraphs.map((paragraph, at) => {
        const lines = paragraph.trim().split("\n");
        const key = `${at} ${paragraph.slice(0, 20)}`;
        if (lines.every(isItem))
          return (
            <ul key={key}>
              {lines.map((line) => (
                <li key={line}>{inline(line.replace(/^[-•]\s+/, ""))}</li>
              ))}
            </ul>
          );
        return (
          <p key={key} className="reader-words">
            {inline(paragraph.trim())}
          </p>
        );
      })}
    </div>
  );
}
