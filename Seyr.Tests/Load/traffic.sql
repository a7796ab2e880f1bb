-- Believable traffic of some days for one site: visits with a source, a place and a browser, pages by a long tail, custom events, engagement.
insert into events
(
    site_id, time, name, visitor_id, visit_id, visit_start, visits, bounces, duration, engagement, scroll, hostname, path, props, entry_page, referrer, source, channel,
    utm_source, utm_medium, utm_campaign, country, region, city, language, screen, browser, browser_version, system, system_version, device
)
with
    ['', 'Google', '', 'Google', 'Hacker News', 'Twitter', 'DuckDuckGo', 'Bing', 'GitHub', 'LinkedIn', 'Reddit', 'ChatGPT', 'Google', '', 'Google', 'newsletter', 'blog'] as sources,
    ['US', 'US', 'US', 'DE', 'DE', 'BD', 'GB', 'IN', 'FR', 'NL', 'CA', 'BR', 'ES', 'SE', 'JP', 'AU', 'PL', 'IT', 'NG', 'MX'] as countries,
    ['Chrome', 'Chrome', 'Chrome', 'Safari', 'Safari', 'Firefox', 'Edge', 'Opera'] as browsers,
    ['Windows', 'Windows', 'Android', 'iOS', 'macOS', 'Linux'] as systems,
    ['Signup', 'Download', 'Outbound Link: Click', 'Purchase'] as names,
    visit_of as
    (
        select
            number as n,
            intDiv(number, {visitsADay:UInt32}) + {day:Int64} as day,
            cityHash64({site:UInt32}, day, n, 1) as a, cityHash64({site:UInt32}, day, n, 2) as b, cityHash64({site:UInt32}, day, n, 3) as c,
            cityHash64({site:UInt32}, day, (n % {visitsADay:UInt32}) % toUInt64({visitsADay:UInt32} * 0.87 + 1)) as visitor,
            toUInt32(day * 86400 + least(86399, (a % 43200) + (intDiv(a, 43200) % 43200))) as start,
            if(b % 100 < 45, 1, 2 + least(30, toUInt32(-log(1 - (intDiv(b, 100) % 100000) / 100000.0) * 2))) as views,
            sources[1 + c % 17] as origin,
            countries[1 + cityHash64(visitor, 1) % 20] as land,
            concat('/p/', toString(toUInt32(exp(7.6 * (intDiv(c, 17) % 100000) / 100000.0)))) as entry
        from numbers({visits:UInt64})
    )
select
    {site:UInt32},
    toDateTime(start + k * (20 + cityHash64(a, k) % 160), 'UTC'),
    multiIf(k > 0 and cityHash64(a, k, 3) % 12 = 0, 'engagement', k > 0 and cityHash64(a, k, 4) % 30 = 0, names[1 + cityHash64(a, k, 5) % 4], 'pageview') as what,
    visitor,
    a,
    toDateTime(start, 'UTC'),
    if(k = 0, 1, 0),
    multiIf(k = 0, 1, k = 1 and what != 'engagement', -1, 0),
    if(k = 0 or what = 'engagement', 0, 20 + cityHash64(a, k) % 160),
    if(what = 'engagement', 3000 + cityHash64(a, k, 6) % 120000, 0),
    if(what = 'engagement', toUInt8(cityHash64(a, k, 7) % 101), 255),
    'shop.example',
    if(k = 0, entry, concat('/p/', toString(toUInt32(exp(7.6 * (cityHash64(a, k, 8) % 100000) / 100000.0))))),
    if(what = 'Signup', map('plan', ['free', 'pro', 'business'][1 + a % 3]), map()),
    entry,
    multiIf(origin in ('', 'newsletter'), '', origin = 'Hacker News', concat('news.ycombinator.com/item?id=', toString(day * 7 + b % 12)), concat(lower(origin), '.example/', toString(b % 40))),
    origin,
    multiIf(origin = '', 'Direct', origin in ('Google', 'Bing', 'DuckDuckGo'), 'Organic Search', origin = 'newsletter', 'Email', origin = 'ChatGPT', 'AI Assistants', 'Organic Social'),
    if(origin = 'newsletter', 'newsletter', ''),
    if(origin = 'newsletter', 'email', ''),
    if(origin = 'newsletter', concat('issue-', toString(intDiv(day, 7))), ''),
    land,
    concat(land, '-', toString(toUInt32(exp(3 * (cityHash64(visitor, 2) % 1000) / 1000.0)))),
    concat('City ', toString(toUInt32(exp(5 * (cityHash64(visitor, 3) % 1000) / 1000.0)))),
    ['en-US', 'en-GB', 'de-DE', 'bn-BD', 'fr-FR'][1 + cityHash64(visitor, 4) % 5],
    ['Phone', 'Laptop', 'Desktop', 'Tablet'][1 + cityHash64(visitor, 5) % 4],
    browsers[1 + cityHash64(visitor, 6) % 8],
    toString(120 + cityHash64(visitor, 7) % 12),
    systems[1 + cityHash64(visitor, 8) % 6],
    toString(10 + cityHash64(visitor, 9) % 8),
    ['Desktop', 'Mobile', 'Desktop', 'Mobile', 'Tablet'][1 + cityHash64(visitor, 10) % 5]
from visit_of
array join range(toUInt32(views)) as k
settings max_block_size = 32768
