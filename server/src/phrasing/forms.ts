/** Kinds of writing by what readers of each language call them, and catalogues with them. */
const FORMS: readonly { said: RegExp; han: string; latin: string }[] = [
  { said: /^(?:长篇|中篇|短篇)?小说(?:集|选)?$|^(?:novels?|fiction)$/iu, han: "小说", latin: "fiction" },
  { said: /^(?:short )?stor(?:y|ies)$/iu, han: "短篇小说", latin: "stories" },
  { said: /^(?:诗集?|诗歌集?|诗选)$|^(?:poems?|poetry|verse)$/iu, han: "诗", latin: "poetry" },
  { said: /^(?:散文集?|随笔集?|杂文集?)$|^essays?$/iu, han: "散文", latin: "essays" },
  {
    said: /^(?:话剧|戏剧|剧本|剧作|悲剧|喜剧)$|^(?:plays?|drama|traged(?:y|ies)|comed(?:y|ies))$/iu,
    han: "戏剧",
    latin: "drama",
  },
  { said: /^(?:传记|自传|回忆录)$|^(?:biograph(?:y|ies)|memoirs?)$/iu, han: "传记", latin: "biography" },
  { said: /^(?:教材|课本|教科书)$|^(?:textbooks?|course ?books?)$/iu, han: "教材", latin: "textbooks" },
  { said: /^(?:漫画|连环画)$|^(?:comics?|graphic novels?|manga)$/iu, han: "漫画", latin: "comics" },
];
/** The longest first, so that 长篇小说 is not cut after 长篇. */
const HAN_FORM =
  /^(.{2,}?)(?:的)?((?:长篇|中篇|短篇)?小说(?:集|选)?|诗集|诗歌集?|诗选|散文集?|随笔集?|杂文集?|话剧|戏剧|剧本|悲剧|喜剧|传记|自传|回忆录|教材|课本|教科书|漫画)$/u;

const LATIN_FORM =
  /^(novels?|fiction|short stories|stories|poems?|poetry|essays?|plays?|biograph(?:y|ies)|memoirs?|textbooks?) (?:about |on |of )?(.+)$/iu;

/** A kind of writing as catalogues call it, the language it is asked in first: 长篇小说 -> 长篇小说, 小说, fiction; empty for what is none. */
export function formNames(text: string): string[] {
  const form = FORMS.find(({ said }) => said.test(text.trim()));
  if (!form) return [];
  const names = /\p{Script=Han}/u.test(text) ? [form.han, form.latin] : [form.latin, form.han];
  return [...new Set([text.trim(), ...names])];
}

/** A kind of writing, and what it is about: 法国小说 -> 法国, 小说; novels about Rome -> Rome, novels; null where there is none. */
export function splitForm(words: string): { about: string; form: string } | null {
  const latin = LATIN_FORM.exec(words);
  if (latin) return { about: latin[2]!, form: latin[1]! };
  const [, about, form] = HAN_FORM.exec(words) ?? [];
  return about && form ? { about: about.trim(), form } : null;
}
