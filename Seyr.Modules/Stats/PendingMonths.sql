-- Months of sites with one clock that are over, quiet since, have several days that were rolled up, and aren't rolled up as they are now.
select toInt64(days.site_id) as site_id, toInt64(days.month) as month
from
(
    select site_id, toStartOfMonth(day) as month, max(rolled) as last, uniqExact(day) as count
    from rolled_days
    where site_id in (select toUInt32(arrayJoin(splitByChar(',', {sites:String}))))
    group by site_id, month
) as days
left join
(
    select site_id, month, max(rolled_months.rolled) as rolled, argMax(rolled_months.zone, rolled_months.rolled) as zone
    from rolled_months
    group by site_id, month
) as known on known.site_id = days.site_id and known.month = days.month
left join
(
    select site_id, toStartOfMonth(/*touched date*/) as month, max(event_touches.touched) as touched
    from event_touches
    group by site_id, month
) as touches on touches.site_id = days.site_id and touches.month = days.month
where days.count > 1
  and addMonths(days.month, 1) <= toDate({today:DateTime('UTC')})
  and (known.zone != {zone:String} or intDiv(known.rolled, 1000) < intDiv(days.last, 1000)
    or toInt64(intDiv(known.rolled, 1000)) < toUnixTimestamp64Milli(touches.touched) + {settle:Int64})
  and toUnixTimestamp64Milli(touches.touched) + {settle:Int64} <= toUnixTimestamp64Milli(now64(3))
order by site_id, month
