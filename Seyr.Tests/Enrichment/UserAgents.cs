namespace Seyr.Tests.Enrichment;

/// <summary>User agents as browsers, apps and crawlers document them, and what they are.</summary>
internal static class UserAgents
{
    private const string AppleMobile = "AppleWebKit/605.1.15 (KHTML, like Gecko)";
    private const string Blink = "AppleWebKit/537.36 (KHTML, like Gecko)";

    public static readonly (string Text, string Browser, string System, string Type)[] Visitors =
    [
        ($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Blink} Chrome/131.0.0.0 Safari/537.36", "Chrome", "Windows", "Desktop"),
        ($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {Blink} Chrome/131.0.0.0 Safari/537.36", "Chrome", "macOS", "Desktop"),
        ($"Mozilla/5.0 (X11; Linux x86_64) {Blink} Chrome/131.0.0.0 Safari/537.36", "Chrome", "Linux", "Desktop"),
        ($"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {Blink} Chrome/131.0.0.0 Safari/537.36", "Chrome", "Chrome OS", "Desktop"),
        ($"Mozilla/5.0 (Linux; Android 10; K) {Blink} Chrome/131.0.0.0 Mobile Safari/537.36", "Chrome", "Android", "Mobile"),
        ($"Mozilla/5.0 (Linux; Android 10; K) {Blink} Chrome/131.0.0.0 Safari/537.36", "Chrome", "Android", "Tablet"),
        ($"Mozilla/5.0 (Linux; Android 14; SM-S918B Build/UP1A.231005.007; wv) {Blink} Version/4.0 Chrome/131.0.6778.39 Mobile Safari/537.36", "Chrome", "Android", "Mobile"),
        ($"Mozilla/5.0 (iPhone; CPU iPhone OS 17_7 like Mac OS X) {AppleMobile} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", "Chrome", "iOS", "Mobile"),
        ($"Mozilla/5.0 (iPad; CPU OS 17_7 like Mac OS X) {AppleMobile} CriOS/131.0.6778.73 Mobile/15E148 Safari/604.1", "Chrome", "iOS", "Tablet"),
        ($"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) {AppleMobile} Version/18.1 Safari/605.1.15", "Safari", "macOS", "Desktop"),
        ($"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {AppleMobile} Version/18.1 Mobile/15E148 Safari/604.1", "Safari", "iOS", "Mobile"),
        ($"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {AppleMobile} Mobile/15E148", "Safari", "iOS", "Mobile"),
        ($"Mozilla/5.0 (iPad; CPU OS 12_2 like Mac OS X) {AppleMobile} Version/12.1 Mobile/15E148 Safari/604.1", "Safari", "iOS", "Tablet"),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox", "Windows", "Desktop"),
        ("Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox", "Ubuntu", "Desktop"),
        ("Mozilla/5.0 (X11; FreeBSD amd64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox", "FreeBSD", "Desktop"),
        ("Mozilla/5.0 (Android 14; Mobile; rv:133.0) Gecko/133.0 Firefox/133.0", "Firefox", "Android", "Mobile"),
        ("Mozilla/5.0 (Android 14; Tablet; rv:133.0) Gecko/133.0 Firefox/133.0", "Firefox", "Android", "Tablet"),
        ($"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) {AppleMobile} FxiOS/133.0 Mobile/15E148 Safari/605.1.15", "Firefox", "iOS", "Mobile"),
        ($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Blink} Chrome/131.0.0.0 Safari/537.36 Edg/131.0.2903.70", "Edge", "Windows", "Desktop"),
        ($"Mozilla/5.0 (Linux; Android 10; HD1913) {Blink} Chrome/131.0.6778.81 Mobile Safari/537.36 EdgA/131.0.2903.48", "Edge", "Android", "Mobile"),
        ($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Blink} Chrome/131.0.0.0 Safari/537.36 OPR/115.0.0.0", "Opera", "Windows", "Desktop"),
        ($"Mozilla/5.0 (Linux; Android 10; VOG-L29) {Blink} Chrome/131.0.6778.81 Mobile Safari/537.36 OPR/76.2.4027.73374", "Opera", "Android", "Mobile"),
        ("Opera/9.80 (Android; Opera Mini/36.2.2254/119.132; U; id) Presto/2.12.423 Version/12.16", "Opera Mini", "Android", "Mobile"),
        ("Opera/9.80 (J2ME/MIDP; Opera Mini/7.1.32052/29.3709; U; en) Presto/2.8.119 Version/11.10", "Opera Mini", "", "Mobile"),
        ($"Mozilla/5.0 (Linux; Android 10; K) {Blink} SamsungBrowser/27.0 Chrome/125.0.0.0 Mobile Safari/537.36", "Samsung Internet", "Android", "Mobile"),
        ($"Mozilla/5.0 (Linux; Android 9; KFTRWI) {Blink} Silk/130.4.1 like Chrome/130.0.6723.102 Safari/537.36", "Amazon Silk", "Android", "Tablet"),
        ($"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {Blink} Chrome/130.0.0.0 YaBrowser/24.12.0.0 Safari/537.36", "Yandex Browser", "Windows", "Desktop"),
        ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "IE", "Windows", "Desktop"),
        ("Mozilla/5.0 (compatible; MSIE 10.0; Windows NT 6.2; Trident/6.0; Touch; Tablet PC 2.0)", "IE", "Windows", "Desktop"),
        ("Mozilla/5.0 (Windows Phone 10.0; Android 6.0.1; Microsoft; Lumia 950) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/52.0.2743.116 Mobile Safari/537.36 Edge/15.14977", "Edge", "Windows Phone", "Mobile"),
        ("Mozilla/5.0 (PlayBook; U; RIM Tablet OS 2.1.0; en-US) AppleWebKit/536.2+ (KHTML, like Gecko) Version/7.2.1.0 Safari/536.2+", "BlackBerry WebKit", "BlackBerry Tablet OS", "Tablet"),
        ("Mozilla/5.0 (Mobile; Nokia_8110_4G; rv:48.0) Gecko/48.0 Firefox/48.0 KAIOS/2.5", "Firefox", "KaiOS", "Mobile"),
        ($"Mozilla/5.0 (Web0S; Linux/SmartTV) {Blink} Chrome/120.0.6099.270 Safari/537.36 WebAppManager", "Chrome", "Web0S", ""),
        ($"Mozilla/5.0 (Linux; Android 12; Chromecast with Google TV Build/STTL.231215.001) {Blink} Chrome/131.0.6778.81 Safari/537.36", "Chrome", "Android", ""),
        ("Mozilla/5.0 (PlayStation; PlayStation 5/2.26) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/13.0 Safari/605.1.15", "Safari", "", ""),
    ];

