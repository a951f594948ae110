//! Saved pages of twenty layouts: the article and its date against all that sites put around it.
//!
//! `GUANXI_PAGES=FOLDER cargo test article` also writes the pages, with the article of each as .txt, for other extractors.

use guanxi::{
    corpus::{FieldNames, Record, Source, read_post},
    document::{CleaningRules, page_blocks},
    knowledge::Gazetteer,
};
use std::{fs, path::Path};

/// Title, date, paragraphs.
struct Article {
    title: &'static str,
    date: &'static str,
    paragraphs: [&'static str; 5],
}

const ARTICLES: [Article; 3] = [
    Article {
        title: "两国外长在首都会谈",
        date: "2021-03-05",
        paragraphs: [
            "外交部长星期五在首都会见来访的邻国外长，双方就边境贸易、人员往来和地区局势交换了意见，会谈持续了大约两个小时。",
            "部长在会谈后对记者说，两国关系近年来不断发展，双方同意在今年下半年举行下一轮经贸磋商，并成立一个工作小组。",
            "来访的外长表示，他的国家愿意同各方合作，共同应对气候变化和公共卫生方面的挑战。",
            "“我们希望对话能够继续下去，”他说，“这符合两国人民的利益。”",
            "按照日程，代表团星期六将参观港口和一家汽车工厂，随后启程回国。",
        ],
    },
    Article {
        title: "市政府公布新地铁线路",
        date: "2022-11-18",
        paragraphs: [
            "市政府星期五公布了两条新地铁线路的规划，预计五年内完工，总投资超过三百亿元，资金由财政和银行贷款共同承担。",
            "交通局局长在记者会上介绍，新线路将连接机场、大学城和高新区，建成后每天可以运送八十万名乘客。",
            "一些居民对施工期间的噪音和交通管制表示担心，希望有关部门提前公布详细的时间表。",
            "局长回应说，工程将分段进行，夜间不会安排爆破作业，受影响的公交线路会及时调整。",
            "规划草案将公示三十天，市民可以通过网站、信函或者电话提出意见。",
        ],
    },
    Article {
        title: "央行宣布下调存款准备金率",
        date: "2019-09-06",
        paragraphs: [
            "中央银行星期五宣布，从本月中旬起下调金融机构存款准备金率半个百分点，这是今年以来的第二次下调。",
            "央行在声明中说，此举旨在支持实体经济发展，降低社会融资成本，释放的长期资金约为八千亿元。",
            "一位大学教授认为，政策的效果要看资金能否真正流向小微企业，单靠下调准备金率还不够。",
            "股市在消息公布前收盘上涨，成交量比前一天增加，银行和地产板块涨幅居前。",
            "分析人士预计，年底以前货币政策仍将保持稳健，汇率也会在合理区间内波动。",
        ],
    },
];

/// What stands beside articles and is prose as well.
const RELATED: &str = "总理出席经济论坛并发表演讲，强调扩大开放，各国企业代表参加了会议。";
const COMMENT: &str = "网友评论：这件事情早就应该做了，希望能够落实，不要只停留在纸面上，大家都在等待结果。";
const NOTICE: &str = "本网站所有内容的版权均属于本公司，未经书面授权，任何单位和个人不得转载、摘编或者以其他方式使用。";

fn paragraphs(article: &Article, open: &str, close: &str) -> String {
    article.paragraphs.iter().map(|p| format!("{open}{p}{close}\n")).collect()
}

fn menu(n: usize) -> String {
    (0..n).map(|i| format!("<li><a href=\"/c{i}\">频道{i}</a></li>")).collect()
}

fn headlines(n: usize) -> String {
    (0..n).map(|i| format!("<li><a href=\"/n{i}\">各地举行活动庆祝传统节日第{i}场吸引游客</a><span>0{i}-1{i}</span></li>")).collect()
}

/// The page of an article in one of the layouts.
fn page(layout: usize, article: &Article) -> String {
    let Article { title, date, .. } = article;
    let [year, month, day]: [&str; 3] = date.split('-').collect::<Vec<_>>().try_into().expect("three parts");
    let p = paragraphs(article, "<p>", "</p>");
    let body = match layout {
        // A portal: breadcrumb, info line, share bar, related list, footer.
        0 => format!(
            "<div class=\"top-nav\"><ul>{}</ul></div><div class=\"crumbs\"><a>首页</a> &gt; <a>国内</a></div><div class=\"content\"><h1>{title}</h1><div class=\"info\">{year}年{month}月{day}日 08:15 来源：某某网</div>{p}<div class=\"share\">分享：<a>微博</a><a>微信</a></div></div><div class=\"related\"><h2>相关新闻</h2><ul>{}</ul></div><div class=\"footer\">{NOTICE}</div>",
            menu(12),
            headlines(6)
        ),
        // HTML5 with an article element among teasers.
        1 => format!(
            "<header><nav><ul>{}</ul></nav></header><main><article><h1>{title}</h1><time datetime=\"{date}T08:00:00+08:00\">{date}</time>{p}</article><section><h2>更多</h2><article><h3>别的</h3><p>{RELATED}</p></article></section></main><footer><p>{NOTICE}</p></footer>",
            menu(8)
        ),
        // Tables, as pages were made about 2003.
        2 => format!(
            "<table width=100%><tr><td><table><tr><td>{}</td></tr></table></td></tr><tr><td width=180><ul>{}</ul></td><td><font size=5><b>{title}</b></font><br>{year}-{month}-{day}<br><br>{}</td></tr><tr><td colspan=2><center>{NOTICE}</center></td></tr></table>",
            menu(9),
            headlines(8),
            paragraphs(article, "　　", "<br><br>")
        ),
        // WordPress with a sidebar and comments.
        3 => format!(
            "<div id=\"header\"><h2><a>某博客</a></h2></div><div id=\"main\"><div class=\"post hentry\"><h1 class=\"entry-title\">{title}</h1><span class=\"entry-date\">{year}年{month}月{day}日</span><div class=\"entry-content\">{p}</div></div><div id=\"comments\"><h3>评论</h3><p>{COMMENT}</p><p>{COMMENT}</p><p>{COMMENT}</p></div></div><div id=\"sidebar\"><ul>{}</ul><p>{RELATED}</p></div><div id=\"footer\">{NOTICE}</div>",
            headlines(7)
        ),
        // JSON-LD and nothing a reader sees of the date.
        4 => format!(
            "<script type=\"application/ld+json\">{{\"@type\":\"NewsArticle\",\"headline\":\"{title}\",\"datePublished\":\"{date}T10:00:00+08:00\"}}</script><nav>{}</nav><div class=\"story\"><h1>{title}</h1><div class=\"story-body\">{p}</div></div><aside><p>{RELATED}</p></aside>",
            menu(5)
        ),
        // The article in several sections with advertisements between.
        5 => {
            let half = |range: std::ops::Range<usize>| article.paragraphs[range].iter().map(|p| format!("<p>{p}</p>")).collect::<String>();
            format!(
                "<ul class=\"menu\">{}</ul><div class=\"wrap\"><h1>{title}</h1><p class=\"date\">{year}/{month}/{day}</p><div class=\"sec\">{}</div><div class=\"ad-box\"><p>广告：购买本公司产品，享受优惠，机会难得，欢迎选购。</p></div><div class=\"sec\">{}</div></div><div class=\"hot-rank\"><ol>{}</ol></div>",
                menu(10),
                half(0..2),
                half(2..5),
                headlines(9)
            )
        }
        // A mobile account's article.
        6 => format!(
            "<div id=\"page-content\"><h1 class=\"rich_media_title\">{title}</h1><div id=\"meta_content\"><em>{date}</em><a>某公众号</a></div><div class=\"rich_media_content\" id=\"js_content\">{}</div></div><div class=\"qr_code_pc_outer\" style=\"display: none\"><p>微信扫一扫，关注该公众号，获取更多精彩内容。</p></div><div class=\"rich_media_tool\">阅读 点赞 在看</div>",
            paragraphs(article, "<section><span>", "</span></section>")
        ),
        // A news agency of Taiwan: date in the dateline, tags, read-more list.
        7 => format!(
            "<div class=\"navbar\"><ul>{}</ul></div><div class=\"centralContent\"><h1>{title}</h1><div class=\"updatetime\">{year}/{month}/{day} 12:30</div><div class=\"paragraph\">{p}</div><div class=\"paragraph moreArticle\"><p>延伸閱讀</p><a href=1>總理出席論壇並發表演講，強調擴大開放</a></div><div class=\"keywordTag\"><a>#外交</a><a>#經濟</a></div></div><div class=\"footer\">{NOTICE}</div>",
            menu(14)
        ),
        // Hidden text for machines, a cookie notice.
        8 => format!(
            "<div class=\"cookie-bar\"><p>我们使用Cookie来改善您的体验，继续浏览即表示您同意我们的隐私政策，您可以随时更改设置。</p></div><div hidden><p>{RELATED}{RELATED}</p></div><div class=\"news\"><h2 class=\"t\">{title}</h2><p class=\"source\">时间：{date} 来源：本报</p><div class=\"txt\">{p}</div></div><div class=\"copyright\">{NOTICE}</div>"
        ),
        // A list of teasers with summaries that outweighs one paragraph.
        9 => format!(
            "<h1>{title}</h1><div class=\"pub\">发布日期：{year}年{month}月{day}日</div><div id=\"zoom\">{p}</div><div class=\"recommend\">{}</div><div class=\"foot\">{NOTICE}</div>",
            (0..8).map(|_| format!("<div><a href=x>推荐</a><p>{RELATED}</p></div>")).collect::<String>()
        ),
        // itemprop.
        10 => format!(
            "<nav>{}</nav><div itemscope><h1 itemprop=\"headline\">{title}</h1><meta itemprop=\"datePublished\" content=\"{date}\"><div itemprop=\"articleBody\">{p}</div></div><div class=\"more-news\"><p>{RELATED}</p><p>{RELATED}</p></div>",
            menu(6)
        ),
        // Paragraphs told by line breaks in one div.
        11 => format!(
            "<div id=\"nav\">{}</div><div id=\"news_title\">{title}</div><div id=\"news_time\">{year}-{month}-{day} 09:00:00</div><div id=\"news_text\">{}</div><div id=\"pager\"><a>上一页</a> 1 <a>2</a> <a>下一页</a></div><div class=\"foot\">{NOTICE}</div>",
            menu(7),
            paragraphs(article, "&nbsp;&nbsp;", "<br/>")
        ),
        // A forum.
        12 => format!(
            "<div id=\"hd\"><p>论坛 &gt; 时事</p></div><div class=\"post\"><h1>{title}</h1><em>发表于 {year}-{month}-{day} 20:11:05</em><td class=\"t_f\">{}</td></div><div class=\"reply comment\"><p>{COMMENT}</p></div><div class=\"reply comment\"><p>{COMMENT}</p></div><div id=\"ft\"><p>论坛规则 隐私 帮助</p></div>",
            paragraphs(article, "<p>", "</p>")
        ),
        // Pictures with captions among the paragraphs, an author box.
        13 => format!(
            "<header class=\"site-header\"><nav>{}</nav></header><article class=\"single\"><h1>{title}</h1><p class=\"byline\">{year}年{month}月{day}日</p>{p}</article><section class=\"author-box sidebar\"><p>作者长期报道经济新闻，曾在多家报社工作，著有数本书籍，现居首都。</p></section><footer>{NOTICE}</footer>",
            menu(5)
        ),
        // Open Graph only; the body in deep divs.
        14 => format!(
            "<div class=\"l1\"><div class=\"l2\"><div class=\"menu\">{}</div><div class=\"l3\"><div class=\"l4\"><div class=\"l5\"><h1>{title}</h1>{}</div></div></div></div></div><div class=\"subscribe\"><p>订阅我们的电子报，每天早晨获取最新的新闻摘要，随时可以取消。</p></div>",
            menu(11),
            paragraphs(article, "<div><p>", "</p></div>")
        ),
        // A government's site.
        15 => format!(
            "<div class=\"header\"><div class=\"search\">搜索</div><ul>{}</ul></div><div class=\"BreadcrumbNav\">当前位置：首页 &gt; 新闻 &gt; 政务联播</div><div class=\"pages-date\">{year}-{month}-{day} 17:04 来源： 某省人民政府网站</div><div class=\"pages_content\"><h1>{title}</h1>{p}<div class=\"editor\">责任编辑：某某</div></div><div class=\"related-news\"><ul>{}</ul></div><div class=\"footer\">主办单位 网站标识码</div>",
            menu(9),
            headlines(5)
        ),
        // ROC dates.
        16 => format!(
            "<div id=\"menu\">{}</div><div class=\"news-detail\"><h1>{title}</h1><span class=\"date\">中華民國{}年{month}月{day}日</span>{p}</div><div id=\"footer\"><p>{NOTICE}</p></div>",
            menu(8),
            year.parse::<i32>().expect("a year") - 1911
        ),
        // An interview in a definition list, bold questions.
        17 => format!(
            "<div class=\"nav\">{}</div><div class=\"article-main\"><h1>{title}</h1><small>{year}.{month}.{day}</small><blockquote>{}</blockquote></div><div class=\"tags\"><a>外交</a> <a>访谈</a></div><div class=\"bottom-banner\">下载本报客户端，第一时间获取突发新闻推送</div>",
            menu(6),
            paragraphs(article, "<p><b>", "</b></p>")
        ),
        // Everything in one form element, as old servers made it.
        18 => format!(
            "<form id=\"aspnetForm\"><div class=\"topmenu menu\">{}</div><div class=\"detail\"><h1>{title}</h1><div class=\"time\">{year}年{month}月{day}日</div>{p}</div><div class=\"copyright\">{NOTICE}</div></form>",
            menu(10)
        ),
        // Traditional page whose frame repeats the names of its sections in prose.
        _ => format!(
            "<div class=\"hd\">{}</div><h1>{title}</h1><div class=\"meta-date\">{date}</div><div class=\"bd\"><div class=\"left\">{p}</div><div class=\"right\"><div class=\"rank\"><ul>{}</ul></div></div></div><div class=\"disclaimer\"><p>{NOTICE}</p></div>",
            menu(15),
            headlines(10)
        ),
    };
    let graph = if layout == 14 { format!("<meta property=\"article:published_time\" content=\"{date}T01:00:00Z\">") } else { String::new() };
    format!("<!DOCTYPE html><html><head><meta charset=\"utf-8\"><title>{title}_某某网</title>{graph}</head><body>{body}</body></html>")
}

const LAYOUTS: usize = 20;

#[test]
fn the_article_and_its_date_are_found_in_twenty_layouts() {
    let gazetteer = Gazetteer::bundled().expect("the bundled gazetteers load");
    let rules: &CleaningRules = &gazetteer.cleaning;
    let plain = |text: &str| -> String { text.chars().filter(|c| !c.is_whitespace()).collect() };
    let (mut right, mut found, mut wanted, mut dated) = (0, 0, 0, 0);
    let mut wrong = Vec::new();
    for layout in 0..LAYOUTS {
        for (n, article) in ARTICLES.iter().enumerate() {
            let html = page(layout, article);
            let gold: Vec<String> = article.paragraphs.iter().map(|p| plain(p)).collect();
            if let Some(folder) = std::env::var_os("GUANXI_PAGES") {
                let name = |ending: &str| Path::new(&folder).join(format!("{layout:02}-{n}.{ending}"));
                fs::write(name("html"), &html).expect("GUANXI_PAGES is a writable folder");
                fs::write(name("txt"), format!("{}\n{}\n", article.date, gold.join("\n"))).expect("GUANXI_PAGES is a writable folder");
            }
            let blocks = page_blocks(&html, rules);
            // The headline stands in the title already; a line with the date is the article's too.
            let counts = |text: &str| !article.title.contains(text) && !text.contains(&article.date[..4]);
            let texts: Vec<String> = blocks.iter().filter(|b| !b.boilerplate).map(|b| plain(&b.text)).filter(|text| counts(text)).collect();
            let chars = |text: &String| text.chars().count();
            let hit: usize = texts.iter().filter(|text| gold.iter().any(|p| p.contains(text.as_str()))).map(chars).sum();
            right += hit;
            found += texts.iter().map(chars).sum::<usize>();
            wanted += gold.iter().map(chars).sum::<usize>();
            if texts.iter().map(chars).sum::<usize>() != hit || hit != gold.iter().map(chars).sum::<usize>() {
                wrong.push(format!("{layout}-{n}: {texts:?}"));
            }
            let record = Record { doc: "a.html".into(), path: "a.html".into(), kind: None, source: Source::Bytes(html.into_bytes()) };
            let date = read_post(&record, &FieldNames::default()).ok().and_then(|post| post.date).map(|date| date.to_string());
            if date.as_deref() == Some(article.date) {
                dated += 1;
            } else {
                wrong.push(format!("{layout}-{n}: date {date:?}"));
            }
        }
    }
    let share = |part: usize, whole: usize| part as f64 / whole as f64;
    let (precision, recall, dates) = (share(right, found), share(right, wanted), share(dated, LAYOUTS * ARTICLES.len()));
    println!("precision {precision:.3}, recall {recall:.3}, dates {dates:.3}");
    assert!(precision >= 0.97 && recall >= 0.97 && dates >= 0.97, "{precision:.3} {recall:.3} {dates:.3}\n{}", wrong.join("\n"));
}
