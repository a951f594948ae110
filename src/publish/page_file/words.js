// What the page says, in English, Simplified and Traditional Chinese.

const LANGUAGES = [['hans', '简', 'zh-Hans'], ['hant', '繁', 'zh-Hant'], ['en', 'EN', 'en']];

const WORDS = {
  title: ['Who meets whom in the news', '新闻中谁与谁同现', '新聞中誰與誰同現'],
  about: ['{stories} stories, {from} to {to}. Here: {shown} of {nodes} names and {pairs} of {edges} pairs, those that stand out first.',
    '{from}至{to}，{stories}则新闻。本页含{nodes}个名称中的{shown}个、{edges}对关系中的{pairs}对，以最突出者为先。',
    '{from}至{to}，{stories}則新聞。本頁含{nodes}個名稱中的{shown}個、{edges}對關係中的{pairs}對，以最突出者為先。'],
  search: ['Search a name  ( / )', '搜索名称（ / ）', '搜尋名稱（ / ）'],
  nothing: ['Nothing here bears this name.', '本页没有这个名称。', '本頁沒有這個名稱。'],
  language: ['Language', '语言', '語言'], view: ['View', '视图', '檢視'],
  map: ['Map', '图', '圖'], pairs: ['Pairs', '关系表', '關係表'], nodes: ['Names', '名称表', '名稱表'],
  filters: ['Filters', '筛选', '篩選'], types: ['Types', '类型', '類型'], edges: ['Pairs', '关系', '關係'],
  person: ['People', '人物', '人物'], office: ['Offices', '职位', '職位'], organization: ['Organizations', '机构', '機構'], place: ['Places', '地点', '地點'],
  a_person: ['person', '人物', '人物'], a_office: ['office', '职位', '職位'], a_organization: ['organization', '机构', '機構'], a_place: ['place', '地点', '地點'],
  skeleton: ['standing out', '突出的', '突出的'], backbone: ['backbone', '骨干', '骨幹'], all: ['all', '全部', '全部'],
  least: ['Stories, at least', '新闻数至少', '新聞數至少'],
  significance: ['More often than chance', '超出偶然', '超出偶然'], any: ['any', '不限', '不限'],
  names: ['Names', '名称', '名稱'], both: ['listed and new', '全部', '全部'], listed: ['in a gazetteer', '词典所收', '詞典所收'], discovered: ['new', '新发现', '新發現'],
  colours: ['Colours', '颜色', '顏色'], by_community: ['communities', '社群', '社群'], by_type: ['types', '类型', '類型'],
  others: ['other communities', '其他社群', '其他社群'], only: ['Show only this', '只看这一类', '只看這一類'],
  shown: ['{nodes} names, {pairs} pairs shown', '显示{nodes}个名称、{pairs}对关系', '顯示{nodes}個名稱、{pairs}對關係'],
  reset: ['Reset', '重置', '重設'],
  weight: ['A line joins two names that stand in one {window}. Its weight is the number of different stories in which they do; a text that many outlets print is one story. Discs grow with the stories that name them.',
    '两个名称出现在同一{window}中，即以线相连；线的权重是这样的新闻数，多家媒体刊登的同一篇算一则。圆越大，提到它的新闻越多。',
    '兩個名稱出現在同一{window}中，即以線相連；線的權重是這樣的新聞數，多家媒體刊登的同一篇算一則。圓越大，提到它的新聞越多。'],
  keys: ['Keys: / search, arrows move, + and − zoom, 0 all, Esc back.', '按键：/ 搜索，方向键移动，+ − 缩放，0 全图，Esc 返回。', '按鍵：/ 搜尋，方向鍵移動，+ − 縮放，0 全圖，Esc 返回。'],
  window_sentence: ['sentence', '句', '句'], window_paragraph: ['paragraph', '段', '段'], window_document: ['document', '篇', '篇'],
  window_chars: ['stretch of {n} characters', '段{n}字的文字', '段{n}字的文字'],
  per: ['stories by week', '每周新闻数', '每週新聞數'], per_month: ['stories by month', '每月新闻数', '每月新聞數'], per_year: ['stories by year', '每年新闻数', '每年新聞數'],
  from: ['From', '自', '自'], to: ['To', '至', '至'],
  zoom_in: ['Zoom in', '放大', '放大'], zoom_out: ['Zoom out', '缩小', '縮小'], fit: ['Show all', '全图', '全圖'],
  canvas: ['Map of the network. The views Names and Pairs hold the same as tables.', '关系图。“名称表”与“关系表”以表格列出同样的内容。', '關係圖。「名稱表」與「關係表」以表格列出同樣的內容。'],
  close: ['Close', '关闭', '關閉'], stories: ['stories', '则新闻', '則新聞'], mentions: ['mentions', '次提及', '次提及'],
  f_stories: ['Stories', '新闻', '新聞'], f_mentions: ['Mentions', '提及', '提及'], f_outlets: ['Outlets', '媒体', '媒體'], f_dates: ['Dates', '日期', '日期'],
  f_degree: ['Meets', '同现', '同現'], f_meets: ['{n} names, {here} of them here', '{n}个名称，其中{here}个在本页', '{n}個名稱，其中{here}個在本頁'],
  f_seen: ['Written', '写法', '寫法'], f_offices: ['Offices', '任职', '任職'], f_new: ['In no gazetteer: found in the texts.', '词典未收，在文中发现。', '詞典未收，在文中發現。'],
  f_expected: ['By chance', '偶然预期', '偶然預期'], f_npmi: ['Association', '关联度', '關聯度'], f_p: ['p', 'p', 'p'], f_relations: ['Relations', '关系类型', '關係類型'],
  f_sentences: ['Sentences', '句子', '句子'],
  neighbours: ['Meets most often', '最常同现', '最常同現'], sentences: ['Sentences', '例句', '例句'],
  some: ['{n} of {all} stories, spread over time, newest first', '{all}则新闻中的{n}则，按时间分布选取，新者在前', '{all}則新聞中的{n}則，按時間分布選取，新者在前'],
  none: ['No sentence of this pair is in this page; evidence.csv has all.', '本页没有这一对的例句，evidence.csv 中有全部。', '本頁沒有這一對的例句，evidence.csv 中有全部。'],
  more: ['Show more', '显示更多', '顯示更多'], undated: ['undated', '无日期', '無日期'],
  name: ['Name', '名称', '名稱'], type: ['Type', '类型', '類型'], first: ['First name', '名称一', '名稱一'], second: ['Second name', '名称二', '名稱二'],
  countries: ['Countries', '国家', '國家'], events: ['What is told of them', '所述之事', '所述之事'],
  cited: ['Cited', '被引', '被引'], f_cited: ['in {n} documents', '{n}篇', '{n}篇'],
  asserted: ['', '', ''], planned: ['planned', '计划中', '計畫中'], cancelled: ['cancelled', '已取消', '已取消'], denied: ['denied', '否认', '否認'], former: ['former', '前任', '前任'],
  found: ['{n} found', '找到{n}个', '找到{n}個'],
};

/** The first language of the browser that the page speaks; else English. */
let language = (() => {
  const wanted = (navigator.languages || [navigator.language]).find(tag => /^(zh|en)\b/i.test(tag)) || 'en';
  if (!/^zh/i.test(wanted)) return 'en';
  return /hant|-(tw|hk|mo)\b/i.test(wanted) ? 'hant' : 'hans';
})();

/** A word of the page in its language, with `{slots}` filled. */
function word(key, slots = {}) {
  const forms = WORDS[key];
  if (!forms) return key.replaceAll('_', ' ');
  const text = forms[['en', 'hans', 'hant'].indexOf(language)];
  return text.replace(/\{(\w+)\}/g, (_, slot) => slots[slot]);
}

/** The name of a node, or of an office as three names, in the language of the page. */
function nameOf(names) {
  if (language === 'en') return names[2] || names[0];
  return language === 'hant' ? names[1] || names[0] : names[0];
}

const label = node => nameOf(node.names);
const number = n => n.toLocaleString('en-US');
const langTag = () => LANGUAGES.find(([key]) => key === language)[2];
