import { fold, hasHan, pinyin } from "@commonshelf/cjk";
import type { DescribedTitle } from "./described.ts";
import { goesWith } from "./goes-with.ts";
import { type AidKind, aidsByWord } from "./study-aid-words.ts";

/**
 * What a title says to be an aid to another book and no edition of it, by kind: in Chinese, in Western languages, by sound; words
 * of more languages stand in study-aid-words.ts.
 */
const AIDS: { kind: AidKind; han: RegExp; latin: RegExp; sound: RegExp }[] = [
  {
    kind: "exercises",
    han: /习题|练习|一[课日]一练|(?:课课|天天|每日|同步|课时|单元|专项)练|典型(?:例|问)题|题库|题集|例题|作业|测试|检测|闯关|过关(?!斩)|精练|精讲|默写|习作|自测|(?:专题|强化|基础|思维|技能)训练|题卡|题典|问题集|ドリル|演习/u,
    latin:
      /\bwork ?books?\b|\bexercises?\b|\bactivity books?\b|\bpractice (?:book|problems?|tests?|exercises)\b|\bproblem sets?\b|\bproblems (?:and|with) (?:solutions|answers)\b|\btest bank\b|\bquiz(?:zes)?\b|\bubungs|\baufgaben|\bcahier d exercices\b|\bexercices\b|\bejercicios\b|\besercizi\b|сборник задач|задачник|упражнени/u,
    sound: /\bxi ?ti\b|\blian ?xi\b|\bti ?ku\b/u,
  },
  {
    kind: "answers",
    han: /解答|答案|题解|解题|详解|全解|解析|解法|参考解|听力原文|录音文本/u,
    latin:
      /\bsolutions?(?: manual)?\b|\banswers?(?: keys?| book)?\b|\blosung(?:en|sbuch)\b|\bcorriges?\b|\bsoluciones\b|решения задач/u,
    sound: /\bjie ?da\b|\bda ?an\b|\bti ?jie\b|\bjie ?ti\b|\bxiang ?jie\b|\bquan ?jie\b|\bjie ?xi\b/u,
  },
  {
    kind: "guide",
    han: /指导|辅导|导学|导读|学习指南|学习手册|学习参考|自学|伴侣|同步|教辅|教学辅助|作品选|学生手册|一本通|释疑|助学|学习(?:指要|评价)|学案|知识点|公式手册|附册$|参考书$/u,
    latin:
      /\bstudy (?:guide|aid|companion|book|manual|skills)\b|\bstudents? (?:guide|companion|manual|handbook|study)\b|\breading guide\b|\breaders? guide\b|\bcompanion to\b|\bguide to accompany\b|\bto accompany\b|\bcliffs ?notes\b|\bspark ?notes\b|\byork notes\b|\bschaum s?\b|\bmade easy\b|\bstudien(?:fuhrer|buch)\b/u,
    sound:
      /\b(?:xue ?xi|shi ?yan|xi ?ti|shi ?xi) ?zhi ?dao\b|\bzhi ?dao ?(?:shu|shou ?ce)\b|\bfu ?dao\b|\bxue ?xi (?:zhi ?nan|shou ?ce|can ?kao)\b/u,
  },
  {
    kind: "laboratory",
    han: /实验|实训|上机|实习|实践教程|课程设计/u,
    latin:
      /\blab(?:oratory)? (?:manual|exercises?|experiments?|work|guide|book|course)\b|\bexperiments (?:in|for)\b|\bpracticum\b|\bpraktikum\b|\btravaux pratiques\b/u,
    sound: /\bshi ?yan (?:zhi|jiao|shou|bao|ji|ce)|\bshi ?xun\b|\bshang ?ji\b/u,
  },
  {
    kind: "teachers",
    han: /教师用书|教师手册|教师参考|教学参考|教学指南|教学大纲|教学设计|教案|教参|教师版|教师用|指导书|教学手册|教学用书|课件/u,
    latin:
      /\bteachers? ?s? (?:manual|guide|book|edition|handbook|resource|notes|companion)\b|\binstructors? ?s? (?:manual|guide|edition|resource|solutions|handbook)\b|\blehrer(?:handbuch|band|ausgabe)\b|\blivre du (?:maitre|professeur)\b|\blibro del profesor\b|книга для учителя/u,
    sound:
      /\bjiao ?shi (?:yong ?shu|shou ?ce|can ?kao)\b|\bjiao ?xue (?:can ?kao|zhi ?nan|da ?gang)\b|\bjiao ?an\b/u,
  },
  {
    kind: "examination",
    han: /考研|真题|模拟题|模拟试|试题|试卷|考试大纲|考点|应试|备考|复习|冲刺|考前|考试|高分(?!子|辨|散|红|[一二三四五六七八九十\d]号|卫星|遥感|数据|影像|专项|系列)/u,
    latin:
      /\bexam(?:ination)? (?:review|preparation|prep|questions|papers|guide|cram)\b|\breview (?:book|questions|manual)\b|\btest prep(?:aration)?\b|\bpast papers\b|\brevision (?:guide|notes)\b/u,
    sound: /\bkao ?yan\b|\bzhen ?ti\b|\bmo ?ni (?:ti|shi)|\bshi ?juan\b/u,
  },
  {
    kind: "notes",
    han: /笔记|讲义|课堂笔录|学习心得|读书札记|[一二三四五六七八九十百\d]讲$/u,
    latin: /\b(?:lecture|course|class|study|revision) notes\b|\bnotebook\b|\bhandouts?\b/u,
    sound: /\bbi ?ji\b|\bjiang ?yi\b/u,
  },
];

