-- Days of sites with one clock that are over, busy enough to be rolled up, quiet since, and not rolled up as they are now.
select toInt64(days.site_id) as site_id, toInt64(days.day) as day, toInt64(days.events) as events
from
(
    -- A day of another clock lies in two of UTC's: the busier one decides.
    select site_id, arrayJoin(arrayMap(off -> utc_day + toInt32(off), splitByChar(',', {offsets:String}))) as day, max(utc_events) as events
    from
    (
        select site_id, events_daily.day as utc_day, sum(events_daily.events) as utc_events
        from events_daily
        where site_id in (select toUInt32(arrayJoin(splitByChar(',', {sites:String}))))
        group by site_id, utc_day
        having utc_events >= {least:Int64}
    )
    group by site_id, day
) as days
left join
(
    select site_id, day, max(rolled_days.rolled) as rolled, argMax(rolled_days.zone, rolled_days.rolled) as zone
    from rolled_days
    group by site_id, day
) as known on known.site_id = days.site_id and known.day = days.day
left join
(
    select site_id, /*touched date*/ as day, max(event_touches.touched) as touched
    from event_touches
    group by site_id, day
) as touches on touches.site_id = days.site_id and touches.day = days.day
where days.day < toDate({today:DateTime('UTC')})
  and (known.zone != {zone:String} or toInt64(intDiv(known.rolled, 1000)) < toUnixTimestamp64Milli(touches.touched) + {settle:Int64})
  and toUnixTimestamp64Milli(touches.touched) + {settle:Int64} <= toUnixTimestamp64Milli(now64(3))
order by site_id, day
