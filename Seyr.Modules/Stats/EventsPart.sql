-- What happened in the range, and the visits that began in it (in the same bucket, where there are buckets).
select
    /*dimension*/ as dimension, /*key*/ as key, /*bucketName*/ as bucket,
    toInt64(uniqExactIf(visitor_id, counts)) as visitors,
    toInt64(0) as carried,
    toInt64(countIf(is_in and kind = 'pageview')) as pageviews,
    toInt64(countIf(counts)) as events,
    /*visits*/ as visits,
    /*visits*/ as entries,
    /*bounces*/ as bounces,
    /*duration*/ as duration,
    toInt64(0) as exits, toInt64(0) as engaged, toInt64(0) as engagement, toInt64(0) as scrolled, toInt64(0) as scroll
from (/*rows*/) as r
where asked
group by /*groups*/
