-- The days of sites with one clock that the rollups have, and of which nothing was touched since, as in RolledDays.
select toInt64(days.site_id) as site_id, toInt64(days.day) as day, toInt64(totals.visitors) as visitors, toInt64(totals.carried) as carried
from
(
    select site_id, day, max(rolled_days.rolled) as rolled, argMax(rolled_days.zone, rolled_days.rolled) as zone
    from rolled_days
    where site_id in (/*sites*/) and day >= /*first*/ and day <= /*last*/
    group by site_id, day
) as days
left join
(
    select site_id, /*touched date*/ as day, max(event_touches.touched) as touched
    from event_touches
    where site_id in (/*sites*/) and toDate(slot) >= /*first*/ - 2
    group by site_id, day
) as touches on touches.site_id = days.site_id and touches.day = days.day
left join
(
    select site_id, day, rollups.rolled as name, sum(rollups.visitors) as visitors, sum(rollups.carried) as carried
    from rollups
    where site_id in (/*sites*/) and dimension = 'total' and key = '' and day >= /*first*/ and day <= /*last*/
    group by site_id, day, name
) as totals on totals.site_id = days.site_id and totals.day = days.day and totals.name = days.rolled
where days.zone = /*zone*/ and toInt64(intDiv(days.rolled, 1000)) >= toUnixTimestamp64Milli(touches.touched) + {settle:Int64}
