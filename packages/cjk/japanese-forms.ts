/**
 * Japanese reformed characters (shinjitai) that are not Chinese characters of their own, each followed by its
 * simplified Chinese form: 歴 -> 历, 図 -> 图, 広 -> 广. Source: OpenCC's shinjitai table, reduced to the forms outside
 * the 2013 general standard list, so that 芸, 浜, 予, 欠 stay what they are in Chinese text.
 */
export const japaneseForms: string = [
  "両两乗乘亀龟亜亚仏佛仮假伝传価价倹俭児儿円圆処处剣剑剤剂剰剩労劳効效勅敕勧劝勲勋単单厳严収收唖哑営营噛啮団团囲围図图圏圈圧压塁垒塩盐増增壊坏壌壤壱壹売卖変变奨奖",
  "嬢娘実实寛宽対对専专尭尧巌岩巣巢巻卷帯带帰归庁厅広广廃废弐贰弾弹従从徳德徴征応应恵惠悩恼悪恶懐怀戦战戯戏戻戾払拂抜拔択择拝拜拠据拡扩挙举挿插捜搜掲揭掻搔揺摇摂摄",
  "撃击撹搅斉齐斎斋晩晚暁晓暦历曽曾栄荣桜樱桝枡桟栈検检楽乐様样槙槇権权歓欢歩步歯齿歳岁歴历毎每気气沢泽浄净涙泪渇渴済济渉涉渋涩渓溪満满滝泷瀬濑焼烧犠牺猟猎獣兽畳叠",
  "痩瘦発发県县砕碎稲稻穂穗穏稳穣穰竜龙粋粹粛肃糸丝経经絵绘継继続续総总縁缘縄绳縦纵繊纤繍绣聴听脳脑臓脏艶艳荘庄蔵藏薫薰薬药蛍萤蝋蜡覇霸覚觉覧览観观訳译読读譲让豊丰",
  "賛赞転转軽轻辺边逓递遅迟郷乡酔醉醤酱醸酿釈释鉄铁鉱矿銭钱鋳铸錬炼関关闘斗陥陷険险隠隐雑杂霊灵頼赖顕显駅驿駆驱騒骚験验髄髓髪发鴎鸥鶏鸡鹸碱麺面黒黑黙默齢龄",
].join("");
