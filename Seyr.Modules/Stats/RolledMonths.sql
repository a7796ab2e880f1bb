-- The months that the rollups have, on this clock, of which nothing was touched and no day was rolled up since.
select toInt64(months.month) as number, toInt64(months.rolled) as rolled
from
(
    select month, max(rolled_months.rolled) as rolled, argMax(rolled_months.zone, rolled_months.rolled) as zone
    from rolled_months
    where site_id = {site:UInt32}
    group by month
) as months
left join
(
    select toStartOfMonth(day) as month, max(rolled_days.rolled) as rolled
    from rolled_days
    where site_id = {site:UInt32}
    group by month
) as days on days.month = months.month
left join
(
    select toStartOfMonth(/*touched date*/) as month, max(event_touches.touched) as touched
    from event_touches
    where site_id = {site:UInt32}
    group by month
) as touches on touches.month = months.month
where months.zone = {zone:String}
  and intDiv(months.rolled, 1000) >= intDiv(days.rolled, 1000)
  and toInt64(intDiv(months.rolled, 1000)) >= toUnixTimestamp64Milli(touches.touched) + {settle:Int64}
order by number
