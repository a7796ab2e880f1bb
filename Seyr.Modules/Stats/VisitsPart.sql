-- Visits that began in the range and had an event that is asked about; each once for every value that its events have.
select
    /*dimension*/ as dimension, key, bucket,
    toInt64(0) as visitors, toInt64(0) as carried, toInt64(0) as pageviews, toInt64(0) as events,
    toInt64(count()) as visits,
    toInt64(countIf(/*entered*/)) as entries,
    toInt64(sumIf(visit_bounces, /*entered*/)) as bounces,
    toInt64(sum(visit_duration)) as duration,
    toInt64(countIf(/*left*/)) as exits,
    toInt64(0) as engaged, toInt64(0) as engagement, toInt64(0) as scrolled, toInt64(0) as scroll
from
(
    select
        visit_id,
        any(r.visit_bucket) as bucket,
        any(entry_page) as first_page,
        /*lastPage*/ as last_page,
        /*keys*/ as keys,
        sum(toInt64(r.bounces)) as visit_bounces,
        sum(toInt64(r.duration)) as visit_duration
    from (/*rows*/) as r
    where begins and /*matched*/
    group by visit_id
)
array join keys as key
group by key, bucket
