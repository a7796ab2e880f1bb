-- What events of the range earned, by currency: they can't be added up over currencies.
select key, bucket, currency, toString(sum(earned)) as amount, toInt64(sum(number)) as number
from
(
    select /*key*/ as key, bucket, currency, sum(revenue) as earned, count() as number
    from (/*rows*/) as r
    where counts and asked and currency != ''
    group by /*groups*/, currency
)
group by key, bucket, currency
order by key, bucket, currency
limit {most:UInt32}
