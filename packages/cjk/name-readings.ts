/**
 * Names of people, peoples and places whose reading is their own, in folded characters: `name=reading`, with `/` between two
 * that are both in use, the dictionaries' first (《现代汉语词典》, 《汉语大词典》, 《辞海》).
 */
export const nameReadings: string =
  // Modern writers and scholars
  "贾平凹=jia ping wa|单田芳=shan tian fang|么书仪=yao shu yi|乐嘉=le jia|柏杨=bo yang/bai yang|朱自清=zhu zi qing|乐黛云=yue dai yun|查良铮=zha liang zheng|查良镛=zha liang yong|" +
  "查慎行=zha shen xing|曾朴=zeng pu|曾国藩=zeng guo fan|曾巩=zeng gong|曾参=zeng shen|曾几=zeng ji|单演义=shan yan yi|" +
  "任继愈=ren ji yu|盖叫天=gai jiao tian|盖文=gai wen|朴槿惠=piao jin hui|朴正熙=piao zheng xi|朴趾源=piao zhi yuan|" +
  "区大典=ou da dian|区适子=ou shi zi|仇英=qiu ying|仇兆鳌=qiu zhao ao|仇远=qiu yuan|解缙=xie jin|解晖=xie hui|种师道=chong shi dao|" +
  "种放=chong fang|陈寅恪=chen yin que/chen yin ke|龚自珍=gong zi zhen|俞樾=yu yue|俞正燮=yu zheng xie|章太炎=zhang tai yan|" +
  "叶圣陶=ye sheng tao|叶适=ye shi|洪适=hong kuo|李适=li kuo|高适=gao shi|南宫适=nan gong kuo|辜鸿铭=gu hong ming|尉缭=wei liao|" +
  "尉迟恭=yu chi gong|尉迟敬德=yu chi jing de|万俟卨=mo qi xie|万俟咏=mo qi yong|长孙无忌=zhang sun wu ji|单雄信=shan xiong xin|" +
  "令狐德棻=ling hu de fen|澹台灭明=tan tai mie ming|宓子贱=fu zi jian|宓妃=fu fei|召公=shao gong|召忽=shao hu|祭仲=zhai zhong|祭遵=zhai zun|" +
  "员半千=yun ban qian|费孝通=fei xiao tong|费穆=fei mu|翟理斯=zhai li si|翟让=zhai rang|翟灏=zhai hao/di hao|缪荃孙=miao quan sun|" +
  "缪钺=miao yue|乜贵=nie gui|牟宗三=mou zong san|牟子=mou zi/mu zi|覃子豪=qin zi hao/tan zi hao|冼星海=xian xing hai|洗夫人=xian fu ren|" +
  "冼夫人=xian fu ren|那英=na ying|褚遂良=chu sui liang|晁错=chao cuo|逄先知=pang xian zhi|郗鉴=chi jian/xi jian|郗超=chi chao/xi chao|" +
  "臧克家=zang ke jia|宁调元=ning tiao yuan|纪昀=ji yun|纪晓岚=ji xiao lan|华罗庚=hua luo geng|华佗=hua tuo|葛洪=ge hong|" +
  "戴名世=dai ming shi|王国维=wang guo wei|阮籍=ruan ji|嵇康=ji kang|谢朓=xie tiao|萧统=xiao tong|沈约=shen yue|" +
  "袁枚=yuan mei|郑樵=zheng qiao|洪昇=hong sheng|黄侃=huang kan|夏丏尊=xia mian zun|许慎=xu shen|杨绛=yang jiang|钱锺书=qian zhong shu|" +
  "朱熹=zhu xi|朱耷=zhu da|米芾=mi fu|石涛=shi tao|毕昇=bi sheng|皋陶=gao yao|仓颉=cang jie|伍员=wu yun|伍子胥=wu zi xu|" +
  // Names from other languages that begin with what is a surname here
  "柏拉图=bo la tu|柏格森=bo ge sen|柏克=bo ke|柏林=bo lin|柏辽兹=bo liao zi|盖茨=gai ci|盖伊=gai yi|盖尔纳=gai er na|盖斯凯尔=gai si kai er|" +
  // Ancient names
  "重耳=chong er|郦食其=li yi ji|审食其=shen yi ji|金日磾=jin mi di|金日䃅=jin mi di|冒顿=mo du/mao dun|冒顿单于=mo du chan yu|" +
  "李隆基=li long ji|老聃=lao dan|墨翟=mo di|公孙龙=gong sun long|伊尹=yi yin|傅说=fu yue|嫪毐=lao ai|樊於期=fan wu ji|樊于期=fan wu ji|" +
  "范雎=fan ju|范睢=fan sui|夫差=fu chai|伯嚭=bo pi|妲己=da ji|褒姒=bao si|妺喜=mo xi|共工=gong gong|大禹=da yu|契丹=qi dan|" +
  "逢蒙=pang meng|逢萌=pang meng|阿房=e pang|司马穰苴=si ma rang ju|田穰苴=tian rang ju|扁鹊=bian que|养由基=yang you ji|" +
  "先轸=xian zhen|荀彧=xun yu|曹操=cao cao|曹大家=cao da gu|班大家=ban da gu|陆德明=lu de ming|慕容垂=mu rong chui|" +
  "拓跋珪=tuo ba gui|拓跋宏=tuo ba hong|可汗=ke han|吐谷浑=tu yu hun|吐蕃=tu bo/tu fan|回纥=hui he|回鹘=hui hu|龟兹=qiu ci|" +
  "大月氏=da yue zhi/da rou zhi|月氏=yue zhi/rou zhi|乌孙=wu sun|身毒=yuan du|大宛=da yuan|高句丽=gao gou li|句践=gou jian|" +
  "勾践=gou jian|句容=ju rong|单于=chan yu|呼韩邪=hu han ye|阏氏=yan zhi|谷蠡王=lu li wang|万俟=mo qi|尉迟=yu chi|" +
  "令狐=ling hu|澹台=tan tai|鲜于=xian yu|长孙=zhang sun|乐正=yue zheng|夏侯=xia hou|皇甫=huang fu|亓官=qi guan";
