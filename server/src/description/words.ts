/**
 * Fields of what readers see of a title for which it can be said whose record counts, with the tags they are read from in
 * MARC 21 and in CNMARC. `lists`: fields that take what all records say.
 */
export const survivorFields = {
  title: { marc21: "245", unimarc: "200", lists: false },
  responsibility: { marc21: "245 $c", unimarc: "200 $f", lists: false },
  contributors: { marc21: "1XX 7XX", unimarc: "7XX", lists: true },
  edition: { marc21: "250", unimarc: "205", lists: false },
  publication: { marc21: "260 264", unimarc: "210", lists: false },
  year: { marc21: "008 264 $c", unimarc: "100 210 $d", lists: false },
  extent: { marc21: "300", unimarc: "215", lists: false },
  series: { marc21: "490 830", unimarc: "225", lists: true },
  languages: { marc21: "008 041", unimarc: "101", lists: false },
  type: { marc21: "LDR 007 33X", unimarc: "LDR 135", lists: false },
  subjects: { marc21: "6XX", unimarc: "6XX", lists: true },
  classNumbers: { marc21: "050 082 084", unimarc: "69X", lists: true },
  contents: { marc21: "505", unimarc: "327", lists: true },
  summary: { marc21: "520", unimarc: "330", lists: false },
  notes: { marc21: "5XX", unimarc: "3XX", lists: true },
  urls: { marc21: "856", unimarc: "856", lists: true },
} as const;
export type SurvivorField = keyof typeof survivorFields;
export const survivorFieldNames = Object.keys(survivorFields) as [SurvivorField, ...SurvivorField[]];
