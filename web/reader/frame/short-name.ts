/**
 * A library's name as rows say it: 云泽大学图书馆（虚构） -> 云泽大学, Yunze University Library -> Yunze University. A library
 * that is no school's keeps its whole name: 海南省图书馆. The long name stands where the library is introduced.
 */
export function shortName(name: string): string {
  const plain = name.replace(/\s*[（(][^）)]*[）)]/g, "").trim();
  const school = /^(.*(?:大学|大學|学院|學院|学校|學校|中学|中學))(?:图书馆|圖書館)$/u.exec(plain);
  const western =
    /^(.*\b(?:University|College|Institute|Academy|School)\b.*?),? (?:Library|Libraries)$/iu.exec(plain);
  return school?.[1] ?? western?.[1] ?? (plain || name);
}
