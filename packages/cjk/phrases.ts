/**
 * Two-character words in which 著 is the particle or verb written 着 in simplified Chinese. Elsewhere 著 (著作, 名著,
 * 鲁迅著) keeps its own form. Both spellings of the rest of the word are listed because variants mix in real records.
 */
const particleZhe = (
  "接著 沿著 随著 隨著 跟著 为著 為著 向著 看著 穿著 活著 带著 帶著 有著 意味著 执著 執著 沉著 附著 胶著 膠著 " +
  "走著 站著 坐著 笑著 哭著 唱著 听著 聽著 想著 说著 說著 爱著 愛著 等著 抱著 拿著 靠著 朝著 对著 對著 围绕著 圍繞著 " +
  "存在著 著火 著手 著眼 著重 著陆 著陸 著急 著迷 著想 著力 著色 著装 著裝 著落 衣著"
).split(" ");

/** Words whose simplified form OpenCC's phrases do not give, as [written, folded]. */
export const ownPhrases: readonly (readonly [string, string])[] = [
  ...particleZhe.map((word) => [word, word.replace("著", "着")] as const),
  ["芸術", "艺术"],
  ["文芸", "文艺"],
  ["芸能", "艺能"],
  ["工芸", "工艺"],
  ["園芸", "园艺"],
  ["学芸", "学艺"],
  ["演芸", "演艺"],
  ["民芸", "民艺"],
  ["武芸", "武艺"],
  ["陶芸", "陶艺"],
  ["芸者", "艺者"],
  ["横浜", "横滨"],
  ["橫浜", "横滨"],
  ["欠点", "缺点"],
  ["予言", "预言"],
  ["予算", "预算"],
  ["予防", "预防"],
  ["予測", "预测"],
  ["予約", "预约"],
  ["予報", "预报"],
  ["予定", "预定"],
  ["猶予", "犹豫"],
  ["弁護", "辩护"],
  ["弁証", "辩证"],
  ["答弁", "答辩"],
  ["弁論", "辩论"],
  ["雄弁", "雄辩"],
];

/**
 * Characters a phrase may keep against their single-character folding, because the word is written so in simplified
 * Chinese too: 乾 in 乾隆 (but 乾淨 -> 干净) and 徵 the note in 宫商角徵羽. OpenCC also keeps 於, 昇, 祕, 氾 … in
 * personal names; there mainland and Taiwan sources disagree, so those fold and both spellings meet.
 */
export const keptInPhrases: ReadonlySet<string> = new Set(["乾", "徵"]);

/** OpenCC phrases left out: they rewrite words of ordinary simplified text (打坏 "to break") or split one name in two. */
export const droppedPhrases: RegExp = /坏|魏徵|𫜦/u;
