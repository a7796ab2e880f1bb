-- Who was seen under one id on both sides of a midnight of the site's clock that lies within a UTC day. Only those who were seen
-- on two dates at all are looked at closer: they are few.
select
    dimension, key, later as bucket,
    toInt64(0) as visitors,
    toInt64(count()) as carried,
    toInt64(0) as pageviews, toInt64(0) as events, toInt64(0) as visits, toInt64(0) as entries, toInt64(0) as bounces, toInt64(0) as duration,
    toInt64(0) as exits, toInt64(0) as engaged, toInt64(0) as engagement, toInt64(0) as scrolled, toInt64(0) as scroll
from
(
    select /*dimension*/ as dimension, /*key*/ as key, min(r.bucket) as earlier, max(r.bucket) as later
    from (/*rows*/) as r
    where counts and visitor_id in (select visitor_id from (/*people*/) as p where counts group by visitor_id having min(p.bucket) != max(p.bucket))
    group by /*groups*/
    having earlier != later
)
where /*days*/
group by dimension, key, bucket
