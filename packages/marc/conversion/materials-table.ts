import { type Codes, codes, longCodes } from "./codes.ts";

/** Materials whose coded data both formats have, by leader/06 of either. */
export const MATERIALS: Readonly<Record<string, string>> = {
  map: "ef",
  score: "cd",
  sound: "ij",
  film: "g",
  file: "lm",
  microform: "h",
};

/** Where the codes stand: `115a` with how many characters; `007v` (007 of category v) with how many. */
export const LENGTHS: Readonly<Record<string, number>> = {
  "115a": 20,
  "120a": 13,
  "121a": 9,
  "124b": 1,
  "125a": 2,
  "125b": 2,
  "126a": 15,
  "128a": 2,
  "130a": 11,
  "135a": 13,
  "007a": 8,
  "007c": 14,
  "007h": 13,
  "007m": 23,
  "007s": 14,
  "007v": 9,
};

/** One kind of code: `times` codes of `width` characters side by side, from these positions on. */
export type Part = {
  material: string;
  about: string;
  unimarc: readonly [where: string, at: number];
  marc21: readonly [where: string, at: number];
  codes: Codes;
  width: number;
  times: number;
};

function part(material: string, about: string, places: string, list: Codes, width = 1, times = 1): Part {
  const [unimarc, marc21] = places.split(" ").map((one) => one.split("/"));
  return {
    material,
    about,
    unimarc: [unimarc![0]!, Number(unimarc![1])],
    marc21: [marc21![0]!, Number(marc21![1])],
    codes: list,
    width,
    times,
  };
}

const RELIEF = codes("aa bb cc dd ee ff gg ii jj kk zz __", "zm");
const PROJECTIONS = longCodes(
  "aa ab ac ad ae af au az ba bb bc bd be bf bg bh bi bj bk=bl bm=bo bu bz ca cb cc cp cu cz da db dc dd de df dg dh zz",
  "ce=de",
);
const MEDIA = longCodes("aa=a ab=b ac=c ad=d ae=e af=f ag=g ap=p au=u az=z ba=q bb=r bc=s bd=t bz=y");
const COLOURS = codes("ab bc cm uu zz");
const SOUND = codes("aa bb uu y_");
const SOUND_MEDIA = codes("aa bb cc dd ee ff gg hh ii uu zz x_");
const FORMS = longCodes(
  "an bd bg bl bt cb cc cg ch cl cn co cp cr cs ct cy cz df dv fg fm ft gm hy jz mc md mi mo mp mr ms mu mz nc op or ov pg pm po pp ps pt rc rd rg ri rp rq sg sn sp sq=sd st su sy tc ts vr wz zz",
);
const BESIDE = codes("aa bb cc dd ee ff gg hh ii kk rr ss zz __");

