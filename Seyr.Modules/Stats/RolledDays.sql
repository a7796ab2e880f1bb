-- The days that the rollups have, on this clock, and of which nothing was touched since; each with all of its numbers.
select toInt64(days.day) as number, toInt64(days.rolled) as rolled, toInt64(totals.carried), /*measures*/
from
(
    select day, max(rolled_days.rolled) as rolled, argMax(rolled_days.zone, rolled_days.rolled) as zone
    from rolled_days
    where site_id = {site:UInt32}
    group by day
) as days
left join
(
    select /*touched date*/ as day, max(event_touches.touched) as touched
    from event_touches
    where site_id = {site:UInt32}
    group by day
) as touches on touches.day = days.day
left join
(
    select day, rollups.rolled as name, sum(rollups.carried) as carried, /*sums*/
    from rollups
    where site_id = {site:UInt32} and dimension = 'total'
    group by day, name
) as totals on totals.day = days.day and totals.name = days.rolled
where days.zone = {zone:String} and toInt64(intDiv(days.rolled, 1000)) >= toUnixTimestamp64Milli(touches.touched) + {settle:Int64}
order by number
