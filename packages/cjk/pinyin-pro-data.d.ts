declare module "pinyin-pro/dist/esm/data/dict1.mjs" {
  /** Readings with tone marks of one character, most usual first, parted by spaces. */
  const readings: { get(character: string): string | undefined };
  export default readings;
}
declare module "pinyin-pro/dist/esm/data/dict2.mjs" {
  const words: Readonly<Record<string, string>>;
  export default words;
}
declare module "pinyin-pro/dist/esm/data/dict3.mjs" {
  const words: Readonly<Record<string, string>>;
  export default words;
}
declare module "pinyin-pro/dist/esm/data/dict4.mjs" {
  const words: Readonly<Record<string, string>>;
  export default words;
}
declare module "pinyin-pro/dist/esm/data/dict5.mjs" {
  const words: Readonly<Record<string, string>>;
  export default words;
}
declare module "pinyin-pro/dist/esm/data/surname.mjs" {
  const surnames: Readonly<Record<string, string>>;
  export default surnames;
}
