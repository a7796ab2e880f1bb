-- How pages were read in the visits that began in the range: the time adds up, of depths the deepest counts.
select
    /*dimension*/ as dimension, key, bucket,
    toInt64(0) as visitors, toInt64(0) as carried, toInt64(0) as pageviews, toInt64(0) as events,
    toInt64(0) as visits, toInt64(0) as entries, toInt64(0) as bounces, toInt64(0) as duration, toInt64(0) as exits,
    toInt64(countIf(page_engagement > 0)) as engaged,
    toInt64(sum(page_engagement)) as engagement,
    toInt64(countIf(page_is_scrolled)) as scrolled,
    toInt64(sum(page_scroll)) as scroll
from
(
    select
        visit_id, path, /*key*/ as key,
        any(r.visit_bucket) as bucket,
        sum(toInt64(r.engagement)) as page_engagement,
        max(r.scroll <= 100) as page_is_scrolled,
        max(if(r.scroll <= 100, r.scroll, 0)) as page_scroll
    from (/*rows*/) as r
    where begins and kind = 'engagement' and asked
    group by visit_id, path, key
)
group by key, bucket
