/**
 * Words of titles and names whose reading the general word list lacks or gives otherwise, in folded characters; readings
 * from 《现代汉语词典》 usage and 《汉语大词典》 for terms of book production (校, 重, 传, 藏, 卷).
 */
export const pinyinPhrases: string =
  "国都=guo du|帝都=di du|故都=gu du|旧都=jiu du|新都=xin du|迁都=qian du|定都=ding du|建都=jian du|" +
  "大都=da du|奠都=dian du|陪都=pei du|丰都=feng du|" +
  "雾都=wu du|魔都=mo du|邺都=ye du|" +
  "洛都=luo du|燕都=yan du|宋都=song du|都督=du du|都护=du hu|都江堰=du jiang yan|都察院=du cha yuan|都铎=du duo|" +
  "都柏林=du bo lin|都昌=du chang|都匀=du yun|都灵=du ling|都邑=du yi|十三行=shi san hang|十四行=shi si hang|" +
  "九重=jiu chong|三重门=san chong men|四重=si chong|双重=shuang chong|多重=duo chong|重重=chong chong|" +
  "万重=wan chong|千重=qian chong|薄薄=bao bao|变薄=bian bao|归还=gui huan|偿还=chang huan|还乡=huan xiang|" +
  "还珠=huan zhu|还原=huan yuan|还魂=huan hun|还债=huan zhai|返还=fan huan|生还=sheng huan|往还=wang huan|" +
  "还俗=huan su|八行书=ba hang shu|第一行=di yi hang|三都赋=san du fu|两都赋=liang du fu|还阳=huan yang|还童=huan tong|还家=huan jia|" +
  "点校=dian jiao|校注=jiao zhu|校点=jiao dian|校释=jiao shi|校笺=jiao jian|校证=jiao zheng|校勘=jiao kan|校刊=jiao kan|校订=jiao ding|" +
  "校本=jiao ben|校读=jiao du|校正=jiao zheng|校理=jiao li|校补=jiao bu|校录=jiao lu|校译=jiao yi|校雠=jiao chou|集校=ji jiao|汇校=hui jiao|" +
  "批校=pi jiao|合校=he jiao|新校=xin jiao|参校=can jiao|重刊=chong kan|重修=chong xiu|重订=chong ding|重编=chong bian|重印=chong yin|" +
  "重校=chong jiao|重刻=chong ke|重读=chong du|重写=chong xie|重构=chong gou|重建=chong jian|重庆=chong qing|重阳=chong yang|" +
  "长江=chang jiang|长编=chang bian|长城=chang cheng|长安=chang an|长沙=chang sha|长春=chang chun|长恨歌=chang hen ge|长篇=chang pian|" +
  "长短=chang duan|长征=chang zheng|长老=zhang lao|长子=zhang zi|长官=zhang guan|" +
  "列传=lie zhuan|传记=zhuan ji|传略=zhuan lve|自传=zi zhuan|评传=ping zhuan|正传=zheng zhuan|外传=wai zhuan|别传=bie zhuan|小传=xiao zhuan|" +
  "大传=da zhuan|左传=zuo zhuan|水浒传=shui hu zhuan|水浒后传=shui hu hou zhuan|儿女英雄传=er nv ying xiong zhuan|本传=ben zhuan|合传=he zhuan|" +
  "后传=hou zhuan|前传=qian zhuan|新传=xin zhuan|画传=hua zhuan|全传=quan zhuan|史传=shi zhuan|经传=jing zhuan|诗集传=shi ji zhuan|" +
  "宣传=xuan chuan|遗传=yi chuan|流传=liu chuan|相传=xiang chuan|家传=jia chuan|祖传=zu chuan|秘传=mi chuan|真传=zhen chuan|失传=shi chuan|" +
  "谣传=yao chuan|单传=dan chuan|外传播=wai chuan bo|大藏经=da zang jing|道藏=dao zang|大藏=da zang|佛藏=fo zang|三藏=san zang|宝藏=bao zang|" +
  "西藏=xi zang|藏族=zang zu|藏文=zang wen|藏传=zang chuan|藏学=zang xue|藏语=zang yu|青藏=qing zang|地藏=di zang|汉藏=han zang|藏汉=zang han|" +
  "藏书=cang shu|儒藏=ru zang|曾国藩=zeng guo fan|曾国荃=zeng guo quan|曾巩=zeng gong|曾子=zeng zi|曾参=zeng shen|曾朴=zeng pu|曾纪泽=zeng ji ze|" +
  "单雄信=shan xiong xin|解缙=xie jin|仇英=qiu ying|朴趾源=piao zhi yuan|查慎行=zha shen xing|查良铮=zha liang zheng|任昉=ren fang|" +
  "区大典=ou da dian|盖叫天=gai jiao tian|纪晓岚=ji xiao lan|乐府=yue fu|音乐=yin yue|乐山=le shan|乐亭=lao ting|礼乐=li yue|雅乐=ya yue|" +
  "乐论=yue lun|乐书=yue shu|乐律=yue lv|乐记=yue ji|乐志=yue zhi|乐章=yue zhang|乐理=yue li|乐器=yue qi|乐曲=yue qu|乐队=yue dui|乐谱=yue pu|" +
  "民乐=min yue|国乐=guo yue|声乐=sheng yue|奏乐=zou yue|古乐=gu yue|乐毅=yue yi|琵琶行=pi pa xing|兵车行=bing ju xing|短歌行=duan ge xing|" +
  "丽人行=li ren xing|银行=yin hang|商行=shang hang|行业=hang ye|行会=hang hui|行情=hang qing|洋行=yang hang|各行=ge hang|同行=tong hang|" +
  "行列=hang lie|排行=pai hang|阿房宫=e pang gong|龟兹=qiu ci|吐蕃=tu bo|大宛=da yuan|月氏=yue zhi|单于=chan yu|可汗=ke han|冒顿=mo du|" +
  "般若=bo re|南无=na mo|大夫=da fu|大王=da wang|朝鲜=chao xian|朝代=chao dai|王朝=wang chao|清朝=qing chao|明朝=ming chao|唐朝=tang chao|" +
  "宋朝=song chao|元朝=yuan chao|两朝=liang chao|六朝=liu chao|南朝=nan chao|北朝=bei chao|隋朝=sui chao|汉朝=han chao|三朝=san chao|" +
  "朝花夕拾=zhao hua xi shi|朝闻道=zhao wen dao|成都=cheng du|首都=shou du|京都=jing du|都市=du shi|古都=gu du|都城=du cheng|全都=quan dou|" +
  "都是=dou shi|都有=dou you|都会=du hui|人参=ren shen|参考=can kao|参同契=can tong qi|海参=hai shen|省思=xing si|反省=fan xing|内省=nei xing|" +
  "说苑=shui yuan|说难=shui nan|游说=you shui|叶公=ye gong|尚书=shang shu|解放=jie fang|巴尔干=ba er gan|巴尔干半岛=ba er gan ban dao|" +
  "浣纱=huan sha|太行=tai hang|中国人民大学=zhong guo ren min da xue|会计=kuai ji|会稽=kuai ji|供应=gong ying|应用=ying yong|宿州=su zhou|" +
  "六安=lu an|亳州=bo zhou|蚌埠=beng bu|番禺=pan yu|洪洞=hong tong|东阿=dong e|莘县=shen xian|尉犁=yu li|荥阳=xing yang|歙县=she xian|" +
  "厦门=xia men|百色=bo se|大埔=da bu|黄陂=huang pi|涪陵=fu ling|宫商角徵羽=gong shang jue zhi yu|徵羽=zhi yu|角色=jue se|呐喊=na han|" +
  "给养=ji yang|差异=cha yi|参差=cen ci|单位=dan wei|重要=zhong yao|重点=zhong dian|著作=zhu zuo|活着=huo zhe|执着=zhi zhuo|着力=zhuo li|" +
  "着手=zhuo shou|着眼=zhuo yan|着重=zhuo zhong|着陆=zhuo lu|查理=cha li|查尔斯=cha er si|曾经=ceng jing|未曾=wei ceng|不曾=bu ceng|" +
  "何曾=he ceng|似曾=si ceng|度量衡=du liang heng|血液=xue ye|目的=mu di|的确=di que|石油=shi you|降龙=xiang long|投降=tou xiang|落下=luo xia";

/** Single characters whose usual reading in titles is not the one the general list puts first. */
export const usualReadings: string =
  "都=dou du|地=di de|薄=bo bao|曲=qu|任=ren|尽=jin|似=si shi|否=fou pi|六=liu lu|石=shi dan|大=da dai|还=hai huan";
