import { fold } from "../fold.ts";

/**
 * Groups of characters that transcribe the same foreign syllable; publishers and regions choose differently: 哈里·波特,
 * 哈利·波特; 肖邦, 萧邦; 雷诺阿, 勒努瓦. After 《世界人名翻译大辞典》 and its Taiwan counterparts.
 */
const GROUPS =
  "里利莉丽黎力理莱 特德忒 斯思司丝士 克科可柯诃 尔耳儿 拉喇腊 罗洛劳 卢鲁路露 马玛麦 迈麦梅 米密 尼妮倪 纳娜那 诺努 " +
  "巴芭帕 贝倍培 比毕 波博伯柏勃 布卜 达大妲 迪蒂狄 多朵 杜度 法发 菲费 福弗夫佛 加伽嘉 戈哥格葛 古谷 哈赫 " +
  "海黑 霍荷何诃 胡休 雅亚 伊依易 约乔 杰捷 吉基季 金京 肯坎 莱赖 雷列勒 连莲 林琳 龙隆 伦仑 曼门蒙 莫摩默 穆慕 " +
  "奈内 皮匹比 普蒲 奇契齐 乔约 琼 萨撒 塞赛 沙莎夏 舍谢 肖萧 苏素 塔泰 坦丹 汤唐 特忒 托陀妥 瓦华娃 威维韦 温文 " +
  "沃伍 西希席 辛 休修 扬杨 耶叶 泽择 詹占 朱茱";
const MOST_CHANGED = 12;
const MOST_OFFERED = 80;

let alike: Map<string, string[]> | undefined;

function readGroups(): Map<string, string[]> {
  const map = new Map<string, string[]>();
  for (const group of GROUPS.split(" ")) {
    const characters = [...fold(group)];
    for (const one of characters)
      map.set(one, [...(map.get(one) ?? []), ...characters.filter((other) => other !== one)]);
  }
  return map;
}

/** The text with one character written as another transcription has it, and with two; most usual first. */
export function otherTranscriptions(text: string): string[] {
  alike ??= readGroups();
  const characters = [...fold(text)];
  if (characters.length < 2 || characters.length > MOST_CHANGED) return [];
  const single = characters.flatMap((character, i) =>
    (alike!.get(character) ?? []).map((other) => characters.with(i, other)),
  );
  const double = single.flatMap((changed, n) =>
    n > 40
      ? []
      : changed.flatMap((character, i) =>
          character !== characters[i]
            ? []
            : (alike!.get(character) ?? []).slice(0, 2).map((other) => changed.with(i, other)),
        ),
  );
  return [...single, ...double].map((changed) => changed.join("")).slice(0, MOST_OFFERED);
}
