-- What an event changes in a visit that began in another bucket than the one in which the event lies.
select
    /*dimension*/ as dimension, /*key*/ as key, r.visit_bucket as bucket,
    toInt64(0) as visitors, toInt64(0) as carried, toInt64(0) as pageviews, toInt64(0) as events,
    toInt64(sum(r.visits)) as visits,
    toInt64(sum(r.visits)) as entries,
    toInt64(sum(r.bounces)) as bounces,
    toInt64(sum(r.duration)) as duration,
    toInt64(0) as exits, toInt64(0) as engaged, toInt64(0) as engagement, toInt64(0) as scrolled, toInt64(0) as scroll
from (/*rows*/) as r
where r.visit_bucket != r.bucket and begins and asked
group by /*groups*/