/** Every code that both formats have (UNIMARC Manual; MARC 21 007, 008). */
export const PARTS: readonly Part[] = [
  part("map", "relief", "120a/3 008/18", RELIEF, 1, 4),
  part("map", "projection", "120a/7 008/22", PROJECTIONS, 2),
  part("map", "kind of publication", "121a/8 008/25", codes("aa ce df eg zz")),
  part("map", "index", "120a/1 008/31", codes("c1 y0 a1 b1")),
  part("map", "form", "124b/0 007a/1", codes("ad bg ce dj eq fk gr hs iy zz")),
  part("map", "colour", "120a/0 007a/3", codes("aa bc")),
  part("map", "medium", "121a/3 007a/4", MEDIA, 2),
  part("score", "form of composition", "128a/0 008/18", FORMS, 2),
  part(
    "score",
    "kind of score",
    "125a/0 008/20",
    codes("aa bb cc dd ee gg mm uu xn zz", "al ck dh ei zj zp"),
  ),
  part("score", "parts", "125a/1 008/21", codes("ad be cf y_ uu xn")),
  part("sound", "form of composition", "128a/0 008/18", FORMS, 2),
  part("sound", "accompanying matter", "126a/7 008/24", BESIDE, 1, 6),
  part(
    "sound",
    "kind of text",
    "125b/0 008/30",
    codes("ap bd cf dh el fi gs ha ib je kg lm mr nt pj qc rk so zz __"),
    1,
    2,
  ),
  part("sound", "carrier", "126a/0 007s/1", codes("ad bt cs dg ew fe gq hi zz")),
  part("sound", "speed", "126a/1 007s/3", codes("aa bb cc dd ee gf hh ii kl lk mm no op pr uu xn zz")),
  part("sound", "channels", "126a/2 007s/4", codes("am bs cq uu zz")),
  part("sound", "groove", "126a/3 007s/5", codes("as bm uu xn zz")),
  part("sound", "size", "126a/4 007s/6", codes("aa bb cc dd ee ff hg jj oo ss uu xn zz")),
  part("sound", "width of tape", "126a/5 007s/7", codes("am bo cp dl uu xn zz")),
  part("sound", "tracks", "126a/6 007s/8", codes("aa bb cc dd ee ff uu xn zz")),
  part("film", "kind", "115a/0 008/33", codes("am cv bs", "bf bt")),
  part("film", "running time", "115a/1 008/18", codes("00 11 22 33 44 55 66 77 88 99 xn u-"), 1, 3),
  part("film", "technique", "115a/9 008/34", codes("aa bl cc uu xn zz")),
  part("film", "colour", "115a/4 007m/3", COLOURS),
  part("film", "sound", "115a/5 007m/5", SOUND),
  part("film", "carrier of sound", "115a/6 007m/6", SOUND_MEDIA),
  part("film", "width", "115a/7 007m/7", codes("aa bb cc dd ee ff gg uu zz")),
  part("film", "carrier", "115a/8 007m/1", codes("ar bc cf uu dz")),
  part("film", "format", "115a/10 007m/4", codes("aa bb cc dd ef fe uu")),
  part("film", "colour", "115a/4 007v/3", COLOURS),
  part("film", "sound", "115a/5 007v/5", SOUND),
  part("film", "carrier of sound", "115a/6 007v/6", SOUND_MEDIA),
  part("film", "width", "115a/7 007v/7", codes("mr nm oo pp qq uu zz")),
  part("film", "carrier", "115a/15 007v/1", codes("ac bd cf dr zz")),
  part("film", "format", "115a/16 007v/4", codes("aa bb cc dd ee ff gg hh jp kv ls uu zz")),
  part("file", "kind", "135a/0 008/26", codes("aa bb cc dd ee ff gg hh ii jj vm uu zz")),
  part("file", "carrier", "135a/1 007c/1", codes("aa bb cc dd ee ff hh jj kk mm oo rr uu zz")),
  part("file", "colour", "135a/2 007c/3", codes("aa bb cc gg mm nn uu zz")),
  part("file", "dimensions", "135a/3 007c/4", codes("aa ee gg ii jj nn oo uu vv zz")),
  part("file", "sound", "135a/4 007c/5", codes("__ aa uu y_")),
  part("file", "bit depth", "135a/5 007c/6", codes("00 11 22 33 44 55 66 77 88 99 mm nn --"), 1, 3),
  part("file", "file formats", "135a/8 007c/9", codes("aa mm uu")),
  part("file", "quality assurance", "135a/9 007c/10", codes("aa nn pp uu")),
  part("file", "source", "135a/10 007c/11", codes("aa bb cc dd mm nn uu")),
  part("file", "compression", "135a/11 007c/12", codes("aa bb dd mm uu")),
  part("file", "reformatting", "135a/12 007c/13", codes("aa nn pp rr uu")),
  part("microform", "carrier", "130a/0 007h/1", codes("aa bb cc dd ee ff gg hh uu zz")),
  part("microform", "polarity", "130a/1 007h/3", codes("aa bb dm uu")),
  part("microform", "dimensions", "130a/2 007h/4", codes("aa dd ff gg hh ll mm oo pp uu zz")),
  part("microform", "reduction", "130a/3 007h/5", codes("aa bb cc dd ee uu vv")),
  part("microform", "ratio", "130a/4 007h/6", codes("00 11 22 33 44 55 66 77 88 99 --"), 1, 3),
  part("microform", "colour", "130a/7 007h/9", codes("ab bc vm uu zz")),
  part("microform", "emulsion", "130a/8 007h/10", codes("aa bb cc vm xn uu zz")),
  part("microform", "generation", "130a/9 007h/11", codes("aa bb cc vm uu")),
  part("microform", "base", "130a/10 007h/12", codes("aa bi cc dd ep fr gt xn uu")),
];
