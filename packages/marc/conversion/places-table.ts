/** `CN cc TW ch` as pairs. */
const pairsIn = (text: string): [string, string][] => {
  const words = text.split(/\s+/);
  return words.flatMap((word, i): [string, string][] => (i % 2 === 0 ? [[word, words[i + 1]!]] : []));
};

/** Countries of publication: ISO 3166 (102 $a) and codes of MARC 21 (008/15-17), in pairs. */
const COUNTRIES =
  pairsIn(`CN cc TW ch JP ja KR ko KP kn MN mp SG si MY my TH th VN vm ID io PH ph MM br KH cb LA ls BN bx TL em IN ii PK pk
BD bg LK ce NP np BT bt MV xc AF af IR ir IQ iq SY sy LB le IL is JO jo SA su YE ye OM mk AE ts QA qa BH ba KW ku TR tu CY cy
GE gs AM ai AZ aj KZ kz UZ uz TM tk KG kg TJ ta RU ru UA un BY bw MD mv EE er LV lv LT li PL pl CZ xr SK xo HU hu RO rm BG bu
RS rb ME mo MK xn AL aa BA bn HR ci SI xv XK kv GR gr IT it VA vc SM sm MT mm ES sp AD an PT po GI gi FR fr MC mc LU lu BE be
NL ne DE gw AT au CH sz LI lh DK dk SE sw NO no FI fi IS ic IE ie FO fa GL gl EG ua LY ly TN ti DZ ae MA mr EH ss SD sj SS sd
ET et ER ea DJ ft SO so KE ke UG ug TZ tz RW rw BI bd CD cg CG cf GA go GQ eg CM cm CF cx TD cd NE ng NG nr ML ml BF uv SN sg
GM gm GW pg GN gv SL sl LR lb CI iv GH gh TG tg BJ dm MR mu CV cv ST sf AO ao ZM za MW mw MZ mz ZW rh BW bs NA sx ZA sa LS lo
SZ sq MG mg MU mf SC se KM cq RE re YT ot MX mx GT gt BZ bh HN ho SV es NI nq CR cr PA pn CU cu JM jm HT ht DO dr PR pr BS bf
BB bb TT tr GD gd LC xk VC xm DM dq AG aq KN xd AI am MS mj VG vb VI vi KY cj TC tc BM bm GP gp MQ mq AW aw CO ck VE ve GY gy
SR sr GF fg EC ec PE pe BO bo PY py CL cl AR ag UY uy BR bl FK fk FJ fj PG pp SB bp VU nn NC nl WS ws TO to TV tv KI gb NR nu
MH xe FM fm PW pw GU gu AS as MP nw CK cw NU xh PF fp WF wf TK tl NF nx PN pc AQ ay US xxu GB xxk CA xxc AU at NZ nz`);

/** States, provinces and countries that have codes of their own in MARC 21, as ISO 3166-2. */
const STATES =
  pairsIn(`al AL ak AK az AZ ar AR ca CA co CO ct CT de DE dc DC fl FL ga GA hi HI id ID il IL in IN ia IA ks KS ky KY la LA me ME
md MD ma MA mi MI mn MN ms MS mo MO mt MT nb NE nv NV nh NH nj NJ nm NM ny NY nc NC nd ND oh OH ok OK or OR pa PA ri RI sc SC sd SD
tn TN tx TX ut UT vt VT va VA wa WA wv WV wi WI wy WY`).map(([marc, state]): [string, string] => [
    `${marc}u`,
    `US-${state}`,
  ]);
const PROVINCES: [string, string][] = [
  ["abc", "CA-AB"],
  ["bcc", "CA-BC"],
  ["mbc", "CA-MB"],
  ["nkc", "CA-NB"],
  ["nfc", "CA-NL"],
  ["nsc", "CA-NS"],
  ["ntc", "CA-NT"],
  ["nuc", "CA-NU"],
  ["onc", "CA-ON"],
  ["pic", "CA-PE"],
  ["quc", "CA-QC"],
  ["snc", "CA-SK"],
  ["ykc", "CA-YT"],
  ["enk", "GB-ENG"],
  ["stk", "GB-SCT"],
  ["wlk", "GB-WLS"],
  ["nik", "GB-NIR"],
  ["aca", "AU-ACT"],
  ["xna", "AU-NSW"],
  ["xoa", "AU-NT"],
  ["qea", "AU-QLD"],
  ["xra", "AU-SA"],
  ["tma", "AU-TAS"],
  ["vra", "AU-VIC"],
  ["wea", "AU-WA"],
];

const marcOf = new Map<string, string>([
  ...COUNTRIES,
  ["HK", "cc"],
  ["MO", "cc"],
  ...[...STATES, ...PROVINCES].map(([marc, iso]): [string, string] => [iso, marc]),
]);
const isoOf = new Map<string, string>([
  ...COUNTRIES.map(([iso, marc]): [string, string] => [marc, iso]),
  ...STATES,
  ...PROVINCES,
]);

/** 102 $a and $b as the three characters of 008/15-17; `xx ` where the country is not known. */
export function marcPlace(country: string, locality: string): string {
  const code = country.trim().slice(0, 2).toUpperCase();
  return (marcOf.get(locality.trim().toUpperCase()) ?? marcOf.get(code) ?? "xx").padEnd(3);
}

/** 008/15-17 as 102: country, and its part where MARC 21 codes that; undefined where none is known. */
export function isoPlace(place: string): { country: string; locality?: string } | undefined {
  const iso = isoOf.get(place.trim().toLowerCase());
  if (iso === undefined) return undefined;
  return iso.length === 2 ? { country: iso } : { country: iso.slice(0, 2), locality: iso };
}
