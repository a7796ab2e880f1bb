-- The days of sites with one clock that the rollups don't have, from the events. A run is a site, its first and its last day; the
-- days of UTC in which it lies are read whole, so that whoever was there on the day before under the same id is known.
select toInt64(site_id) as site_id, day, toInt64(uniqExact(visitor_id)) as visitors, toInt64(countIf(was_before)) as carried
from
(
    select site_id, visitor_id, arrayJoin(days) as day, has(days, day - 1) as was_before
    from
    (
        select site_id, visitor_id, toDate(time) as utc_day, groupUniqArray(toInt64(toDate(time, /*zone*/))) as days
        from events
        where (site_id, toDate(time)) in
            (select toUInt32(run.1), toDate(toUInt16(arrayJoin(range(toUInt32(run.2 - 1), toUInt32(run.3 + 2))))) from (select arrayJoin([/*runs*/]) as run))
          and name != 'engagement'
        group by site_id, visitor_id, utc_day
    )
)
where (site_id, day) in (select toInt64(run.1), toInt64(arrayJoin(range(toUInt32(run.2), toUInt32(run.3 + 1)))) from (select arrayJoin([/*runs*/]) as run))
group by site_id, day