    public static readonly (string Text, string Browser)[] Robots =
    [
        ("Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        ($"Mozilla/5.0 (Linux; Android 6.0.1; Nexus 5X Build/MMB29P) {Blink} Chrome/131.0.6778.69 Mobile Safari/537.36 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)", "Googlebot"),
        ("Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)", "GPTBot"),
        ($"Mozilla/5.0 {Blink} (compatible; ClaudeBot/1.0; +claudebot@anthropic.com)", "ClaudeBot"),
        ("Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)", "bingbot"),
        ("Mozilla/5.0 (compatible; YandexBot/3.0; +http://yandex.com/bots)", "YandexBot"),
        ("Mozilla/5.0 (compatible; AhrefsBot/7.0; +http://ahrefs.com/robot/)", "AhrefsBot"),
        ($"Mozilla/5.0 (Linux; Android 7.0;) {Blink} Mobile Safari/537.36 (compatible; PetalBot;+https://webmaster.petalsearch.com/site/petalbot)", "PetalBot"),
        ("curl/8.11.0", "curl"),
        ("facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)", "FacebookBot"),
        ("Mozilla/5.0 (compatible; Baiduspider/2.0; +http://www.baidu.com/search/spider.html)", "Baiduspider"),
    ];

    public static IEnumerable<string> All => Visitors.Select(visitor => visitor.Text).Concat(Robots.Select(robot => robot.Text));
}
