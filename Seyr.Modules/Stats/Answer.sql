-- The parts of an answer, added up.
select *, toInt64(count() over (partition by dimension)) as total
from
(
    select
        p.dimension as dimension, p.key as key, /*bucket*/ as bucket,
        /*sums*/
    from (/*parts*/) as p
    where /*where*/
    group by dimension, key, bucket
    having visitors > 0 or events > 0/*visits*/
)
order by dimension, /*order*/
limit {limit:UInt32} offset {offset:UInt32}