/** Any of all kinds at once: most titles are none. */
const anyOf = (read: (aid: (typeof AIDS)[number]) => RegExp): RegExp =>
  new RegExp(AIDS.map((aid) => read(aid).source).join("|"), "u");
const ANY_HAN = anyOf((aid) => aid.han);
const ANY_LATIN = anyOf((aid) => aid.latin);
const ANY_SOUND = anyOf((aid) => aid.sound);

/** Kinds of study aid that titles say to be, by their words and by their sound (for a romanised title against one in Han). */
export type StudyAid = { words: string[]; sound: string[] };

/** 附习题, 含答案: what a book has in it, not what it is. */
const HAD_WITHIN =
  /(?:附|含|带)有?\p{Script=Han}{0,4}?(?:习题|练习|例题|试题|答案|解答|题解)\p{Script=Han}{0,4}/gu;

/** What the titles of a description say to be. Empty lists: a work of its own. */
export function studyAidOf(titles: readonly DescribedTitle[], isChinese: boolean): StudyAid {
  const words = new Set<string>();
  const sound = new Set<string>();
  for (const title of titles) {
    for (const kind of goesWith(title)) {
      words.add(kind);
      sound.add(kind);
    }
    const written = [title.main, title.sub, title.partName].filter(Boolean).join(" ");
    const isHan = hasHan(written);
    // Plain Latin text needs no folding to say whether there is anything to look for.
    if (!isHan && /^[ -~]*$/.test(written)) {
      const rough = written
        .toLowerCase()
        .replace(/'s\b/g, "s")
        .replace(/[^a-z0-9]+/g, " ");
      if (!ANY_LATIN.test(rough) && aidsByWord(rough).length === 0 && (!isChinese || !ANY_SOUND.test(rough)))
        continue;
    }
    const text = fold(written).replace(HAD_WITHIN, " ");
    for (const kind of aidsByWord(text)) words.add(kind);
    const isAid = (isHan && ANY_HAN.test(text)) || (/[a-zа-я]{4}/u.test(text) && ANY_LATIN.test(text));
    if (isAid)
      for (const { kind, han, latin } of AIDS)
        if ((isHan && han.test(text)) || latin.test(text)) words.add(kind);
    // What a title in Han says by its words sounds so too; others only sound like it.
    if (isHan ? words.size === 0 : !isChinese) continue;
    const spoken = isHan ? text.replace(/\p{Script=Han}+/gu, (run) => ` ${pinyin(run).join(" ")} `) : text;
    if (!ANY_SOUND.test(spoken)) continue;
    for (const aid of AIDS) if (aid.sound.test(spoken)) sound.add(aid.kind);
  }
  return { words: [...words].sort(), sound: [...sound].sort() };
}

/**
 * Whether one is an aid to the other, or another kind of aid: exercises are no edition of their textbook. `scripts`: titles
 * both in Han are compared by their words, one in Han with a romanised one by the sound, others by both.
 */
export function isOtherAid(a: StudyAid, b: StudyAid, scripts: "han" | "mixed" | "other"): boolean {
  const differ = (x: string[], y: string[]): boolean =>
    x.length !== y.length || x.some((kind, i) => kind !== y[i]);
  return (scripts !== "mixed" && differ(a.words, b.words)) || (scripts !== "han" && differ(a.sound, b.sound));
}
